/** Why a day's bill could not be compared, where the platform has no code for it. */
export const billTexts = {
  unreachable: '没有连上微信支付。',
  'unreachable.remedy': '系统稍后会再取账单。一直连不上时，请检查服务器的网络与代理。',
  unreadable: '取到的账单与微信支付给出的校验值、格式或合计不一致，没有采用。',
  'unreadable.remedy': '系统稍后会再取。反复出现时，请在商户平台下载这一天的账单核对，并告诉技术支持。',
  settings: '商户设置里的密钥无法使用。',
  'settings.remedy': '请在「商户设置」中核对商户私钥、证书序列号与微信支付公钥。',
} as const;
