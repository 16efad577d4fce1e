import { z } from 'zod';

import { doneSchema, idSchema, type Locale } from '../../contract/common.ts';
import {
  invitationSmsSchema,
  smsApproveSchema,
  smsDraftSchema,
  smsRefuseSchema,
  smsReplyAddressSchema,
  smsReviewsSchema,
  smsSignatureSwitchSchema,
} from '../../contract/sms.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { SmsReplies } from './sms-replies.ts';
import type { Reviewer, SmsReviews } from './sms-reviews.ts';
import type { SmsTexts } from './sms-texts.ts';

const byId = z.strictObject({ id: idSchema });
const admin = { audience: 'staff', permission: 'settings.manage' } as const;
const operator = { audience: 'staff', permission: 'sms.review' } as const;

const byOf = (caller: Caller, requestId: string) => ({
  enterpriseId: caller.enterpriseId,
  editor: { staffId: caller.personId, name: caller.name, requestId },
});
const reviewerOf = (caller: Caller, requestId: string, locale: Locale): Reviewer => ({
  ...byOf(caller, requestId),
  locale,
});

/** Every endpoint of `server/contract/sms.ts`. */
export function createSmsRoutes(deps: {
  texts: SmsTexts;
  reviews: SmsReviews;
  replies: SmsReplies;
}): RouteDefinition[] {
  const { texts, reviews, replies } = deps;
  return [
    defineRoute(
      {
        ...{ ...admin, method: 'get', path: '/invitation-sms', response: invitationSmsSchema },
        summary: 'The invitation SMS: its text and signature by version, and what is sent now',
      },
      ({ em, caller, locale }) => texts.show(em, caller.enterpriseId, locale),
    ),
    defineRoute(
      {
        ...{ ...admin, method: 'post', path: '/invitation-sms/drafts', body: smsDraftSchema },
        ...{ response: invitationSmsSchema, summary: 'Keep a draft of the text or the signature' },
      },
      async ({ em, caller, body, requestId, locale }) => {
        await texts.draft(em, byOf(caller, requestId), body);
        return texts.show(em, caller.enterpriseId, locale);
      },
    ),
    defineRoute(
      {
        ...{ ...admin, method: 'post', path: '/invitation-sms/drafts/:id/submit', params: byId },
        ...{ response: invitationSmsSchema, summary: 'Hand a draft over for review' },
      },
      async ({ em, caller, params, requestId, locale }) => {
        await texts.submit(em, byOf(caller, requestId), params.id);
        return texts.show(em, caller.enterpriseId, locale);
      },
    ),
    defineRoute(
      {
        ...{ ...admin, method: 'post', path: '/invitation-sms/signature', body: smsSignatureSwitchSchema },
        ...{ response: invitationSmsSchema, summary: 'The own signature in every SMS, or the platform’s' },
      },
      async ({ em, caller, body, requestId, locale }) => {
        await texts.switchSignature(em, byOf(caller, requestId), body.on);
        return texts.show(em, caller.enterpriseId, locale);
      },
    ),
    defineRoute(
      {
        ...{ ...operator, method: 'get', path: '/sms-reviews', response: smsReviewsSchema },
        summary: 'SMS texts and signatures that wait for the operator’s review, oldest first',
      },
      ({ caller, requestId, locale }) => reviews.waiting(reviewerOf(caller, requestId, locale)),
    ),
    defineRoute(
      {
        ...{ ...operator, method: 'get', path: '/sms-reviews/reply-address' },
        ...{ response: smsReplyAddressSchema, summary: 'Where the provider is to tell of replies' },
      },
      async ({ caller, requestId, locale }) => {
        await reviews.demandOperator(reviewerOf(caller, requestId, locale));
        return { url: replies.address };
      },
    ),
    defineRoute(
      {
        ...{ ...operator, method: 'post', path: '/sms-reviews/:id/approve', params: byId },
        ...{ body: smsApproveSchema, response: doneSchema },
        summary: 'Approve; the provider is asked whether it has approved the template',
      },
      async ({ caller, params, body, requestId, locale }) => {
        await reviews.approve(reviewerOf(caller, requestId, locale), params.id, body.templateId);
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{ ...operator, method: 'post', path: '/sms-reviews/:id/refuse', params: byId },
        ...{ body: smsRefuseSchema, response: doneSchema },
        summary: 'Refuse with a reason; what was approved before goes on',
      },
      async ({ caller, params, body, requestId, locale }) => {
        await reviews.refuse(reviewerOf(caller, requestId, locale), params.id, body.reason);
        return { done: true as const };
      },
    ),
  ];
}
