import { beforeEach, describe, expect, it } from 'vitest';

import { createMemoryTokenStore } from './token-memory-store.ts';
import { createTokenSource, type FetchedToken, type TokenSource, type TokenStore } from './token-source.ts';

const minuteMs = 60_000;

describe('a token source', () => {
  let at: number;
  let store: TokenStore;
  let fetches: boolean[];
  const clock = { now: () => new Date(at) };
  const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

  beforeEach(() => {
    at = Date.parse('2026-11-25T00:00:00Z');
    store = createMemoryTokenStore();
    fetches = [];
  });

  function build(fetch?: (force: boolean) => Promise<FetchedToken>): TokenSource {
    return createTokenSource({
      key: 'access_token:a',
      store,
      clock,
      sleep: tick,
      fetch:
        fetch ??
        (async (force) => {
          fetches.push(force);
          const token = `token-${fetches.length}`;
          await tick();
          return { token, expiresInSeconds: 7200 };
        }),
    });
  }

  it('fetches once for all callers of all processes', async () => {
    const sources = Array.from({ length: 4 }, () => build());
    const tokens = await Promise.all(
      sources.flatMap((source) => Array.from({ length: 50 }, () => source.get())),
    );
    expect(new Set(tokens)).toEqual(new Set(['token-1']));
    expect(fetches).toEqual([false]);
  });

  it('renews ahead of the end while the old one goes on serving', async () => {
    const source = build();
    await source.get();
    at += 118 * minuteMs;
    expect(await source.get()).toBe('token-1');
    await tick();
    await tick();
    await tick();
    expect(await source.get()).toBe('token-2');
  });

  it('goes on with the old one when the renewal ahead of time fails, and says so', async () => {
    let failing = false;
    const told: unknown[] = [];
    const source = createTokenSource({
      key: 'k',
      store,
      clock,
      sleep: tick,
      onBackgroundError: (error) => told.push(error),
      fetch: () =>
        failing
          ? Promise.reject(new Error('the platform is down'))
          : Promise.resolve({ token: 'old', expiresInSeconds: 7200 }),
    });
    await source.get();
    failing = true;
    at += 118 * minuteMs;
    expect(await source.get()).toBe('old');
    await tick();
    expect(await source.get()).toBe('old');
    expect(told).toHaveLength(1);
  });

  it('never lets a slow fetch that ends last replace a newer token', async () => {
    let finishSlow: (value: FetchedToken) => void = () => undefined;
    const slow = build(() => new Promise((resolve) => (finishSlow = resolve)));
    const waiting = slow.get();
    await tick();
    // Its holder stalls past the lease; another process takes over and stores.
    at += 30_000;
    expect(await build().get()).toBe('token-1');
    finishSlow({ token: 'too-late', expiresInSeconds: 7200 });
    expect(await waiting).toBe('token-1');
    expect((await store.read('access_token:a'))?.token).toBe('token-1');
  });

  it('is taken over after the lease of a holder that died', async () => {
    await store.lease('access_token:a', 'dead', clock.now(), 20_000);
    const source = build();
    const waiting = source.get();
    await tick();
    expect(fetches).toHaveLength(0);
    at += 20_001;
    expect(await waiting).toBe('token-1');
  });

  it('gives up waiting for another process after 10 s, and says why', async () => {
    await store.lease('access_token:a', 'slow', clock.now(), 60_000);
    await expect(build().get()).rejects.toThrow('another process is fetching it');
  });

  it('replaces a refused token once, however many callers it was refused to', async () => {
    const source = build();
    const token = await source.get();
    await Promise.all(Array.from({ length: 50 }, () => source.refused(token)));
    expect(await source.get()).toBe('token-2');
    await source.refused(token);
    expect(fetches).toHaveLength(2);
  });

  it('uses the newer token of another process in place of fetching', async () => {
    const [one, two] = [build(), build()];
    const token = await one.get();
    expect(await two.get()).toBe(token);
    await one.refused(token);
    await two.refused(token);
    expect(await two.get()).toBe('token-2');
    expect(fetches).toHaveLength(2);
  });

  it('forces only when the platform keeps giving out a token that it refuses', async () => {
    const forced: boolean[] = [];
    const source = build((force) => {
      forced.push(force);
      return Promise.resolve({ token: force ? 'forced' : 'stuck', expiresInSeconds: 7200 });
    });
    const token = await source.get();
    await source.refused(token);
    expect(await source.get()).toBe('stuck');
    await source.refused('stuck');
    expect(await source.get()).toBe('forced');
    expect(forced).toEqual([false, false, true]);
  });

  it('does not ask again at once after a refusal of the credentials', async () => {
    let asked = 0;
    const source = build(() => {
      asked += 1;
      return Promise.reject(new Error('invalid secret'));
    });
    await expect(source.get()).rejects.toThrow('invalid secret');
    await expect(source.get()).rejects.toThrow('invalid secret');
    expect(asked).toBe(1);
    at += 5_001;
    await expect(source.get()).rejects.toThrow('invalid secret');
    expect(asked).toBe(2);
  });
});
