import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createTokenSource, type FetchedToken } from '../../../bot/channels/shared/token-source.ts';
import { createFixedClock } from '../../kernel/clock.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { createKeyring } from '../../kernel/secrets.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { PlatformToken } from './channel.entity.ts';
import { createTokenStore } from './token-store.ts';

const key = 'access_token:a';
const keyring = createKeyring('k'.repeat(40));

describe('the tokens of all processes', () => {
  let test: TestDatabase;
  let clock: ReturnType<typeof createFixedClock>;
  let fetched: string[];
  beforeEach(async () => {
    test = await openTestDatabase();
    clock = createFixedClock(new Date('2026-11-25T00:00:00Z'));
    fetched = [];
  });
  afterEach(() => test.drop());

  const buildStore = () => createTokenStore({ db: test.db, keyring, clock });
  function buildSource(fetch?: () => Promise<FetchedToken>) {
    return createTokenSource({
      key,
      store: buildStore(),
      clock,
      sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
      fetch:
        fetch ??
        (async () => {
          const token = `token-${fetched.length + 1}`;
          fetched.push(token);
          await new Promise((resolve) => setTimeout(resolve, 30));
          return { token, expiresInSeconds: 7200 };
        }),
    });
  }
  const stored = () => test.db.installation().findOneOrFail(PlatformToken, { id: key });

  it('are fetched once for 50 callers in each of 4 processes, at the first need and at the end', async () => {
    const sources = Array.from({ length: 4 }, () => buildSource());
    const everybody = () =>
      Promise.all(sources.flatMap((source) => Array.from({ length: 50 }, () => source.get())));
    expect(new Set(await everybody())).toEqual(new Set(['token-1']));
    clock.advance(7_200_000);
    expect(new Set(await everybody())).toEqual(new Set(['token-2']));
    expect(fetched).toEqual(['token-1', 'token-2']);
  });

  it('are not overwritten by a slow fetch that ends last', async () => {
    let finish: (value: FetchedToken) => void = () => undefined;
    let started: () => void = () => undefined;
    const hasStarted = new Promise<void>((resolve) => (started = resolve));
    const slow = buildSource(() => {
      started();
      return new Promise((resolve) => (finish = resolve));
    }).get();
    await hasStarted;
    clock.advance(30_000);
    expect(await buildSource().get()).toBe('token-1');
    finish({ token: 'late', expiresInSeconds: 7200 });
    expect(await slow).toBe('token-1');
    expect(keyring.open((await stored()).sealedToken ?? '')).toBe('token-1');
  });

  it('recover from a reset by somebody else in one try, for all processes', async () => {
    const sources = [buildSource(), buildSource(), buildSource(), buildSource()];
    const tokens = await Promise.all(sources.map((source) => source.get()));
    await Promise.all(sources.map((source, index) => source.refused(tokens[index] ?? '')));
    expect(await Promise.all(sources.map((source) => source.get()))).toEqual(Array(4).fill('token-2'));
    expect(fetched).toHaveLength(2);
  });

  it('are taken over after the lease of a process that died', async () => {
    expect(await buildStore().lease(key, 'dead', clock.now(), 20_000)).not.toBeNull();
    expect(await buildStore().lease(key, 'other', clock.now(), 20_000)).toBeNull();
    clock.advance(20_001);
    expect(await buildSource().get()).toBe('token-1');
  });

  it('raise the fence with every lease, and refuse the writer with an older one', async () => {
    const store = buildStore();
    const first = await store.lease(key, 'one', clock.now(), 1_000);
    clock.advance(1_001);
    const second = await store.lease(key, 'two', clock.now(), 1_000);
    if (first === null || second === null) throw new Error('no lease');
    expect(second.fence).toBe(first.fence + 1);
    const token = { token: 't', expiresAt: new Date(clock.now().getTime() + 1_000), storedAt: clock.now() };
    expect(await store.write(key, second, { ...token, token: 'new' })).toBe(true);
    expect(await store.write(key, first, { ...token, token: 'old' })).toBe(false);
    expect((await store.read(key))?.token).toBe('new');
  });

  it('are sealed, and forgotten when the secret changes, a fetch under way included', async () => {
    const store = buildStore();
    const source = buildSource();
    expect((await stored().catch(() => null)) === null).toBe(true);
    await source.get();
    expect((await stored()).sealedToken).not.toContain('token-1');
    const lease = await store.lease(key, 'x', clock.now(), 20_000);
    if (lease === null) throw new Error('no lease');
    await inTransaction(test.db.installation(), (tx) => store.forget(tx, 'a'));
    expect(await store.read(key)).toBeNull();
    const late = { token: 'late', expiresAt: new Date(clock.now().getTime() + 1_000), storedAt: clock.now() };
    expect(await store.write(key, lease, late)).toBe(false);
  });
});
