import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { z } from 'zod';

import * as contract from '../../server/contract/accounts.ts';
import type { Membership } from '../src/shared/contract.ts';

/**
 * The server's side of the contract for the mini-app's own tests: it keeps just enough state for
 * the stories and checks every question and answer against the contract's schemas, so that it
 * cannot drift from them.
 */
export interface FakeState {
  appId: string;
  brand: string;
  sandboxOrigin: string | null;
  language: 'zh-CN' | 'en';
  memberships: Membership[];
  current: string | null;
  consentGiven: string | null;
  following: boolean;
  qrUrl: string | null;
  registrationOpen: boolean;
  smsOffered: boolean;
  ticket: 'none' | 'ok' | 'forwarded' | 'used' | 'expired';
  /** By phone: the accounts that wait for it. */
  waiting: Record<string, { membership: Membership; available: boolean }[]>;
  /** What WeChat's phone button gives, by code. */
  phoneCodes: Record<string, string>;
  pendingRequest: { id: string; phoneMasked: string; createdAt: string } | null;
  notices: z.infer<typeof contract.noticeSchema>[];
  /** Path → how many of the next calls fail, and how. */
  failures: Record<string, { times: number; status: number; code: string; message: string }>;
  /** Path → milliseconds of waiting. */
  delays: Record<string, number>;
}

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

export function buildMembership(over: Partial<Membership> = {}): Membership {
  return {
    id: randomUUID(),
    contactName: '林晓雯',
    upstreamName: '岚汐净水',
    downstreamName: '杭州沐泉',
    phoneMasked: '154****0002',
    roles: [{ key: 'clerk', label: '店员' }],
    accountState: 'active',
    bindingState: 'bound',
    tiles: [
      { key: 'notices', label: '消息', description: '账号和业务的变动' },
      { key: 'salesperson', label: '对接业务员', description: '有问题找张敏' },
      { key: 'account', label: '我的账号', description: '绑定、语言和隐私' },
    ],
    salesperson: { name: '张敏', phone: '15400000053' },
    blockedReason: null,
    ownPrompt: null,
    endText: null,
    manages: false,
    connectUpstreams: false,
    ...over,
  };
}

const documentsIn = {
  'zh-CN': {
    agreement: '用户服务协议',
    policy: '隐私政策',
    paragraph:
      '本文件说明岚汐净水如何为你提供互联服务:你可以随时解除绑定、撤回同意。这里是为测试写的一段文字,长度接近真实条款,以便查看排版。',
    item: '手机号',
    purpose: '确认你登记的账号',
    retention: '解除绑定后 30 天',
  },
  en: {
    agreement: 'User Agreement',
    policy: 'Privacy Policy',
    paragraph:
      'This document says how the service is provided. You can unbind and withdraw your consent at any time. The paragraph was written for tests and is about as long as a real one.',
    item: 'Phone number',
    purpose: 'To find the account registered for you',
    retention: '30 days after unbinding',
  },
} as const;

