import { demoWorld } from '../../config/demo-world.ts';
import { Job } from '../kernel/data/kernel.entity.ts';
import { findSeeded, type Seeded } from '../demo/seed.ts';
import type { Installation } from './installation.ts';

export const oaAppId = demoWorld.officialAccount.appId;
export const miniAppId = demoWorld.miniProgram.appId;
export const corpId = demoWorld.wecom.corpId;

export interface Answer {
  readonly status: number;
  // Tests look into whatever came: the contract is checked by the server itself.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above
  readonly body: any;
  readonly headers: Headers;
}

/** One request to the API, as a client would make it. */
export async function call(
  product: Pick<Installation, 'url'>,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options: {
    token?: string;
    cookie?: string;
    body?: unknown;
    headers?: Record<string, string>;
    locale?: 'en' | 'zh-CN';
  } = {},
): Promise<Answer> {
  const answer = await fetch(`${product.url}/api/v1${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.cookie === undefined ? {} : { cookie: options.cookie, origin: product.url }),
      'accept-language': options.locale ?? 'zh-CN',
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await answer.text();
  const json = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, body: json ? JSON.parse(text) : text, headers: answer.headers };
}

async function codeOf(product: Installation, verb: string, body: object): Promise<string> {
  const answer = await product.control(verb, body);
  const code: unknown =
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'code') : undefined;
  if (typeof code !== 'string') throw new Error(`${verb} gave no code`);
  return code;
}

export const loginCode = (product: Installation, person: string) =>
  codeOf(product, 'mini-program/login', { appId: miniAppId, person });
export const phoneCode = (product: Installation, person: string, phone?: string) =>
  codeOf(product, 'mini-program/phone', {
    appId: miniAppId,
    person,
    ...(phone === undefined ? {} : { phone }),
  });

/** A person of the simulated world, signed in in the mini-app. */
export async function signIn(
  product: Installation,
  person: string,
  locale: 'en' | 'zh-CN' = 'zh-CN',
): Promise<{ token: string; me: Answer['body'] }> {
  const code = await loginCode(product, person);
  const { body } = await call(product, 'POST', '/sessions/mini-program', {
    body: { appId: miniAppId, code },
    locale,
  });
  return { token: body.token, me: body.me };
}

/** Ticks the box: agrees to the texts as they are now. */
export async function agree(product: Installation, token: string): Promise<void> {
  const { body } = await call(product, 'GET', '/agreements', { token });
  await call(product, 'POST', '/consents', { token, body: { version: body.version } });
}

/** Agrees, and proves a phone; answers the proof. */
export async function prove(
  product: Installation,
  person: string,
  token: string,
  phone?: string,
): Promise<string> {
  await agree(product, token);
  const code = await phoneCode(product, person, phone);
  const { body } = await call(product, 'POST', '/phone-proofs/wechat', { token, body: { code } });
  return body.proofId;
}

/** WeCom's own browser on a phone, and on a computer. */
export const wecomOnPhone =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 wxwork/4.1';
export const wecomOnComputer =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 wxwork/4.1';

/** A staff member's cookie, by WeCom's OAuth as a browser would walk it: a phone's, which needs no right. */
export async function staffCookie(product: Installation, userId: string): Promise<string> {
  const start = await call(product, 'GET', '/oauth/wecom/start?redirect=/workbench/');
  const state = start.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const authorize = new URL(start.headers.get('location') ?? '');
  authorize.searchParams.set('member', userId);
  const back = await fetch(authorize, { redirect: 'manual' });
  const location = back.headers.get('location');
  if (location === null) throw new Error(`WeCom did not send back: ${back.status}`);
  const headers = { cookie: state, 'user-agent': wecomOnPhone };
  const done = await fetch(location, { redirect: 'manual', headers });
  const cookie = done.headers
    .getSetCookie()
    .find((text) => text.startsWith('hl_staff_') && !text.includes('_state_'));
  if (cookie === undefined) throw new Error(`No session: ${done.headers.get('location') ?? done.status}`);
  return cookie.split(';')[0] ?? '';
}

/** What a person's (or `corpId:userId`) phone shows. */
export async function messagesOf(product: Installation, user: string): Promise<Answer['body'][]> {
  const answer = await fetch(`${product.sandboxUrl}/control/messages?user=${encodeURIComponent(user)}`);
  const body: unknown = await answer.json();
  const items: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'items') : [];
  return Array.isArray(items) ? items : [];
}

/** The guide that answered a person's last follow or word. */
export async function lastGuide(product: Installation, person: string): Promise<string> {
  const messages = await messagesOf(product, person);
  const text: unknown = messages.filter((message) => message.via === 'passive').at(-1)?.text;
  return typeof text === 'string' ? text : '';
}

/** The ticket in a guide's link; '' where there is none. */
export const ticketOf = (guide: string): string => /\?t=([\w-]{22})/.exec(guide)?.[1] ?? '';

/** The demo's two brands. */
export async function seededOf(product: Installation): Promise<Seeded> {
  const seeded = await findSeeded(product.server);
  if (seeded === null) throw new Error('The demo is not seeded');
  return seeded;
}

/** Works until nothing is due and nothing runs, also what the worker itself has taken. */
export async function settle(product: Installation): Promise<void> {
  const { worker, db, clock } = product.server;
  for (const until = Date.now() + 15_000; Date.now() < until;) {
    await worker.drain();
    const open = await db.installation().count(Job, {
      $or: [{ state: 'running' }, { state: 'due', runAt: { $lte: clock.now() } }],
    });
    if (open === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error('Work is still open after 15 s');
}
