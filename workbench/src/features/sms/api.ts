import { doneSchema } from '../../../../server/contract/common.ts';
import {
  fillSms,
  invitationSmsSchema,
  smsBounds,
  smsLength,
  smsCampaignPageSchema,
  smsCampaignSchema,
  smsMarketingSchema,
  smsReplyAddressSchema,
  smsResultPageSchema,
  marketingPeopleSchema,
  smsReviewsSchema,
  type InvitationSms,
  type MarketingPersonRow,
  type MarketingResult,
  type SmsCampaignRow,
  type SmsMarketing,
  type SmsResultRow,
  type SmsKind,
  type SmsReviews,
  type SmsState,
  type SmsVersion,
} from '../../../../server/contract/sms.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';

export { fillSms, smsBounds, smsLength };
export type { MarketingPersonRow, MarketingResult, SmsCampaignRow, SmsMarketing, SmsResultRow };
export type { InvitationSms, SmsKind, SmsReviews, SmsState, SmsVersion };

export const smsKey = ['invitation-sms'] as const;
export const smsReviewsKey = ['sms-reviews'] as const;
const post = (body: unknown, idempotencyKey: string) => ({ method: 'POST', body, idempotencyKey }) as const;

export const fetchSms = (signal?: AbortSignal) =>
  getJson('/invitation-sms', invitationSmsSchema, signal === undefined ? {} : { signal });
export const saveDraft = (draft: { kind: SmsKind; content: string }, key: string) =>
  writeJson('/invitation-sms/drafts', invitationSmsSchema, post(draft, key));
export const submitDraft = (id: string, key: string) =>
  writeJson(`/invitation-sms/drafts/${id}/submit`, invitationSmsSchema, post({}, key));
export const switchSignature = (on: boolean, key: string) =>
  writeJson('/invitation-sms/signature', invitationSmsSchema, post({ on }, key));

export const fetchReviews = (signal: AbortSignal) => getJson('/sms-reviews', smsReviewsSchema, { signal });
export const approveSms = (id: string, templateId: string, key: string) =>
  writeJson(`/sms-reviews/${id}/approve`, doneSchema, post(templateId === '' ? {} : { templateId }, key));
export const refuseSms = (id: string, reason: string, key: string) =>
  writeJson(`/sms-reviews/${id}/refuse`, doneSchema, post({ reason }, key));

export const marketingKey = ['sms-marketing'] as const;
export const campaignsKey = ['sms-campaigns'] as const;
const signalled = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });
export const fetchMarketing = (signal?: AbortSignal) =>
  getJson('/sms-marketing', smsMarketingSchema, signalled(signal));
export const fetchMarketingPeople = (signal?: AbortSignal) =>
  getJson('/sms-marketing/people?limit=200', marketingPeopleSchema, signalled(signal));
export const fetchCampaigns = (signal?: AbortSignal) =>
  getJson('/sms-campaigns?limit=20', smsCampaignPageSchema, signalled(signal));
export const fetchResults = (id: string, result: MarketingResult | null, signal?: AbortSignal) =>
  getJson(
    `/sms-campaigns/${id}/results?limit=200${result === null ? '' : `&result=${result}`}`,
    smsResultPageSchema,
    signalled(signal),
  );
export const sendCampaign = (input: { contentId: string; userIds: string[] | null }, key: string) =>
  writeJson('/sms-campaigns', smsCampaignSchema, post(input, key));
export const fetchReplyAddress = (signal: AbortSignal) =>
  getJson('/sms-reviews/reply-address', smsReplyAddressSchema, { signal });
