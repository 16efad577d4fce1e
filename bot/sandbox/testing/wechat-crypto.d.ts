declare module 'wechat-crypto' {
  export default class WXBizMsgCrypt {
    constructor(token: string, encodingAesKey: string, id: string);
    getSignature(timestamp: string, nonce: string, encrypted: string): string;
    decrypt(text: string): { message: string; id: string };
    encrypt(text: string): string;
  }
}
