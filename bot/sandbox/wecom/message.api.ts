import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { defineApi, type ApiContext } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account, Member, Message } from '../state.ts';
import type { MessageContent } from '../store.ts';
import { assertAgent, departmentsBelow } from './contact.api.ts';

const responseCodeLifeMs = 86_400_000;

const buttonSchema = z.looseObject({
  text: z.string(),
  style: z.number().optional(),
  type: z.number().optional(),
  key: z.string().optional(),
  url: z.string().optional(),
});
const cardSchema = z.looseObject({
  card_type: z.enum(['text_notice', 'button_interaction']),
  task_id: z
    .string()
    .regex(/^[0-9a-zA-Z_\-@]{1,128}$/)
    .optional(),
  main_title: z.looseObject({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  card_action: z.looseObject({ type: z.number() }).optional(),
  button_list: z.array(buttonSchema).max(6).optional(),
});

const bodySchema = z.looseObject({
  touser: z.string().optional(),
  toparty: z.string().optional(),
  totag: z.string().optional(),
  msgtype: z.string().optional(),
  agentid: z.union([z.number(), z.string()]).optional(),
  text: z.looseObject({ content: z.string() }).optional(),
  markdown: z.looseObject({ content: z.string() }).optional(),
  textcard: z
    .looseObject({
      title: z.string(),
      description: z.string(),
      url: z.string(),
      btntxt: z.string().optional(),
    })
    .optional(),
  template_card: z.unknown().optional(),
  enable_duplicate_check: z.number().optional(),
  duplicate_check_interval: z.number().max(14_400).optional(),
});
type Body = z.infer<typeof bodySchema>;

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new PlatformError(40063);
  return value;
}

/** At most so many bytes; what is longer is cut, never within a character. */
function cut(text: string, bytes: number): string {
  let size = 0;
  let kept = '';
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    kept += character;
  }
  return kept;
}

