import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createFixedClock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { ForeignTenantError } from '../../kernel/data/tenant-entity-manager.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import type { HolderKey } from './book.ts';
import { createLedger } from './ledger.ts';
import type { QuotaNews } from './news.ts';
import { QuotaEntry } from './quota.entity.ts';
import { settleAll } from './quota.jobs.ts';
import { derived, rebuild, verifyLedger } from './rebuild.ts';

const Day = 24 * 60 * 60_000;
const start = new Date('2026-11-24T10:00:00.000Z');
const after = (days: number) => new Date(start.getTime() + days * Day);

describe('the quota ledger', () => {
  let test: TestDatabase;
  let clock: ReturnType<typeof createFixedClock>;
  let ledger: ReturnType<typeof createLedger>;
  let enterpriseId: string;
  let causes = 0;
  const kind = 'wechat_user';

  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.drop());
  beforeEach(() => {
    clock = createFixedClock(start);
    ledger = createLedger({ clock });
    enterpriseId = newId();
  });

  const run = <T>(work: (tx: EntityManager) => Promise<T>) =>
    inTransaction(test.db.tenant(enterpriseId), work);
  const cause = () => `c${(causes += 1)}`;
  const wish = { kind, reason: 'granted', actor: 'system' } as const;
  const credit = (
    amount: number,
    { from = start, to = null, source = newId() }: { from?: Date; to?: Date | null; source?: string } = {},
  ) =>
    run((tx) =>
      ledger.credit(tx, { ...wish, enterpriseId, amount, sourceKey: source, startsAt: from, endsAt: to }),
    );
  const use = (holder: HolderKey, causeKey = cause()) =>
    run((tx) => ledger.use(tx, { ...wish, enterpriseId, reason: 'bound', holder, causeKey }));
  const reserve = (holder: HolderKey, expiresAt: Date | null, causeKey = cause()) =>
    run((tx) =>
      ledger.reserve(tx, { ...wish, enterpriseId, reason: 'invited', holder, expiresAt, causeKey }),
    );
  const release = (holder: HolderKey, causeKey = cause()) =>
    run((tx) => ledger.release(tx, { ...wish, enterpriseId, reason: 'unbound', holder, causeKey }));
  const figures = async () => {
    const [found] = await ledger.figures(test.db.tenant(enterpriseId), kind);
    return found === undefined
      ? 'none'
      : [found.bought, found.reserved, found.used, found.remaining].join(' ');
  };
  const entries = async () => {
    const rows = await test.db.tenant(enterpriseId).find(QuotaEntry, {}, { orderBy: { seq: 'asc' } });
    return rows.map((row) => `${row.change} ${row.holderKey ?? '-'}`);
  };
  const places = async () => {
    const [state] = await derived(test.db.tenant(enterpriseId), enterpriseId);
    return Object.fromEntries((state?.places ?? []).map((place) => [place.holderKey, place.state]));
  };
  const settle = () => settleAll(test.db.acrossTenants('work: sweep'), ledger, clock.now());
  const expectSound = async () => {
    const em = test.db.tenant(enterpriseId);
    expect(await verifyLedger(em, enterpriseId)).toEqual([]);
    expect(await rebuild(em, enterpriseId)).toEqual(await derived(em, enterpriseId));
  };

  it('has no places before the first credit, and writes nothing for who asks for one', async () => {
    expect(await use('user:a')).toEqual({ taken: false, remaining: 0 });
    expect(await reserve('user:a', after(30))).toEqual({ taken: false, remaining: 0 });
    expect(await release('user:a')).toEqual({ released: false });
    expect(await figures()).toBe('none');
    expect(await entries()).toEqual([]);
  });

  it('turns a reservation into a use, and frees the place when it is released', async () => {
    await credit(2);
    expect(await reserve('user:a', after(30))).toEqual({ taken: true });
    expect(await figures()).toBe('2 1 0 1');
    expect(await use('user:a')).toEqual({ taken: true });
    expect(await figures()).toBe('2 0 1 1');
    expect(await release('user:a')).toEqual({ released: true });
    expect(await figures()).toBe('2 0 0 2');
    expect(await entries()).toEqual(['credit -', 'reserve user:a', 'use user:a', 'release user:a']);
    await expectSound();
  });

  it('refuses the one too many and leaves no entry of it', async () => {
    await credit(1);
    await use('user:a');
    expect(await use('user:b')).toEqual({ taken: false, remaining: 0 });
    expect(await reserve('user:c', null)).toEqual({ taken: false, remaining: 0 });
    expect(await entries()).toEqual(['credit -', 'use user:a']);
  });

  it('does a thing once for each cause, and answers the repetition alike', async () => {
    await credit(3);
    for (let times = 0; times < 3; times += 1) expect(await use('user:a', 'bind-1')).toEqual({ taken: true });
    for (let times = 0; times < 3; times += 1)
      expect(await release('user:a', 'unbind-1')).toEqual({ released: true });
    expect(await use('user:a', 'bind-1')).toEqual({ taken: true });
    expect(await figures()).toBe('3 0 0 3');
    expect(await use('user:b', 'bind-1')).toEqual({ taken: true });
    expect(await figures()).toBe('3 0 1 2');
  });

  it('gives a holder one place of a kind, however often he asks', async () => {
    await credit(3);
    await reserve('user:a', after(1));
    await reserve('user:a', after(1));
    await use('user:a');
    await use('user:a');
    await reserve('user:a', after(9));
    expect(await figures()).toBe('3 0 1 2');
    await expectSound();
  });

  it('credits a source once, and refuses other values under the same name', async () => {
    const { lotId } = await credit(2, { source: 'order:1' });
    expect(await credit(2, { source: 'order:1' })).toEqual({ lotId });
    expect(await figures()).toBe('2 0 0 2');
    const again = (amount: number, to: Date | null) => credit(amount, { source: 'order:1', to });
    await expect(again(3, null)).rejects.toMatchObject({ code: 'quota.source_reused' });
    await expect(again(2, after(9))).rejects.toMatchObject({ code: 'quota.source_reused' });
    const other = newId();
    const foreign = inTransaction(test.db.tenant(other), (tx) =>
      ledger.credit(tx, {
        ...wish,
        enterpriseId: other,
        amount: 2,
        sourceKey: 'order:1',
        startsAt: start,
        endsAt: null,
      }),
    );
    await expect(foreign).rejects.toMatchObject({ code: 'quota.source_reused' });
    expect(await figures()).toBe('2 0 0 2');
    await expectSound();
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('refuses a credit of %s places', async (amount) => {
    await expect(credit(amount)).rejects.toBeInstanceOf(AppError);
    expect(await figures()).toBe('none');
  });

  it('refuses dates that do not fit', async () => {
    await expect(credit(1, { from: after(2), to: after(2) })).rejects.toMatchObject({
      code: 'quota.dates_invalid',
    });
    await credit(1);
    await expect(reserve('user:a', start)).rejects.toMatchObject({ code: 'quota.dates_invalid' });
  });

  it('frees a reservation at its end to the millisecond, whoever looks first', async () => {
    await credit(1);
    await reserve('user:a', after(30));
    clock.advance(30 * Day - 1);
    expect(await use('user:b')).toEqual({ taken: false, remaining: 0 });
    clock.advance(1);
    expect(await figures()).toBe('1 0 0 1');
    expect(await use('user:b')).toEqual({ taken: true });
    expect(await entries()).toEqual(['credit -', 'reserve user:a', 'lapse user:a', 'use user:b']);
    await expectSound();
  });

  it('prolongs a reservation that is asked for again, and never shortens it', async () => {
    await credit(1);
    await reserve('user:a', after(5));
    await reserve('user:a', after(10));
    await reserve('user:a', after(2));
    clock.advance(9 * Day);
    expect(await figures()).toBe('1 1 0 0');
    clock.advance(Day);
    expect(await figures()).toBe('1 0 0 1');
    await settle();
    await expectSound();
  });

  it('counts a lot from its start on', async () => {
    await credit(5, { from: after(10) });
    expect(await use('user:a')).toEqual({ taken: false, remaining: 0 });
    clock.advance(10 * Day);
    expect(await figures()).toBe('5 0 0 5');
    expect(await use('user:a')).toEqual({ taken: true });
    await expectSound();
  });

  it('takes places of the lot that ends first', async () => {
    await credit(1);
    const { lotId: later } = await credit(1, { to: after(20) });
    const { lotId: sooner } = await credit(1, { to: after(10) });
    await use('user:a');
    await use('user:b');
    const [state] = await derived(test.db.tenant(enterpriseId), enterpriseId);
    const lotOf = (holder: string) => state?.places.find((place) => place.holderKey === holder)?.lotId;
    expect([lotOf('user:a'), lotOf('user:b')]).toEqual([sooner, later]);
  });

  it('moves the oldest holders on when a lot ends, suspends the newest, and a renewal brings them back', async () => {
    const news: QuotaNews[] = [];
    ledger.onNews((_tx, item) => Promise.resolve(void news.push(item)));
    await credit(4, { to: after(10) });
    await credit(1, { to: after(400) });
    for (const holder of ['user:a', 'user:b', 'user:c'] as const) await use(holder);
    await reserve('user:d', after(300));
    clock.advance(10 * Day);
    expect(await figures()).toBe('1 0 1 0');
    await settle();
    expect(await places()).toEqual({ 'user:a': 'used', 'user:b': 'suspended', 'user:c': 'suspended' });
    expect(await figures()).toBe('1 0 1 0');
    expect((await entries()).slice(6)).toEqual([
      'move_out user:a',
      'move_in user:a',
      'lapse user:d',
      'suspend user:c',
      'suspend user:b',
      'lot_end -',
    ]);
    expect(news.at(-1)).toMatchObject({ suspended: ['user:c', 'user:b'], lapsed: ['user:d'], freed: 0 });
    expect(await use('user:b')).toEqual({ taken: false, remaining: 0 });

    await release('user:a');
    expect(await places()).toEqual({ 'user:b': 'used', 'user:c': 'suspended' });
    await credit(5);
    expect(await places()).toEqual({ 'user:b': 'used', 'user:c': 'used' });
    expect(news.at(-1)).toMatchObject({ restored: ['user:c'], freed: 4 });
    expect(await figures()).toBe('6 0 2 4');
    await expectSound();
  });

  it('keeps everybody where a renewal begins when the old lot ends', async () => {
    await credit(2, { to: after(10) });
    await use('user:a');
    await use('user:b');
    await credit(2, { from: after(10), to: after(375) });
    expect(await figures()).toBe('2 0 2 0');
    clock.advance(10 * Day);
    await settle();
    expect(await places()).toEqual({ 'user:a': 'used', 'user:b': 'used' });
    expect(await figures()).toBe('2 0 2 0');
    await expectSound();
  });

  it('comes to the same state whether it was looked at every day or not for a year', async () => {
    const seen: unknown[] = [];
    for (const lookEvery of [1, 400]) {
      enterpriseId = newId();
      clock = createFixedClock(start);
      ledger = createLedger({ clock });
      await credit(3, { to: after(20) });
      await credit(1, { to: after(60) });
      await credit(2, { from: after(40), to: after(300) });
      for (const holder of ['user:a', 'user:b', 'user:c'] as const) await use(holder);
      await reserve('user:d', after(30));
      for (let day = 1; day <= 200; day += 1) {
        clock.advance(Day);
        if (day % lookEvery === 0) await settle();
      }
      seen.push([await figures(), await places()]);
      await settle();
      seen.push([await figures(), await places(), await entries()]);
      await expectSound();
    }
    expect(seen[3]).toEqual(seen[1]);
    expect(seen[2]).toMatchObject(['2 0 2 0', {}]);
  });

  it('gives the place of a suspended holder back without touching a figure', async () => {
    await credit(1, { to: after(1) });
    await use('user:a');
    clock.advance(Day);
    await settle();
    expect(await release('user:a')).toEqual({ released: true });
    expect(await figures()).toBe('0 0 0 0');
    await credit(1);
    expect(await places()).toEqual({});
    expect(await figures()).toBe('1 0 0 1');
    await expectSound();
  });

  it('is refused in the scope of another enterprise, and shows it nothing', async () => {
    await credit(2);
    await use('user:a');
    const stranger = test.db.tenant(newId());
    expect(await ledger.figures(stranger)).toEqual([]);
    expect(await ledger.entries(stranger, { after: undefined, limit: 10 })).toEqual([]);
    const take = inTransaction(stranger, (tx) =>
      ledger.use(tx, { ...wish, enterpriseId, reason: 'bound', holder: 'user:b', causeKey: 'x' }),
    );
    await expect(take).rejects.toBeInstanceOf(ForeignTenantError);
    await expect(rebuild(stranger, enterpriseId)).rejects.toBeInstanceOf(ForeignTenantError);
    expect(await figures()).toBe('2 0 1 1');
  });
});
