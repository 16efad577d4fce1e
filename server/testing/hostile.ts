import {
  buildText,
  newOpenid,
  sealCallback,
  xmlOf,
  type TestAccount,
  type TestCallback,
} from './callbacks.ts';

const Minute = 60_000;

export interface HostileCallback extends Omit<TestCallback, 'body'> {
  readonly body: string | Buffer;
  /** How it must be refused. */
  readonly status: 401 | 413;
}

export type HostileKind = (account: TestAccount, now: Date) => HostileCallback;

/** What strangers send to an address that they have found: each looks like a callback, and is none. */
export const hostileKinds: Readonly<Record<string, HostileKind>> = {
  'a wrong signature': (account, now) => {
    const pair = { token: 'not the token of it', encodingAesKey: account.encodingAesKey };
    return { ...sealCallback(account, clear(now), now, { pair }), status: 401 };
  },
  'a request of six minutes ago': (account, now) => {
    const then = new Date(now.getTime() - 6 * Minute);
    return { ...sealCallback(account, clear(then), then), status: 401 };
  },
  'a request of six minutes from now': (account, now) => {
    const then = new Date(now.getTime() + 6 * Minute);
    return { ...sealCallback(account, clear(then), then), status: 401 };
  },
  'another body under a right query': (account, now) => {
    const { path, query } = sealCallback(account, clear(now), now);
    return { path, query, body: sealCallback(account, clear(now), now).body, status: 401 };
  },
  'a digit moved from the timestamp to the nonce': (account, now) => {
    const good = sealCallback(account, clear(now), now);
    const query = good.query.replace(/timestamp=(\d{9})(\d)&nonce=/, 'timestamp=$1&nonce=$2');
    return { ...good, query, status: 401 };
  },
  'plaintext for an encrypted account': (account, now) => {
    const { path, query } = sealCallback({ ...account, mode: 'plain' }, clear(now), now);
    return { path, query, body: clear(now), status: 401 };
  },
  'more than anybody has to say': (account, now) => {
    const good = sealCallback(account, clear(now), now);
    return { ...good, body: `${good.body}${' '.repeat(200_000)}`, status: 413 };
  },
  'bytes that are not UTF-8': (account, now) => {
    const good = sealCallback(account, clear(now), now);
    return { ...good, body: Buffer.concat([Buffer.from(good.body), Buffer.from([0xff, 0xfe])]), status: 401 };
  },
};

const clear = (now: Date) => xmlOf(buildText(now, '不该存下来', { FromUserName: newOpenid() }));
