/** The browser saves what an address answers as an attachment; the page stays. */
export const openDownload: ((url: string) => void) | null = (url) => {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
};
