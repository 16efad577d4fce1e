/** A mini program opens no archive (wx.openDocument: documents only): the link is copied for a browser. */
export const openDownload: ((url: string) => void) | null = null;
