import type { Case, Level, Verdict } from './case.ts';
import { levelOf } from './case.ts';
import type { Kit } from './kit.ts';
import type { Need } from './needs.ts';
import { readAnswer, type Reading } from './read-answer.ts';
import type { Request } from './seal.ts';
import type { Answer } from './send.ts';
import { words, type Words } from './words.ts';

export const passed = (came: Words): Verdict => ({ outcome: 'passed', came });
export const failed = (came: Words): Verdict => ({ outcome: 'failed', came });
/** It could not be tried with this account: never a pass. */
export const skipped = (came: Words): Verdict => ({ outcome: 'skipped', came });
/** Not as expected: how bad that is, is the case's level. */
export const missed = (level: Level, came: Words): Verdict => ({
  outcome: level === 'must' ? 'failed' : 'advised',
  came,
});

/** What came, in a few words, and never a body that might carry what the target should keep. */
export function describe(kit: Kit, answer: Answer): Words {
  if (answer.kind === 'cut')
    return words(`no answer: cut after ${answer.ms} ms`, `没有应答：${answer.ms} ms 后断开`);
  if (answer.kind === 'late') {
    return words(`no answer within ${answer.ms} ms`, `${answer.ms} ms 内没有应答完`);
  }
  const { en, 'zh-CN': zh } = describeBody(kit, answer.body);
  return words(`${answer.status}, ${en}, ${answer.ms} ms`, `${answer.status}，${zh}，${answer.ms} ms`);
}

function describeBody(kit: Kit, body: string): Words {
  if (body === '') return words('empty', '空');
  if (body === 'success') return words('«success»', '“success”');
  const reading = readAnswer(kit.target, body);
  if (reading.kind === 'reply') {
    return reading.encrypted ? words('an encrypted reply', '密文回复') : words('a plain reply', '明文回复');
  }
  const size = Buffer.byteLength(body);
  return words(`${size} bytes`, `${size} 字节`);
}

/** A reading that the platform would take as «accepted». */
export const isReadable = (reading: Reading): boolean => reading.kind !== 'unreadable';

export interface Common {
  readonly level?: Case['level'];
  readonly needs?: readonly Need[];
}

export interface Refusing extends Common {
  /** The line may be cut: for what is too much to be read to its end. */
  readonly mayCut?: boolean;
}

type Make = (kit: Kit) => Request | Promise<Request>;

const refusal = words('refused: 4xx', '拒绝：4xx');
const acceptance = words('200, and what the platform can read', '200，且平台读得懂');

/** A request that must not be taken. */
export function refuses(id: string, sent: Words, why: Words, make: Make, options: Refusing = {}): Case {
  const one: Case = {
    ...{ id, sent, why, expected: refusal, level: options.level ?? 'must', needs: options.needs ?? [] },
    judge: async (kit) =>
      judgeRefusal(kit, levelOf(one, kit.target), await make(kit), options.mayCut ?? false),
  };
  return one;
}

/**
 * 4xx is a refusal. 2xx is none, unless the target's own count shows that nothing came of it and
 * nothing was said: that is told as advice, for the platform would take it as accepted. 5xx says
 * that the server itself failed, and a line that is cut that it fell over.
 */
export async function judgeRefusal(
  kit: Kit,
  level: Level,
  request: Request,
  mayCut = false,
): Promise<Verdict> {
  const { rise, result: answer } = await measured(kit, 0, () => kit.send(request));
  const came = describe(kit, answer);
  if (answer.kind !== 'answered') return answer.kind === 'cut' && mayCut ? passed(came) : failed(came);
  const { status } = answer;
  if (status >= 400 && status < 500) return rise > 0 ? failed(withRise(came, rise)) : passed(came);
  if (status < 200 || status >= 300) return failed(came);
  const silent = readAnswer(kit.target, answer.body).kind !== 'reply';
  if (kit.effects !== undefined && rise === 0 && silent) return missed('advice', withRise(came, rise));
  return missed(level, kit.effects === undefined ? came : withRise(came, rise));
}

export interface Accepting extends Common {
  /** By how much the target's own count must rise; one a request where it is left out. */
  readonly rise?: number;
}

