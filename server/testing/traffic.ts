import { setTimeout as pause } from 'node:timers/promises';

import {
  buildEvent,
  buildText,
  newOpenid,
  sealCallback,
  xmlOf,
  type CallbackWorld,
  type Fields,
  type TestAccount,
  type TestCallback,
} from './callbacks.ts';

/** A callback that a platform sent, and what came of it. */
export interface SentCallback {
  readonly account: TestAccount;
  readonly openid: string;
  readonly kind: string;
  readonly fields: Fields;
  readonly sealed: TestCallback;
  /** 0: the connection broke. */
  status: number;
}

interface Act {
  readonly kind: string;
  readonly fields: Fields;
}

/** Four texts, which cause no work: rows and nothing else. */
const texts = (now: Date, openid: string): Act[] =>
  ['在吗', '绑定', '价格', '谢谢'].map((text) => ({
    kind: 'text',
    fields: buildText(now, text, { FromUserName: openid }),
  }));

/** What one person does: follows, every second one writes, every third leaves again. */
function acts(now: Date, openid: string, nth: number): Act[] {
  const from = { FromUserName: openid };
  const secondLater = new Date(now.getTime() + 1_000);
  return [
    { kind: 'event:subscribe', fields: buildEvent(now, 'subscribe', from) },
    ...(nth % 2 === 0 ? [{ kind: 'text', fields: buildText(now, '绑定', from) }] : []),
    ...(nth % 3 === 0
      ? [{ kind: 'event:unsubscribe', fields: buildEvent(secondLater, 'unsubscribe', from) }]
      : []),
  ];
}

export const follows = (sent: readonly SentCallback[]): boolean =>
  sent.some(({ kind }) => kind === 'event:subscribe');
export const leaves = (sent: readonly SentCallback[]): boolean =>
  sent.some(({ kind }) => kind === 'event:unsubscribe');

/**
 * People who follow, write and leave, so many side by side, until they are told to end.
 * @param options.restMs of each between two people
 * @param options.textsAlone they only write: rows, and no work
 * @param options.people gets a list for each person, in his order
 */
export function startTraffic(
  world: Pick<CallbackWorld, 'now'>,
  accounts: readonly TestAccount[],
  send: (callback: TestCallback) => Promise<number>,
  options: {
    readonly lanes: number;
    readonly restMs: number;
    readonly people: SentCallback[][];
    readonly textsAlone?: boolean;
  },
) {
  const { people } = options;
  let ending = false;

  async function lane(): Promise<void> {
    while (!ending) {
      const nth = people.length;
      const account = accounts[nth % accounts.length];
      if (account === undefined) throw new Error('Traffic needs an account');
      const openid = newOpenid();
      const sent: SentCallback[] = [];
      people.push(sent);
      for (const { kind, fields } of options.textsAlone === true
        ? texts(world.now(), openid)
        : acts(world.now(), openid, nth)) {
        const sealed = sealCallback(account, xmlOf(fields), world.now());
        const callback: SentCallback = { account, openid, kind, fields, sealed, status: 0 };
        sent.push(callback);
        callback.status = await send(sealed);
      }
      await pause(options.restMs);
    }
  }
  const running = Promise.all(Array.from({ length: options.lanes }, lane));
  const acknowledged = () => people.flat().filter(({ status }) => status === 200);
  return {
    /** What was answered 200 by now. */
    acknowledged,
    /** Waits until so many are acknowledged. @throws Error when no more are for twenty seconds */
    async reach(count: number): Promise<void> {
      let [last, stoodMs] = [0, 0];
      for (let now = acknowledged().length; now < count; now = acknowledged().length) {
        stoodMs = now > last ? 0 : stoodMs + 20;
        last = now;
        if (stoodMs > 20_000)
          throw new Error(`No callback is acknowledged any more, after ${now} of ${count}`);
        await pause(20);
      }
    },
    async end(): Promise<void> {
      ending = true;
      await running;
    },
  };
}
