import type { ServerResponse } from 'node:http';

import { z } from 'zod';

import { miniProgramCodeUrl } from '../mini-program/code.api.ts';
import { createQrCode, drawQrCode } from '../official-account/qrcode.api.ts';
import type { Sandbox } from '../sandbox.ts';
import { presentAccount } from './accounts.verbs.ts';
import { ControlError, get, needAccount } from './verb.ts';

function stateOf(sandbox: Sandbox) {
  const { state } = sandbox.store;
  const following = new Map<string, string[]>();
  for (const { account, person, subscribed } of Object.values(state.followers)) {
    if (subscribed) following.set(person, [...(following.get(person) ?? []), account]);
  }
  const subscriptions = new Map<string, Record<string, number>>();
  for (const [key, left] of Object.entries(state.consents)) {
    const [, person = '', template = ''] = key.split('|');
    subscriptions.set(person, { ...subscriptions.get(person), [template]: left });
  }
  return {
    now: new Date(sandbox.now()).toISOString(),
    offsetMs: sandbox.clock.offsetMs(),
    accounts: state.accounts.map((account) => ({
      ...presentAccount(account),
      qrcodes: liveCodes(sandbox, account.id),
    })),
    people: state.people.map((person) => ({
      ...person,
      following: following.get(person.id) ?? [],
      subscriptions: subscriptions.get(person.id) ?? {},
    })),
    members: state.members.map((member) => ({
      ...member,
      department: departmentName(sandbox, member.corpId, member.departmentId),
    })),
    timing: state.timing,
    receipts: state.receipts,
    faults: sandbox.faults.list(),
    revision: state.revision,
  };
}

const shownCodes = 20;

/** The newest codes that can still be scanned, for the phone's scan sheet. */
function liveCodes(sandbox: Sandbox, accountId: string) {
  return Object.entries(sandbox.store.state.qrCodes)
    .filter(([, code]) => code.account === accountId)
    .filter(([, { expiresAt }]) => expiresAt === null || expiresAt > sandbox.now())
    .slice(-shownCodes)
    .map(([ticket, { scene, url, expiresAt }]) => ({
      ticket,
      scene,
      url,
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    }));
}

function departmentName(sandbox: Sandbox, corpId: string, id: number): string {
  const departments = sandbox.store.findAccount(corpId)?.departments ?? [];
  return departments.find((department) => department.id === id)?.name ?? '';
}

const state = get({
  path: '/control/state',
  summary: 'Everything the phone shows.',
  query: z.strictObject({}),
  handle: ({ sandbox }) => stateOf(sandbox),
});

const mostListeners = 100;
const listeners = new WeakMap<Sandbox, number>();

const events = get({
  path: '/control/events',
  summary: 'Server-sent events `{ revision, topics }` when something changed.',
  query: z.looseObject({}),
  handle({ sandbox }) {
    const open = listeners.get(sandbox) ?? 0;
    if (open >= mostListeners)
      throw new ControlError(429, 'events.too_many', `At most ${mostListeners} listeners`);
    listeners.set(sandbox, open + 1);
    return { stream: (response: ServerResponse) => stream(sandbox, response) };
  },
});

const heartbeatMs = 15_000;
/** A reader who does not read is cut rather than buffered for. */
const mostBufferedBytes = 64 * 1024;

function stream(sandbox: Sandbox, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  const write = (text: string) => {
    response.write(text);
    if (response.writableLength > mostBufferedBytes) response.destroy();
  };
  write(`retry: 1000\ndata: ${JSON.stringify({ revision: sandbox.store.state.revision, topics: [] })}\n\n`);
  const stop = sandbox.store.listen((change) => write(`data: ${JSON.stringify(change)}\n\n`));
  const heartbeat = setInterval(() => write(': alive\n\n'), heartbeatMs);
  heartbeat.unref();
  response.once('close', () => {
    stop();
    clearInterval(heartbeat);
    listeners.set(sandbox, (listeners.get(sandbox) ?? 1) - 1);
  });
}

/** A person's id, or `corpId:userId`. @throws 404 */
function assertUser(sandbox: Sandbox, user: string): void {
  if (sandbox.store.findPerson(user) !== undefined) return;
  const cut = user.indexOf(':');
  const member = cut === -1 ? undefined : sandbox.store.findMember(user.slice(0, cut), user.slice(cut + 1));
  if (member === undefined) throw new ControlError(404, 'person.not_found', `Nobody is ${user}`);
}

const messages = get({
  path: '/control/messages',
  summary: 'What somebody received and sent, oldest first; the last 500 are kept.',
  query: z.strictObject({
    user: z.string(),
    after: z.coerce.number().int().min(0).default(0),
    account: z.string().optional(),
  }),
  handle({ sandbox }, { user, after, account }) {
    assertUser(sandbox, user);
    const items = sandbox.store
      .messagesOf(user)
      .filter((message) => message.seq > after && (account === undefined || message.account === account))
      .map(({ seq, at, ...rest }) => ({ seq, at: new Date(at).toISOString(), ...rest }));
    return { items };
  },
});

const qrCode = get({
  path: '/control/qrcode',
  summary: "PNG of a code: a service account's scene, a mini program's scene and page, or any text.",
  query: z.union([
    z.strictObject({
      account: z.string(),
      scene: z.string().min(1).max(64),
      page: z.string().max(200).optional(),
    }),
    z.strictObject({ text: z.string().min(1).max(1_000) }),
  ]),
  async handle({ sandbox }, query) {
    return { status: 200, type: 'image/png', body: await drawQrCode(textOf(sandbox, query)) };
  },
});

const day = 86_400;

function textOf(
  sandbox: Sandbox,
  query: { text: string } | { account: string; scene: string; page?: string | undefined },
): string {
  if ('text' in query) return query.text;
  const account = needAccount(sandbox, query.account);
  if (account.kind === 'mini-program') return miniProgramCodeUrl(account.id, query.page ?? '', query.scene);
  if (account.kind === 'wecom') throw new ControlError(409, 'account.wrong_kind', 'WeCom has no such codes');
  const { qrCodes } = sandbox.store.state;
  const known = Object.values(qrCodes).find(
    (code) =>
      code.account === account.id &&
      code.scene === query.scene &&
      (code.expiresAt === null || code.expiresAt > sandbox.now() + day * 500),
  );
  return known?.url ?? createQrCode(sandbox, account, query.scene, day).url;
}

export const lookVerbs = [state, events, messages, qrCode];
