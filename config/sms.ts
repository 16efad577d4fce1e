/**
 * The installation's own invitation, as its provider has approved it under SMS_INVITATION_TEMPLATE_ID:
 * what people get until their upstream's own text is approved. A notice that an account was opened:
 * reviewers refuse "invite" and "register".
 */
export const presetInvitation = '{contact}您好，{brand}已为您开通互联账号，请在微信小程序中用本机号码绑定。';

/** How a marketing SMS ends, and no other may: carriers refuse it without (field-rules.md 3). */
export const optOutSuffix = '拒收请回复R';

/**
 * What a person replies to be left alone, in capitals. The provider's own words are R, T and TD (U for the rest).
 */
export const stopWords: ReadonlySet<string> = new Set([
  'R',
  'T',
  'TD',
  'N',
  '退订',
  '拒收',
  '拒收R',
  '回复R',
]);

/**
 * What a person ticks to get marketing SMS, by version: a changed text is a new version, and what was agreed
 * to keeps the version that was shown. {upstream} sends them.
 */
export const marketingConsent = {
  version: '2026-11-1',
  'zh-CN':
    '我同意{upstream}向我绑定的手机号发送新品、活动等推广短信。可随时在这里关闭，或回复R拒收，不影响其他服务。',
  en: 'I agree that {upstream} may send marketing SMS, such as new products and offers, to the phone number of my account. I can switch this off here at any time, or reply R; nothing else changes.',
} as const;

/** Hours of the day in China, whole: from the first, until before the second. */
export interface SmsHours {
  readonly from: number;
  readonly to: number;
}

/**
 * The provider takes marketing SMS from 8 to 22 only (FailedOperation.MarketingSendTimeConstraint:
 * "only allowed from 8:00 to 22:00, so that nobody is disturbed"); an hour less is ours.
 * @see the error codes of Tencent Cloud's SendSms, as its SDKs publish them
 */
export const smsHoursAllowed: SmsHours = { from: 8, to: 22 };
export const smsHoursPreset: SmsHours = { from: 8, to: 21 };
