import { z } from 'zod';

import type { Delivery } from '../callbacks/deliver.ts';
import { eventFields } from '../callbacks/events.ts';
import type { CallbackFields } from '../callbacks/fields.ts';
import { findCard, issueResponseCode, updateCard } from '../wecom/message.api.ts';
import { personActor, sendEvent, sendMessage, memberActor, type Actor } from './acts.ts';
import { accountIdSchema, deliveriesSchema, personIdSchema } from './schemas.ts';
import { needActor } from './follower.verbs.ts';
import { ControlError, needAccount, needMember, needPerson, post } from './verb.ts';

const redeliver = post({
  path: '/control/redeliver',
  summary: 'The same event again, as a retry: with a new ciphertext, or the very same request.',
  body: z.strictObject({
    id: z.string(),
    times: z.number().int().min(1).max(1_000).default(1),
    parallel: z.boolean().default(false),
    delayMs: z.number().int().min(0).max(120_000).default(0),
    sameCipher: z.boolean().default(false),
  }),
  answer: deliveriesSchema,
  async handle({ sandbox }, { id, ...options }) {
    const deliveries = await sandbox.callbacks.redeliver(id, options);
    if (deliveries === null) throw new ControlError(404, 'delivery.not_found', `No delivery ${id}`);
    return { deliveries };
  },
});

/** Pairs of different events that a careless key would take for one (same person, same second). */
const twinKinds = {
  'same-text': 'the same text twice: two MsgIds',
  'follow-unfollow': 'subscribe and unsubscribe',
  'two-clicks': 'two menu keys',
  'two-media-checks': 'two verdicts with different trace_id',
  'two-authorizations': 'revoke and cancel',
  'two-scans': 'two scenes',
} as const;
const kindSchema = z.enum([
  'same-text',
  'follow-unfollow',
  'two-clicks',
  'two-media-checks',
  'two-authorizations',
  'two-scans',
]);

type Twin = { readonly event: string; readonly fields: CallbackFields };

function twinsOf(kind: z.infer<typeof kindSchema>, actor: Actor, appId: string): readonly Twin[] {
  switch (kind) {
    case 'same-text':
      return [];
    case 'follow-unfollow':
      return [
        { event: 'subscribe', fields: { EventKey: '' } },
        { event: 'unsubscribe', fields: { EventKey: '' } },
      ];
    case 'two-clicks':
      return ['twin-1', 'twin-2'].map((key) => ({ event: 'CLICK', fields: { EventKey: key } }));
    case 'two-media-checks':
      return ['trace-1', 'trace-2'].map((trace) => ({
        event: 'wxa_media_check',
        fields: { appid: appId, trace_id: trace, version: 2, result: { suggest: 'pass', label: 100 } },
      }));
    case 'two-authorizations':
      return [
        { event: 'user_authorization_revoke', fields: { OpenID: actor.from, AppID: appId, RevokeInfo: '1' } },
        { event: 'user_authorization_cancellation', fields: { OpenID: actor.from, AppID: appId } },
      ];
    case 'two-scans':
      return ['twin1', 'twin2'].map((scene) => ({
        event: 'SCAN',
        fields: { EventKey: scene, Ticket: scene },
      }));
  }
}

const twins = post({
  path: '/control/twins',
  summary: `Two different events in one second: ${Object.entries(twinKinds)
    .map(([kind, words]) => `${kind} (${words})`)
    .join('; ')}.`,
  body: z.strictObject({ account: accountIdSchema, follower: personIdSchema, kind: kindSchema }),
  answer: deliveriesSchema,
  async handle({ sandbox }, body) {
    const account = needAccount(sandbox, body.account);
    if (body.kind === 'same-text') {
      const actor = needActor(sandbox, account, body.follower);
      const once = () =>
        sendMessage(
          sandbox,
          account,
          actor,
          'text',
          { Content: '一模一样' },
          { type: 'text', text: '一模一样' },
        );
      const both = await Promise.all([once(), once()]);
      return { deliveries: both.flat() };
    }
    const actor =
      account.kind === 'wecom'
        ? memberActor(account, needMember(sandbox, account.id, body.follower))
        : personActor(account, needPerson(sandbox, body.follower));
    const list = twinsOf(body.kind, actor, account.id).map(({ event, fields }) => ({
      event,
      all: eventFields(sandbox, account, actor.from, event, fields),
    }));
    // One second for both: that is what makes them twins.
    const second = Math.floor(sandbox.now() / 1000);
    const deliveries: Delivery[] = [];
    for (const { event, all } of list) {
      const fields = { ...all, CreateTime: second };
      deliveries.push(
        ...(await sandbox.callbacks.send(account, event, fields, { user: actor.user, waiting: false })),
      );
    }
    return { deliveries };
  },
});

const wordOf = (value: unknown) => (typeof value === 'string' ? value : '');

const cardTap = post({
  path: '/control/card-tap',
  summary: 'Taps a button of a WeCom template card. A card is answered once; then its buttons are grey.',
  body: z.strictObject({
    corpId: accountIdSchema,
    userId: z.string(),
    messageSeq: z.number().int(),
    key: z.string().min(1).max(1_024),
  }),
  answer: deliveriesSchema,
  async handle({ sandbox }, body) {
    const account = needAccount(sandbox, body.corpId);
    const actor = memberActor(account, needMember(sandbox, account.id, body.userId));
    const message = findCard(sandbox, actor.user, body.messageSeq);
    if (message === undefined) throw new ControlError(404, 'message.not_found', 'No card has this number');
    if (typeof message['replacedBy'] === 'string') {
      throw new ControlError(409, 'card.answered', 'This card was answered');
    }
    const card = z.looseObject({
      button_list: z.array(z.looseObject({ key: z.string().optional() })).optional(),
    });
    const buttons = card.parse(message['card']).button_list ?? [];
    if (!buttons.some(({ key }) => key === body.key)) {
      throw new ControlError(404, 'card.no_button', 'The card has no such button');
    }
    const fields = eventFields(sandbox, account, actor.from, 'template_card_event', {
      EventKey: body.key,
      TaskId: wordOf(message['taskId']),
      CardType: wordOf(message['cardType']),
      ResponseCode: issueResponseCode(sandbox, account, [{ userId: actor.from, message }]),
    });
    const deliveries = await sandbox.callbacks.send(account, 'template_card_event', fields, {
      user: actor.user,
      waiting: false,
      onReply: (reply) => {
        if (reply.type === 'update_button')
          updateCard(sandbox, [message], { replaceName: String(reply['replaceName']) });
        else if (reply.type === 'update_template_card')
          updateCard(sandbox, [message], { card: reply['card'] });
      },
    });
    return { deliveries };
  },
});

const enterAgent = post({
  path: '/control/enter-agent',
  summary: 'A member opens the WeCom application.',
  body: z.strictObject({ corpId: accountIdSchema, userId: z.string() }),
  answer: deliveriesSchema,
  async handle({ sandbox }, body) {
    const account = needAccount(sandbox, body.corpId);
    const actor = needActor(sandbox, account, body.userId);
    return { deliveries: await sendEvent(sandbox, account, actor, 'enter_agent', { EventKey: '' }, false) };
  },
});

export const deliveryVerbs = [redeliver, twins, cardTap, enterAgent];
