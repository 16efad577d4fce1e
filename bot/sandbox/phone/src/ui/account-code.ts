/** What an account's own code says: an address of WeChat's form, with the appId for its last part. */
export function accountCodeText(appId: string): string {
  return `http://weixin.qq.com/r/${appId}`;
}

/** Its picture, drawn by the sandbox. */
export function accountCodePicture(appId: string): string {
  return `/control/qrcode?text=${encodeURIComponent(accountCodeText(appId))}`;
}
