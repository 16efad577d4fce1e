import { doneSchema } from '../../../../server/contract/common.ts';
import {
  fillSms,
  invitationSmsSchema,
  smsBounds,
  smsLength,
  smsReviewsSchema,
  type InvitationSms,
  type SmsKind,
  type SmsReviews,
  type SmsState,
  type SmsVersion,
} from '../../../../server/contract/sms.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';

export { fillSms, smsBounds, smsLength };
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
