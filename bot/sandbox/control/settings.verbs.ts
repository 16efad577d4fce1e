import { z } from 'zod';

import { faultMatchSchema, faultSchema } from '../faults.ts';
import { forgetReceipts, releaseReceipts } from '../official-account/template.api.ts';
import { lastSms, tellOfReply } from '../sms/replies.ts';
import { deliveriesSchema } from './schemas.ts';
import { ControlError, get, post } from './verb.ts';

const faults = post({
  path: '/control/faults',
  summary:
    'Breaks API calls (match by path) or callbacks (match by event) until cleared; `{ clear: true }` mends all.',
  body: z.union([
    z.strictObject({ clear: z.literal(true) }),
    z.strictObject({ match: faultMatchSchema, fault: faultSchema }),
  ]),
  handle({ sandbox }, body) {
    if ('clear' in body) {
      sandbox.faults.clear();
      sandbox.store.changed('settings');
      return { cleared: true };
    }
    const id = sandbox.faults.add(body.match, body.fault);
    sandbox.store.changed('settings');
    return { id };
  },
});

const listFaults = get({
  path: '/control/faults/list',
  summary: 'The faults that are set, and how often they will still happen.',
  query: z.strictObject({}),
  handle: ({ sandbox }) => ({ items: sandbox.faults.list() }),
});

const clock = post({
  path: '/control/clock',
  summary: 'Moves the one clock, or sets it right.',
  body: z.union([
    z.strictObject({
      advanceMs: z
        .number()
        .int()
        .min(0)
        .max(10 * 365 * 86_400_000),
    }),
    z.strictObject({ reset: z.literal(true) }),
  ]),
  answer: z.object({ now: z.string(), offsetMs: z.number() }),
  async handle({ sandbox }, body) {
    const offsetMs = 'reset' in body ? 0 : sandbox.clock.offsetMs() + body.advanceMs;
    await sandbox.clock.setOffset(offsetMs);
    sandbox.store.changed('clock');
    sandbox.schedule.wake();
    return { now: new Date(sandbox.now()).toISOString(), offsetMs: sandbox.clock.offsetMs() };
  },
});

const timing = post({
  path: '/control/timing',
  summary:
    "The platform's patience: deadline, tries, whether a retry repeats its ciphertext; `compress` divides its waits.",
  body: z.strictObject({
    retrySameCipher: z.boolean().optional(),
    deadlineMs: z.number().int().min(1).max(60_000).optional(),
    tries: z.number().int().min(1).max(10).optional(),
    compress: z.number().min(1).max(1_000).optional(),
  }),
  handle({ sandbox }, body) {
    const given = Object.entries(body).filter(([, value]) => value !== undefined);
    Object.assign(sandbox.store.state.timing, Object.fromEntries(given));
    sandbox.store.changed('settings');
    return sandbox.store.state.timing;
  },
});

const receipts = post({
  path: '/control/receipts',
  summary: 'What TEMPLATESENDJOBFINISH will say. Leaving `hold` sends what was held back.',
  body: z.strictObject({
    mode: z.enum(['auto', 'hold', 'user_block', 'failed']),
    delayMs: z.number().int().min(0).max(86_400_000).optional(),
  }),
  handle({ sandbox }, body) {
    const { state } = sandbox.store;
    state.receipts = { mode: body.mode, delayMs: body.delayMs ?? state.receipts.delayMs };
    if (body.mode !== 'hold') releaseReceipts(sandbox);
    sandbox.store.changed('settings');
    return state.receipts;
  },
});

const reset = post({
  path: '/control/reset',
  summary: "Back to the beginning. The accounts' settings and tokens stay unless `accounts` is true.",
  body: z.strictObject({ accounts: z.boolean().default(false) }),
  async handle({ sandbox }, body) {
    sandbox.faults.clear();
    sandbox.schedule.clear();
    sandbox.limiter.clear();
    sandbox.calls.clear();
    sandbox.sms.clear();
    forgetReceipts(sandbox);
    await sandbox.clock.setOffset(0);
    sandbox.store.reset(body.accounts);
    return { reset: true, revision: sandbox.store.state.revision };
  },
});

const smsReview = post({
  path: '/control/sms-review',
  summary: "The SMS provider's reviewers decide on a template (by its number) or on a signature.",
  body: z.union([
    z.strictObject({
      templateId: z.string().regex(/^\d{1,9}$/),
      text: z.string().min(1).max(500),
      state: z.enum(['approved', 'in_review', 'refused']),
      reply: z.string().max(200).default(''),
    }),
    z.strictObject({ signature: z.string().min(2).max(12), approved: z.boolean() }),
  ]),
  handle({ sandbox }, body) {
    if ('signature' in body) sandbox.sms.decideSignature(body.signature, body.approved);
    else
      sandbox.sms.decideTemplate(body.templateId, { text: body.text, state: body.state, reply: body.reply });
    return { decided: true };
  },
});

const smsCallback = post({
  path: '/control/sms-callback',
  summary: 'Where the SMS provider tells of replies.',
  body: z.strictObject({ url: z.url().max(500) }),
  handle({ sandbox }, body) {
    sandbox.sms.replyUrl = body.url;
    return { url: body.url };
  },
});

const smsReply = post({
  path: '/control/sms-reply',
  summary: 'Answers the SMS that came last; `times`: the provider tells of it so often.',
  body: z.strictObject({
    follower: z.string().min(1).max(130),
    text: z.string().min(1).max(500),
    times: z.number().int().min(1).max(10).default(1),
  }),
  answer: deliveriesSchema,
  async handle({ sandbox }, { follower, text, times }) {
    const answered = lastSms(sandbox, follower);
    if (answered === null) throw new ControlError(409, 'sms.none', 'No SMS has come that could be answered');
    sandbox.store.addMessage(
      follower,
      { id: 'sms', name: '短信' },
      { at: sandbox.now(), direction: 'out', via: 'sms' },
      { type: 'text', text, phone: answered.phone },
    );
    return { deliveries: await tellOfReply(sandbox, { ...answered, text }, times) };
  },
});

const calls = get({
  path: '/control/calls',
  summary:
    'The API calls that the sandbox received, without queries and bodies. `path` is matched at its end.',
  query: z.strictObject({ path: z.string().optional(), after: z.coerce.number().int().min(0).default(0) }),
  handle({ sandbox }, query) {
    if (query.path === '') throw new ControlError(422, 'request.invalid', 'path is empty');
    return { items: sandbox.calls.list(query.path, query.after) };
  },
});

export const settingsVerbs = [
  faults,
  listFaults,
  clock,
  timing,
  receipts,
  smsReview,
  smsCallback,
  smsReply,
  reset,
  calls,
];