export interface FakeApi {
  readonly origin: string;
  readonly state: FakeState;
  readonly seen: Seen[];
  /** The SMS codes that were sent, newest last. */
  readonly sms: { phone: string; code: string }[];
  /** Forgets every token, as a server that ended the sessions. */
  endSessions(): void;
  close(): Promise<void>;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * @param h5Root where the built H5 lies; served under /app as the real server does
 */
export async function startFakeApi(over: Partial<FakeState> = {}, h5Root?: string): Promise<FakeApi> {
  const state: FakeState = {
    appId: 'wxa0c1a17200000002',
    brand: '岚汐净水',
    sandboxOrigin: null,
    language: 'zh-CN',
    memberships: [],
    current: null,
    consentGiven: null,
    following: false,
    qrUrl: null,
    registrationOpen: false,
    smsOffered: true,
    ticket: 'ok',
    waiting: {},
    phoneCodes: {},
    pendingRequest: null,
    notices: [],
    failures: {},
    delays: {},
    ...over,
  };
  const seen: Seen[] = [];
  const sms: FakeApi['sms'] = [];
  const tokens = new Set<string>();
  const proofs = new Map<string, string>();
  const challenges = new Map<string, { phone: string; code: string }>();
  const answers = new Map<string, { body: string; status: number; answer: unknown }>();
  const slogan = (): string => (state.language === 'en' ? 'Good water, near you' : '好水,就在身边');
  const upstream = (): { displayName: string; slogan: string } => ({
    displayName: state.brand,
    slogan: slogan(),
  });
  const inTenMinutes = (): string => new Date(Date.now() + 600_000).toISOString();

  function me(): contract.Me {
    const current = state.memberships.find((membership) => membership.id === state.current) ?? null;
    return {
      audience: current === null ? 'visitor' : 'downstream',
      language: state.language,
      upstream: upstream(),
      current,
      memberships: state.memberships,
      consent: { requiredVersion: '2026-11', givenVersion: state.consentGiven },
      marketing: null,
      follow: {
        following: state.following,
        accountName: '岚汐净水服务号',
        accountAppId: 'wxa0c1a17100000001',
        accountUserName: 'gh_lanxi0000001',
        qrUrl: state.qrUrl,
      },
      subscribeTemplateIds: ['SUB-ACCOUNT-NOTICE-000000000000000000000001'],
      pendingRequest: state.pendingRequest,
      pendingRegistration: null,
    };
  }
  function session(): contract.Session {
    const token = randomBytes(16).toString('base64url');
    tokens.clear();
    tokens.add(token);
    return { token, expiresAt: inTenMinutes(), me: me() };
  }
  function prove(phone: string): contract.PhoneProof {
    const proofId = randomUUID();
    proofs.set(proofId, phone);
    return { proofId, phoneMasked: maskPhone(phone), expiresAt: inTenMinutes() };
  }
  function bind(input: z.infer<typeof contract.bindSchema>): contract.BindingResult {
    const phone = proofs.get(input.proofId);
    if (phone === undefined) throw new Refusal(422, 'phone.proof_invalid', '手机号验证已过期,请重新验证。');
    const accounts = state.waiting[phone] ?? [];
    if (accounts.length === 0) {
      const { registrationOpen } = state;
      return {
        outcome: 'not_found',
        ownPrompt: null,
        phoneMasked: maskPhone(phone),
        canAskSalesperson: true,
        registrationOpen,
      };
    }
    const only = accounts.length === 1 && accounts[0]?.available === true ? accounts : null;
    const chosen =
      input.accountIds === undefined
        ? only
        : accounts.filter(({ membership }) => input.accountIds?.includes(membership.id));
    if (chosen === null) {
      return {
        outcome: 'choose',
        phoneMasked: maskPhone(phone),
        accounts: accounts.map(({ membership, available }) => ({
          id: membership.id,
          contactName: membership.contactName,
          upstreamName: membership.upstreamName,
          downstreamName: membership.downstreamName,
          available,
        })),
      };
    }
    state.memberships = [...state.memberships, ...chosen.map(({ membership }) => membership)];
    state.current = chosen[0]?.membership.id ?? null;
    proofs.delete(input.proofId);
    return { outcome: 'bound', session: session() };
  }

  type Door = (body: unknown, query: URLSearchParams) => unknown;
  const doors: Record<string, Door> = {
    'GET /app-info': () =>
      contract.appInfoSchema.parse({
        miniProgramAppId: state.appId,
        upstream: upstream(),
        sandboxOrigin: state.sandboxOrigin,
      }),
    'POST /sessions/mini-program': (body) => {
      const { appId } = contract.miniProgramSignInSchema.parse(body);
      if (appId !== state.appId) throw new Refusal(401, 'session.code_invalid', '登录失败,请重新打开。');
      return contract.sessionSchema.parse(session());
    },
    'POST /sessions/exchange': (body) => {
      contract.sessionExchangeSchema.parse(body);
      return contract.sessionSchema.parse(session());
    },
    'POST /sessions/sign-out': () => {
      tokens.clear();
      return { done: true };
    },
    'POST /sessions/switch': (body) => {
      const { membershipId } = contract.switchMembershipSchema.parse(body);
      if (!state.memberships.some(({ id }) => id === membershipId)) {
        throw new Refusal(404, 'membership.not_found', '没有找到这个账号。');
      }
      state.current = membershipId;
      return contract.sessionSchema.parse(session());
    },
    'GET /me': () => contract.meSchema.parse(me()),
    'PATCH /me': (body) => {
      state.language = contract.patchMeSchema.parse(body).language;
      return contract.meSchema.parse(me());
    },
    'GET /agreements': (_body, query) => {
      const words = documentsIn[query.get('lang') === 'en' ? 'en' : 'zh-CN'];
      const paragraphs = Array.from({ length: 6 }, () => words.paragraph);
      return contract.agreementsSchema.parse({
        version: '2026-11',
        documents: [
          { key: 'user-agreement', title: words.agreement, paragraphs },
          { key: 'privacy-policy', title: words.policy, paragraphs },
        ],
        personalInformation: [
          { item: words.item, purpose: words.purpose, retention: words.retention },
          { item: 'openid', purpose: words.purpose, retention: words.retention },
        ],
      });
    },
    'POST /consents': (body) => {
      const { version } = contract.giveConsentSchema.parse(body);
      if (version !== '2026-11')
        throw new Refusal(409, 'consent.version', '协议已更新，请重新阅读后再同意。');
      state.consentGiven = version;
      return { done: true };
    },
    'POST /consents/withdraw': () => {
      Object.assign(state, { consentGiven: null, memberships: [], current: null });
      return contract.sessionSchema.parse(session());
    },
    'POST /binding/start': (body) => {
      const input = contract.startBindingSchema.parse(body);
      const ticket =
        input.ticket === undefined
          ? 'none'
          : state.ticket === 'forwarded' && input.confirmForwarded === true
            ? 'ok'
            : state.ticket;
      return contract.bindingStartSchema.parse({
        ticket,
        upstream: upstream(),
        controllerName: '岚汐净水科技(示例)有限公司',
        processorName: '互联运营(示例)有限公司',
        consent: me().consent,
        registrationOpen: state.registrationOpen,
        smsOffered: state.smsOffered,
      });
    },
    'POST /phone-proofs/wechat': (body) => {
      const { code } = contract.wechatPhoneSchema.parse(body);
      const phone = state.phoneCodes[code];
      if (phone === undefined) throw new Refusal(422, 'phone_code.invalid', '没有取到手机号,请再试一次。');
      return contract.phoneProofSchema.parse(prove(phone));
    },
    'POST /phone-proofs/sms': (body) => {
      const { phone } = contract.smsChallengeRequestSchema.parse(body);
      const challengeId = randomUUID();
      const code = String(100_000 + sms.length * 111).slice(0, 6);
      challenges.set(challengeId, { phone, code });
      sms.push({ phone, code });
      return contract.smsChallengeSchema.parse({
        challengeId,
        resendAfterSeconds: 60,
        expiresAt: inTenMinutes(),
      });
    },
    'POST /phone-proofs/sms/verify': (body) => {
      const input = contract.smsVerifySchema.parse(body);
      const challenge = challenges.get(input.challengeId);
      if (challenge?.code !== input.code)
        throw new Refusal(422, 'sms_code.wrong', '验证码不对,还可以再试 4 次。');
      return contract.phoneProofSchema.parse(prove(challenge.phone));
    },
    'POST /bindings': (body) => contract.bindingResultSchema.parse(bind(contract.bindSchema.parse(body))),
    'POST /binding-requests': (body) => {
      const { proofId } = contract.bindingRequestCreateSchema.parse(body);
      const phone = proofs.get(proofId);
      if (phone === undefined) throw new Refusal(422, 'phone.proof_invalid', '手机号验证已过期,请重新验证。');
      const createdAt = new Date().toISOString();
      state.pendingRequest = { id: randomUUID(), phoneMasked: maskPhone(phone), createdAt };
      return { done: true };
    },
    'GET /notices': (_body, query) => {
      const from = Number(query.get('cursor') ?? 0);
      const limit = Number(query.get('limit') ?? 50);
      const items = state.notices.slice(from, from + limit);
      const nextCursor = from + limit < state.notices.length ? String(from + limit) : null;
      return contract.noticePageSchema.parse({ items, nextCursor });
    },
  };

  function unbind(id: string): contract.Session {
    state.memberships = state.memberships.filter((membership) => membership.id !== id);
    state.current = state.memberships[0]?.id ?? null;
    return session();
  }

  async function answer(request: IncomingMessage, url: URL, body: unknown): Promise<unknown> {
    const name = url.pathname.replace('/api/v1', '');
    const override = request.headers['x-http-method-override'];
    const method =
      typeof override === 'string' && request.method === 'POST' ? override : (request.method ?? 'GET');
    seen.push({ method, path: name, headers: request.headers, body });
    const delay = state.delays[name];
    if (delay !== undefined) await new Promise((done) => setTimeout(done, delay));
    const failure = state.failures[name];
    if (failure !== undefined && failure.times > 0) {
      failure.times -= 1;
      throw new Refusal(failure.status, failure.code, failure.message);
    }
    const open = /^\/(app-info|sessions\/(mini-program|exchange))$/.test(name);
    const token = request.headers.authorization?.replace('Bearer ', '');
    if (!open && (token === undefined || !tokens.has(token))) {
      throw new Refusal(401, 'session.invalid', '登录已失效,请重新进入。');
    }
    const unbinding = /^\/bindings\/([^/]+)\/unbind$/.exec(name)?.[1];
    if (unbinding !== undefined && method === 'POST') return contract.sessionSchema.parse(unbind(unbinding));
    const door = doors[`${method} ${name}`];
    if (door === undefined) throw new Refusal(404, 'route.not_found', '没有这个地址。');
    return door(body, url.searchParams);
  }

  async function serveApi(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const raw = Buffer.concat(chunks).toString();
    const key = request.headers['idempotency-key'];
    const known = typeof key === 'string' ? answers.get(key) : undefined;
    let status = 200;
    let result: unknown;
    try {
      if (request.method !== 'GET' && (typeof key !== 'string' || key.length !== 22)) {
        throw new Refusal(400, 'idempotency.key_missing', 'Idempotency-Key');
      }
      if (known !== undefined && known.body !== raw)
        throw new Refusal(422, 'idempotency.body_differs', 'body');
      if (known === undefined) result = await answer(request, url, raw === '' ? undefined : JSON.parse(raw));
      else [status, result] = [known.status, known.answer];
      if (typeof key === 'string') answers.set(key, { body: raw, status, answer: result });
    } catch (error) {
      status = error instanceof Refusal ? error.status : 500;
      const code = error instanceof Refusal ? error.code : 'server.failed';
      const message = error instanceof Error ? error.message : String(error);
      result = { error: { code, message, details: {}, requestId: randomUUID() } };
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  }

  async function serveH5(response: ServerResponse, root: string, pathname: string): Promise<void> {
    const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' };
    const file = pathname.replace(/^\/app\//, '');
    const type = types[path.extname(file)];
    try {
      const body = await readFile(path.join(root, type === undefined ? 'index.html' : file));
      response.writeHead(200, { 'content-type': type ?? 'text/html; charset=utf-8' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/api/v1/')) void serveApi(request, response, url);
    else if (h5Root !== undefined && url.pathname.startsWith('/app')) {
      void serveH5(response, h5Root, url.pathname);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake API has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    state,
    seen,
    sms,
    endSessions: () => tokens.clear(),
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
