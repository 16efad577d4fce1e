import { z } from 'zod';

import { eventFields, openidOf } from '../callbacks/events.ts';
import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import { readTemplateValues } from '../platform/template-values.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account, Person } from '../state.ts';
import { personOfOpenid } from './followers.ts';

const sameClientIdMs = 10 * 60_000;

const bodySchema = z.looseObject({
  touser: z.string().optional(),
  template_id: z.string().optional(),
  url: z.string().optional(),
  miniprogram: z.looseObject({ appid: z.string().optional(), pagepath: z.string().optional() }).optional(),
  data: z.record(z.string(), z.looseObject({ value: z.unknown().optional() })),
  client_msg_id: z.string().optional(),
});

/** 64 bits, beyond 2^53: a program that reads it as a JSON number loses digits. */
function nextTemplateMessageId(sandbox: Sandbox): bigint {
  return 3_600_000_000_000_000_001n + BigInt(sandbox.now()) * 1_000n + BigInt(sandbox.store.nextNumber());
}

function jumpOf(account: Account, body: z.infer<typeof bodySchema>) {
  const given = body.miniprogram;
  // An empty object is what many SDKs send for "none".
  if (given === undefined || (given.appid ?? '') === '') return null;
  const { appid = '', pagepath = '' } = given;
  if (!account.linkedMiniPrograms.includes(appid)) throw new PlatformError(40166);
  if (pagepath.startsWith('/') || /\s/.test(pagepath)) throw new PlatformError(40165);
  return { appId: appid, pagePath: pagepath };
}

/** client_msg_id by account and openid: a second send within ten minutes sends nothing (platform.md A9). */
const recent = new WeakMap<Sandbox, Map<string, { at: number; msgid: bigint }>>();

function recentOf(sandbox: Sandbox): Map<string, { at: number; msgid: bigint }> {
  const found = recent.get(sandbox) ?? new Map<string, { at: number; msgid: bigint }>();
  recent.set(sandbox, found);
  for (const [key, { at }] of found) {
    // Insertion order is the order of time: the first young one ends it.
    if (sandbox.now() - at < sameClientIdMs) break;
    found.delete(key);
  }
  return found;
}

const held = new WeakMap<Sandbox, (() => Promise<void>)[]>();

/** Sends receipts that were held back, when `/control/receipts` leaves `hold`. */
export function releaseReceipts(sandbox: Sandbox): void {
  const list = held.get(sandbox) ?? [];
  held.delete(sandbox);
  for (const run of list) sandbox.schedule.after(0, run);
}

export function forgetReceipts(sandbox: Sandbox): void {
  held.delete(sandbox);
  recent.delete(sandbox);
}

/** TEMPLATESENDJOBFINISH says later what became of it; the texts of the two failures are U. */
function receiptStatus(mode: 'auto' | 'user_block' | 'failed'): string {
  if (mode === 'user_block') return 'failed:user block';
  return mode === 'failed' ? 'failed: system failed' : 'success';
}

function scheduleReceipt(sandbox: Sandbox, account: Account, person: Person, msgid: bigint): void {
  const { receipts, timing } = sandbox.store.state;
  const send = (status: string) => async () => {
    const fields = eventFields(sandbox, account, openidOf(account, person), 'TEMPLATESENDJOBFINISH', {
      MsgID: msgid,
      Status: status,
    });
    const audience = { user: person.id, waiting: false };
    await sandbox.callbacks.send(account, 'TEMPLATESENDJOBFINISH', fields, audience);
  };
  if (receipts.mode === 'hold') {
    held.set(sandbox, [...(held.get(sandbox) ?? []), send('success')]);
    return;
  }
  sandbox.schedule.after(receipts.delayMs / timing.compress, send(receiptStatus(receipts.mode)));
}

/** POST /cgi-bin/message/template/send (platform.md A9). */
const send = defineApi({
  method: 'POST',
  path: '/cgi-bin/message/template/send',
  kinds: ['official-account'],
  serviceOnly: true,
  dailyLimit: 100_000,
  body: bodySchema,
  handle({ sandbox, account }, body) {
    const person = personOfOpenid(sandbox, account, body.touser);
    const template = account.templates.find(({ templateId }) => templateId === body.template_id);
    if (template === undefined) throw new PlatformError(40037);
    if (sandbox.store.findFollower(account.id, person.id)?.subscribed !== true)
      throw new PlatformError(43004);
    const fields = readTemplateValues(template.fields, body.data);
    const miniProgram = jumpOf(account, body);
    const sent = recentOf(sandbox);
    const clientKey =
      body.client_msg_id === undefined ? undefined : `${account.id}|${person.id}|${body.client_msg_id}`;
    const before = clientKey === undefined ? undefined : sent.get(clientKey);
    // What the platform answers to the second one is U: here the first one's id.
    if (before !== undefined) return { msgid: before.msgid };
    const msgid = nextTemplateMessageId(sandbox);
    if (clientKey !== undefined) sent.set(clientKey, { at: sandbox.now(), msgid });
    const { mode } = sandbox.store.state.receipts;
    if (mode === 'auto' || mode === 'hold') {
      sandbox.store.addMessage(
        person.id,
        account,
        { at: sandbox.now(), direction: 'in', via: 'template' },
        {
          type: 'template',
          templateId: template.templateId,
          title: template.title,
          fields,
          url: body.url === undefined || body.url === '' ? null : body.url,
          miniProgram,
          msgId: msgid.toString(),
        },
      );
    }
    scheduleReceipt(sandbox, account, person, msgid);
    return { msgid };
  },
});

/** GET /cgi-bin/template/get_all_private_template */
const list = defineApi({
  method: 'GET',
  path: '/cgi-bin/template/get_all_private_template',
  kinds: ['official-account'],
  serviceOnly: true,
  bare: true,
  handle({ account }) {
    return {
      template_list: account.templates.map(({ templateId, title, fields, example }) => ({
        template_id: templateId,
        title,
        primary_industry: '',
        deputy_industry: '',
        content: fields.map(({ key, label }) => `${label}:{{${key}.DATA}}`).join('\n'),
        example: example ?? '',
      })),
    };
  },
});

export const templateApis = [send, list];
