import { randomBytes } from 'node:crypto';

import type { Canary } from './canary.ts';
import type { Effects } from './effects.ts';
import { reasons, type Need } from './needs.ts';
import { createRandom, type Random } from './random.ts';
import { sealClear, sealFields, type Request, type SealHow, type Sealed } from './seal.ts';
import { sendRequest, type Answer } from './send.ts';
import type { Target } from './target.ts';
import type { Words } from './words.ts';
import type { Fields } from './xml.ts';

export interface RunOptions {
  /** A text that the target answers with a passive reply. */
  readonly answerWord?: string | undefined;
  /** Texts that begin with this are answered with what stands behind it. */
  readonly mirrorPrefix?: string | undefined;
  readonly effects?: Effects | undefined;
  readonly canary?: Canary | undefined;
  /** Also the cases that wait for minutes. */
  readonly patient?: boolean;
  /** Blobs of R9's fuzzing; 300. */
  readonly fuzz?: number;
  /** Of the fuzzing, so that a run can be repeated. */
  readonly seed?: number;
  /** How long an answer is waited for; 5 s, as the platforms do (platform.md A5, C1). */
  readonly deadlineMs?: number;
  readonly now?: () => Date;
  readonly pause?: (ms: number) => Promise<void>;
}

/** What a case works with: the account, the hand that seals and sends, and what the caller lent. */
export interface Kit {
  readonly target: Target;
  readonly fuzz: number;
  readonly random: Random;
  readonly deadlineMs: number;
  readonly effects: Effects | undefined;
  readonly canary: Canary | undefined;
  readonly now: () => Date;
  readonly pause: (ms: number) => Promise<void>;
  send(request: Request): Promise<Answer>;
  /** To the other process of the service. */
  sendSecond(request: Request): Promise<Answer>;
  /** Somebody whom the target has never heard of. */
  person(): string;
  text(more?: Fields): Fields;
  event(name: string, more?: Fields): Fields;
  /** The word of `--answer-word`, by somebody new. */
  answered(more?: Fields): Fields;
  mirrored(text: string): Fields;
  seal(fields: Fields, how?: SealHow): Sealed;
  sealClear(clear: string | Buffer, how?: SealHow): Sealed;
  /** Why a need is not met; undefined where it is. */
  missing(need: Need): Words | undefined;
  /** Every answer so far, for what must hold for all of them. */
  readonly answers: readonly Answer[];
}

export function createKit(target: Target, options: RunOptions): Kit {
  const now = options.now ?? (() => new Date());
  const deadlineMs = options.deadlineMs ?? 5_000;
  const answers: Answer[] = [];
  // Beyond what a JavaScript number holds, and not those of the run before.
  let messageId = BigInt(now().getTime()) * 100_000n;
  const newMessageId = () => String((messageId += 1n));
  const person = () =>
    target.channel === 'wecom'
      ? `u${randomBytes(8).toString('hex')}`
      : `o${randomBytes(14).toString('hex').slice(1)}`;

  const base = (more: Fields): Fields => ({
    ToUserName: target.originalId,
    FromUserName: person(),
    CreateTime: Math.floor(now().getTime() / 1000),
    ...more,
    ...(target.channel === 'wecom' && more['AgentID'] === undefined ? { AgentID: target.agentId } : {}),
  });
  const text = (more: Fields = {}) =>
    base({ MsgType: 'text', Content: '你好 hello', MsgId: newMessageId(), ...more });
  const sendTo = async (url: URL, request: Request) => {
    const answer = await sendRequest(url, request, deadlineMs);
    answers.push(answer);
    return answer;
  };

  return {
    target,
    fuzz: options.fuzz ?? 300,
    random: createRandom(options.seed ?? 1),
    deadlineMs,
    effects: options.effects,
    canary: options.canary,
    now,
    pause: options.pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    send: (request) => sendTo(target.url, request),
    sendSecond: (request) => sendTo(target.secondUrl ?? target.url, request),
    person,
    text,
    event: (name, more = {}) => base({ MsgType: 'event', Event: name, EventKey: '', ...more }),
    answered: (more = {}) =>
      text(options.answerWord === undefined ? more : { Content: options.answerWord, ...more }),
    mirrored: (words) => text({ Content: `${options.mirrorPrefix ?? ''}${words}` }),
    seal: (fields, how) => sealFields(target, fields, now(), how),
    sealClear: (clear, how) => sealClear(target, clear, now(), how),
    missing: (need) => (isMet(need, target, options) ? undefined : reasons[need]),
    answers,
  };
}

function isMet(need: Need, target: Target, options: RunOptions): boolean {
  switch (need) {
    case 'answer-word':
      return options.answerWord !== undefined && options.answerWord !== '';
    case 'mirror':
      return options.mirrorPrefix !== undefined && options.mirrorPrefix !== '';
    case 'effects':
      return options.effects !== undefined;
    case 'second':
      return target.secondUrl !== undefined;
    case 'canary':
      return options.canary !== undefined;
    case 'patience':
      return options.patient === true;
    case 'encrypted':
      return target.mode !== 'plain';
    case 'plain':
      return target.mode === 'plain';
    case 'safe':
      return target.mode === 'safe';
    case 'wechat':
      return target.channel !== 'wecom';
    case 'wecom':
      return target.channel === 'wecom';
    case 'receiver-id':
      return target.appId !== '';
  }
}