/** Requests that must be taken, one after the other. */
export function accepts(
  id: string,
  sent: Words,
  why: Words,
  make: (kit: Kit) => Request | readonly Request[],
  options: Accepting = {},
): Case {
  const one: Case = {
    ...{ id, sent, why, expected: acceptance, level: options.level ?? 'must', needs: options.needs ?? [] },
    judge: async (kit) => {
      const made = make(kit);
      const requests: readonly Request[] = isList(made) ? made : [made];
      return judgeAcceptance(kit, levelOf(one, kit.target), requests, options.rise);
    },
  };
  return one;
}

function isList(made: Request | readonly Request[]): made is readonly Request[] {
  return Array.isArray(made);
}

export async function judgeAcceptance(
  kit: Kit,
  level: Level,
  requests: readonly Request[],
  expectedRise = requests.length,
): Promise<Verdict> {
  const { rise, result: answers } = await measured(kit, expectedRise, async () => {
    const list: Answer[] = [];
    for (const request of requests) list.push(await kit.send(request));
    return list;
  });
  const wrong = answers.find((answer) => !isAccepted(kit, answer));
  if (wrong !== undefined) {
    // WeCom asks for the status alone (its page on receiving messages): what stands in the body is its own affair.
    const statusIsRight = wrong.kind === 'answered' && wrong.status === 200;
    const mild = statusIsRight && kit.target.channel === 'wecom';
    return missed(mild ? 'advice' : level, whyNotAccepted(kit, wrong));
  }
  const last = answers.at(-1);
  const came = last === undefined ? words('nothing', '没有') : describe(kit, last);
  if (kit.effects === undefined) return passed(came);
  return rise === expectedRise ? passed(withRise(came, rise)) : missed(level, withRise(came, rise));
}

export function isAccepted(kit: Kit, answer: Answer): boolean {
  return (
    answer.kind === 'answered' && answer.status === 200 && isReadable(readAnswer(kit.target, answer.body))
  );
}

export function whyNotAccepted(kit: Kit, answer: Answer): Words {
  const came = describe(kit, answer);
  if (answer.kind !== 'answered' || answer.status !== 200) return came;
  const reading = readAnswer(kit.target, answer.body);
  return reading.kind === 'unreadable'
    ? words(`200, ${reading.reason.en}`, `200，${reading.reason['zh-CN']}`)
    : came;
}

/** With the target's own count where it lends one; a rise of 0 otherwise, which then nobody reads. */
export async function measured<T>(
  kit: Kit,
  expected: number,
  work: () => Promise<T>,
): Promise<{ rise: number; result: T }> {
  if (kit.effects === undefined) return { rise: 0, result: await work() };
  return kit.effects.riseDuring(expected, work);
}

export const withRise = (came: Words, rise: number): Words =>
  words(`${came.en}, count +${rise}`, `${came['zh-CN']}，计数 +${rise}`);

export interface Asking extends Common {
  readonly expected: Words;
}

/** A case that is judged in its own way; `level` is what `missed` takes. */
export function asks(
  id: string,
  sent: Words,
  why: Words,
  options: Asking,
  judge: (kit: Kit, level: Level) => Promise<Verdict>,
): Case {
  const one: Case = {
    ...{ id, sent, why, expected: options.expected },
    ...{ level: options.level ?? 'must', needs: options.needs ?? [] },
    judge: (kit) => judge(kit, levelOf(one, kit.target)),
  };
  return one;
}

/** The reply in an accepted answer; a verdict where there is none. */
export function readReply(
  kit: Kit,
  answer: Answer,
): { reply: Extract<Reading, { kind: 'reply' }> } | { verdict: Verdict } {
  if (answer.kind !== 'answered' || answer.status !== 200) return { verdict: failed(describe(kit, answer)) };
  const reading = readAnswer(kit.target, answer.body);
  if (reading.kind === 'unreadable') return { verdict: failed(whyNotAccepted(kit, answer)) };
  if (reading.kind === 'nothing') {
    return {
      verdict: failed(words('accepted without a reply', '已接受，但没有回复')),
    };
  }
  return { reply: reading };
}