/** What the member sees, in our words (platform.md C4). */
function contentOf(body: Body): MessageContent {
  const type = body.msgtype ?? '';
  switch (type) {
    case 'text':
    case 'markdown': {
      const { content } = need(body[type]);
      if (content === '') throw new PlatformError(40063);
      return { type, text: cut(content, 2_048) };
    }
    case 'textcard': {
      const { title, description, url, btntxt } = need(body.textcard);
      if (title === '' || description === '' || url === '') throw new PlatformError(40063);
      if (!/^https?:\/\//.test(url)) throw new PlatformError(40094, 'invalid url');
      return {
        type,
        title: cut(title, 128),
        description: cut(description, 512),
        url,
        buttonText: btntxt ?? '详情',
      };
    }
    case 'template_card':
      return cardContent(body.template_card);
    default:
      throw new PlatformError(40008);
  }
}

function cardContent(value: unknown): MessageContent {
  const parsed = cardSchema.safeParse(value);
  if (!parsed.success)
    throw new PlatformError(40058, `invalid template_card: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
  const card = parsed.data;
  if ((card.main_title?.title ?? '') === '' && (card.main_title?.desc ?? '') === '')
    throw new PlatformError(40063);
  if (card.card_type === 'text_notice') {
    if (card.card_action === undefined) throw new PlatformError(40063);
    return { type: 'template_card', cardType: card.card_type, taskId: card.task_id ?? null, card };
  }
  const buttons = card.button_list ?? [];
  if (card.task_id === undefined || buttons.length === 0) throw new PlatformError(40063);
  // type 1 opens an address, all others send their key.
  if (buttons.some((button) => (button.type === 1 ? !button.url : !button.key)))
    throw new PlatformError(40063);
  return { type: 'template_card', cardType: card.card_type, taskId: card.task_id, card };
}

const split = (list: string | undefined) => (list ?? '').split('|').filter((item) => item !== '');

function receiversOf({ sandbox, account }: ApiContext, body: Body) {
  const users = split(body.touser);
  const parties = split(body.toparty);
  const tags = split(body.totag);
  if (users.length + parties.length + tags.length === 0) throw new PlatformError(82001);
  if (users.length > 1_000) throw new PlatformError(40032, 'invalid user list size');
  const members = sandbox.store.state.members.filter(({ corpId, active }) => corpId === account.id && active);
  if (body.touser === '@all') return { members, invalidUsers: [], invalidParties: [], invalidTags: [] };
  const found = new Set<Member>();
  const invalidUsers = users.filter((user) => {
    const member = sandbox.store.findMember(account.id, user);
    if (member?.active !== true) return true;
    found.add(member);
    return false;
  });
  const invalidParties = parties.filter((party) => {
    if (!account.departments.some(({ id }) => String(id) === party)) return true;
    const below = departmentsBelow(account, Number(party));
    for (const member of members) if (below.has(member.departmentId)) found.add(member);
    return false;
  });
  if (found.size === 0) throw new PlatformError(81013);
  // Tags are not simulated: each is unknown.
  return { members: [...found], invalidUsers, invalidParties, invalidTags: tags };
}

/** A card on one member's phone. */
export interface ShownCard {
  readonly userId: string;
  readonly message: Message;
}

interface ResponseCode {
  readonly account: string;
  readonly cards: readonly ShownCard[];
  readonly expiresAt: number;
}
/** Codes for updating a card: once, 24 h. In memory: cards of before a restart can no longer be changed. */
const responseCodes = new WeakMap<Sandbox, Map<string, ResponseCode>>();

function codesOf(sandbox: Sandbox): Map<string, ResponseCode> {
  const found = responseCodes.get(sandbox) ?? new Map<string, ResponseCode>();
  responseCodes.set(sandbox, found);
  return found;
}

export function issueResponseCode(sandbox: Sandbox, account: Account, cards: readonly ShownCard[]): string {
  const codes = codesOf(sandbox);
  for (const [code, { expiresAt }] of codes) if (expiresAt <= sandbox.now()) codes.delete(code);
  const code = randomBytes(32).toString('base64url');
  codes.set(code, { account: account.id, cards, expiresAt: sandbox.now() + responseCodeLifeMs });
  return code;
}

/** The state of a card after an update: a button's new text, or another card. */
export function updateCard(
  sandbox: Sandbox,
  messages: readonly Message[],
  change: { replaceName?: string; card?: unknown },
): void {
  for (const message of messages) {
    if (change.card !== undefined)
      sandbox.store.updateMessage(message, { card: change.card, replacedBy: null });
    if (change.replaceName !== undefined)
      sandbox.store.updateMessage(message, { replacedBy: change.replaceName });
  }
}

const duplicates = new WeakMap<Sandbox, Map<string, number>>();

function isDuplicate(sandbox: Sandbox, account: Account, body: Body): boolean {
  if (body.enable_duplicate_check !== 1) return false;
  const seen = duplicates.get(sandbox) ?? new Map<string, number>();
  duplicates.set(sandbox, seen);
  const now = sandbox.now();
  for (const [key, until] of seen) if (until <= now) seen.delete(key);
  const { touser, toparty, msgtype, text, markdown, textcard, template_card } = body;
  const key = JSON.stringify([account.id, touser, toparty, msgtype, text, markdown, textcard, template_card]);
  if (seen.has(key)) return true;
  seen.set(key, now + (body.duplicate_check_interval ?? 1_800) * 1000);
  return false;
}

/** POST /cgi-bin/message/send */
const send = defineApi({
  method: 'POST',
  path: '/cgi-bin/message/send',
  kinds: ['wecom'],
  body: bodySchema,
  handle(context, body) {
    const { sandbox, account } = context;
    assertAgent(account, body.agentid);
    const content = contentOf(body);
    const { members, invalidUsers, invalidParties, invalidTags } = receiversOf(context, body);
    const msgid = randomBytes(48).toString('base64url');
    const cards = isDuplicate(sandbox, account, body)
      ? []
      : show(context, members, { ...content, msgId: msgid });
    const invalid = {
      ...(invalidUsers.length > 0 ? { invaliduser: invalidUsers.join('|').toLowerCase() } : {}),
      ...(invalidParties.length > 0 ? { invalidparty: invalidParties.join('|') } : {}),
      ...(invalidTags.length > 0 ? { invalidtag: invalidTags.join('|') } : {}),
    };
    const interactive = content['cardType'] === 'button_interaction';
    return {
      ...invalid,
      msgid,
      ...(interactive ? { response_code: issueResponseCode(sandbox, account, cards) } : {}),
    };
  },
});

/** A member gets 30 a minute and 1 000 an hour of one app; what is more is dropped without a word (platform.md C3). */
function show(
  { sandbox, account }: ApiContext,
  members: readonly Member[],
  content: MessageContent,
): ShownCard[] {
  const sender = { id: account.id, name: account.agentName ?? account.name };
  return members.flatMap(({ userId }) => {
    const key = `wecom:${account.id}:${userId}`;
    const allowed =
      sandbox.limiter.take(`${key}:minute`, 30, 60_000) &&
      sandbox.limiter.take(`${key}:hour`, 1_000, 3_600_000);
    if (!allowed) return [];
    const place = { at: sandbox.now(), direction: 'in', via: 'wecom' } as const;
    const message = sandbox.store.addMessage(`${account.id}:${userId}`, sender, place, content);
    return [{ userId, message }];
  });
}

/** POST /cgi-bin/message/update_template_card: a response_code is good once (what a used one is told is U). */
const update = defineApi({
  method: 'POST',
  path: '/cgi-bin/message/update_template_card',
  kinds: ['wecom'],
  body: z.looseObject({
    userids: z.array(z.string()).optional(),
    agentid: z.union([z.number(), z.string()]).optional(),
    response_code: z.string(),
    button: z.looseObject({ replace_name: z.string() }).optional(),
    template_card: z.unknown().optional(),
  }),
  handle({ sandbox, account }, body) {
    assertAgent(account, body.agentid);
    const codes = codesOf(sandbox);
    const found = codes.get(body.response_code);
    if (found === undefined || found.account !== account.id || found.expiresAt <= sandbox.now()) {
      throw new PlatformError(40058, 'invalid response_code');
    }
    if (body.button === undefined && body.template_card === undefined) throw new PlatformError(40063);
    const card = body.template_card === undefined ? undefined : cardContent(body.template_card)['card'];
    codes.delete(body.response_code);
    const named = body.userids?.map((userId) => userId.toLowerCase());
    const touched = found.cards.filter(
      ({ userId }) => named === undefined || named.includes(userId.toLowerCase()),
    );
    const invalid =
      named?.filter((name) => !found.cards.some(({ userId }) => userId.toLowerCase() === name)) ?? [];
    const messages = touched.map(({ message }) => message);
    updateCard(sandbox, messages, {
      ...(body.button === undefined ? {} : { replaceName: body.button.replace_name }),
      ...(card === undefined ? {} : { card }),
    });
    return invalid.length === 0 ? {} : { invaliduser: invalid };
  },
});

/** The message of a member by its number, if it is a card. */
export function findCard(sandbox: Sandbox, user: string, seq: number): Message | undefined {
  return sandbox.store
    .messagesOf(user)
    .find((message) => message.seq === seq && message.type === 'template_card');
}

export const messageApis = [send, update];
