/**
 * The installation's own invitation, as its provider has approved it under SMS_INVITATION_TEMPLATE_ID:
 * what people get until their upstream's own text is approved. A notice that an account was opened:
 * reviewers refuse "invite" and "register".
 */
export const presetInvitation = '{contact}您好，{brand}已为您开通互联账号，请在微信小程序中用本机号码绑定。';
