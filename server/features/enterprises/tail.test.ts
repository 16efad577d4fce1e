import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { InterconnectUser } from '../accounts/account.entity.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { composedStart, openComposed, type Composed } from '../../testing/composed.ts';
import { endAllDue } from './connection-jobs.ts';
import { EditionGrant } from './enterprise.entity.ts';

const Second = 1_000;
const Day = 24 * 3_600 * Second;

describe('the two weeks after a termination', () => {
  let world: Composed;
  beforeAll(async () => {
    world = await openComposed();
  });
  afterAll(() => world.drop());

  const by = (enterpriseId: string) => ({ staffId: newId(), name: '陈立', enterpriseId, requestId: newId() });
  const row = async (upstreamId: string, id: string) =>
    inTransaction(world.server.db.tenant(upstreamId), (tx) =>
      world.server.connecting.connections.lock(tx, upstreamId, id),
    );

  let people = 0;
  /** An upstream with a downstream whose one person is bound. */
  async function begin(options: { edition?: string | null; timeZone?: string; endsAt?: Date } = {}) {
    const { server } = world;
    const edition = options.edition === undefined ? 'dealer' : options.edition;
    const places = { enterprise: 2, wechat_user: 3, 'edition:dealer': 1 };
    const upstreamId = await world.enterprise('岚汐净水', places, options);
    people += 1;
    const phone = String(15400000000 + people);
    const person = await world.person(upstreamId, phone);
    const input = { name: '杭州沐泉', legalName: '杭州沐泉有限公司', edition };
    const contact = { name: '周建国', phone };
    const id = await server.connecting.connections.open(by(upstreamId), { ...input, contact }, 'zh-CN');
    await server.accounts.binding.bind(person.binder, await person.prove(), undefined);
    const user = await world.across().findOneOrFail(InterconnectUser, { enterpriseId: upstreamId });
    return {
      upstreamId,
      id,
      userId: user.id,
      /** His name where he may act, null where he may not. */
      enters: () =>
        server.accounts.memberships.activeName(
          server.db.acrossTenants('door: session'),
          user.id,
          person.identityId,
        ),
      why: async () => {
        const [view] = await server.accounts.memberships.viewsOf(world.across(), person.identityId);
        if (view === undefined) throw new Error('no account');
        return server.accounts.memberships.present(world.across(), view, 'zh-CN');
      },
      terminate: () => server.connecting.connections.terminate(by(upstreamId), id),
      used: async () => ({
        enterprise: (await world.figures(upstreamId, 'enterprise')).used,
        edition: (await world.figures(upstreamId, 'edition:dealer')).used,
        people: (await world.figures(upstreamId, 'wechat_user')).used,
      }),
      sweep: () => endAllDue(world.across(), server.connecting.connections, world.clock.now()),
      row: () => row(upstreamId, id),
    };
  }
  const moveTo = (at: Date) => {
    world.clock.advance(at.getTime() - world.clock.now().getTime());
  };

  it('frees the enterprise place at once and the edition’s at 24:00 of the 14th day, and access ends with it', async () => {
    const one = await begin();
    expect(await one.used()).toEqual({ enterprise: 1, edition: 1, people: 1 });
    await one.terminate();
    expect(await one.used()).toEqual({ enterprise: 0, edition: 1, people: 1 });
    const endsAt = new Date('2026-12-08T16:00:00.000Z');
    expect((await one.row()).endsAt).toEqual(endsAt);
    expect((await one.why()).endText).toBe('与岚汐净水的互联关系已解除，可使用至 2026年12月8日 24:00');

    moveTo(new Date(composedStart.getTime() + 14 * Day - Second));
    expect(await one.enters(), '13 d 23 h 59 min 59 s after').toBe('周建国');
    moveTo(new Date(endsAt.getTime() - 1));
    await one.sweep();
    expect([await one.enters(), await one.used()]).toEqual([
      '周建国',
      { enterprise: 0, edition: 1, people: 1 },
    ]);
    moveTo(endsAt);
    expect(await one.enters(), 'refused although nobody has noticed yet').toBeNull();
    expect(await one.why()).toMatchObject({
      blockedReason: expect.stringContaining('2026年12月8日 24:00'),
      tiles: [],
    });
    await one.sweep();
    expect(await one.used()).toEqual({ enterprise: 0, edition: 0, people: 0 });
    await one.sweep();
    const [grant] = await world.across().find(EditionGrant, { connectionId: one.id });
    expect(grant).toMatchObject({ edition: 'dealer', orderName: 'Q-岚汐净水', endedAt: endsAt });
  });

  it.each([
    // Summer time ends in New York, begins at midnight in Cairo; 14 days are not 14 × 24 h there.
    ['America/New_York', '2026-10-25T16:00:00.000Z', '2026-11-09T05:00:00.000Z'],
    ['Africa/Cairo', '2027-04-16T10:00:00.000Z', '2027-04-30T21:00:00.000Z'],
    ['Pacific/Kiritimati', '2027-05-01T09:59:59.999Z', '2027-05-15T10:00:00.000Z'],
  ])('ends with the day of %s, whatever its clocks do', async (timeZone, at, end) => {
    // Each case is a world of its own day.
    const before = world;
    world = await openComposed(new Date(at));
    try {
      const one = await begin({ timeZone });
      await one.terminate();
      const endsAt = (await one.row()).endsAt;
      expect(endsAt?.toISOString()).toBe(end);
      moveTo(new Date(new Date(end).getTime() - Second));
      expect(await one.enters()).toBe('周建国');
      moveTo(new Date(end));
      expect(await one.enters()).toBeNull();
    } finally {
      await world.drop();
      world = before;
    }
  });

  it('is the same for a server that was down across the edge', async () => {
    const one = await begin();
    await one.terminate();
    const endsAt = (await one.row()).endsAt;
    world.clock.advance(40 * Day);
    expect(await one.enters()).toBeNull();
    await one.sweep();
    expect(await one.used()).toEqual({ enterprise: 0, edition: 0, people: 0 });
    const entries = await world.server.ledger.entries(world.server.db.tenant(one.upstreamId), {
      kind: 'edition:dealer',
      after: undefined,
      limit: 10,
    });
    expect(entries[0], 'dated at the edge, not when it was noticed').toMatchObject({
      change: 'release',
      reason: 'tail_ended',
      at: endsAt,
    });
  });

  it('never outlasts the lot that the edition’s place is in', async () => {
    const lotEnd = new Date(world.clock.now().getTime() + 5 * Day + 1);
    const one = await begin({ endsAt: lotEnd });
    await one.terminate();
    expect((await one.row()).endsAt).toEqual(lotEnd);
    moveTo(new Date(lotEnd.getTime() - 1));
    expect(await one.enters()).toBe('周建国');
    moveTo(lotEnd);
    expect(await one.enters()).toBeNull();
    await one.sweep();
    expect(await one.used()).toEqual({ enterprise: 0, edition: 0, people: 0 });
  });

  it('does not exist without an edition: the relation ends with its termination', async () => {
    const one = await begin({ edition: null });
    await one.terminate();
    expect([await one.enters(), await one.used()]).toEqual([null, { enterprise: 0, edition: 0, people: 0 }]);
    expect((await one.row()).closedAt).not.toBeNull();
  });

  it('begins once, however often and however many terminate', async () => {
    const one = await begin();
    const outcomes = await Promise.allSettled([one.terminate(), one.terminate(), one.terminate()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const first = (await one.row()).endsAt;
    world.clock.advance(3 * Day);
    await expect(one.terminate()).rejects.toMatchObject({ code: 'connection.state', status: 409 });
    expect((await one.row()).endsAt).toEqual(first);
    expect((await world.figures(one.upstreamId, 'enterprise')).used).toBe(0);
  });

  it('does not stop who has bought the edition himself, before or after it', async () => {
    const own = (downstreamId: string) => ({
      ...{ downstreamId, edition: 'dealer', orderName: 'D-7' },
      ...{ actor: 'system', actorName: '', requestId: newId() },
    });
    const buy = (downstreamId: string) =>
      inTransaction(world.across(), (tx) =>
        world.server.connecting.connections.useOwnEdition(tx, own(downstreamId)),
      );

    const early = await begin();
    const { downstreamId } = await early.row();
    expect(await buy(downstreamId)).toEqual([early.id]);
    expect(await early.used(), 'no place of the upstream any more').toEqual({
      enterprise: 0,
      edition: 0,
      people: 0,
    });
    expect(await buy(downstreamId), 'the same again').toEqual([]);
    const { users } = world.server.accounts;
    await users.disable(by(early.upstreamId), early.userId);
    await users.enable(by(early.upstreamId), early.userId);
    expect([await early.enters(), (await early.used()).people], 'enabled without a place').toEqual([
      '周建国',
      0,
    ]);
    await early.terminate();
    world.clock.advance(20 * Day);
    await early.sweep();
    expect(await early.enters()).toBe('周建国');

    const late = await begin();
    await late.terminate();
    world.clock.advance(20 * Day);
    await late.sweep();
    expect(await late.enters()).toBeNull();
    expect(await buy((await late.row()).downstreamId)).toEqual([late.id]);
    expect(await late.enters(), 'access returns').toBe('周建国');
    expect(await late.used()).toEqual({ enterprise: 0, edition: 0, people: 0 });

    const between = await begin();
    await between.terminate();
    world.clock.advance(3 * Day);
    await buy((await between.row()).downstreamId);
    expect((await world.figures(between.upstreamId, 'edition:dealer')).used, 'free before its tail').toBe(0);
    world.clock.advance(20 * Day);
    await between.sweep();
    expect(await between.enters()).toBe('周建国');
    const grants = await world
      .across()
      .find(EditionGrant, { connectionId: between.id }, { orderBy: { id: 'asc' } });
    expect(grants.map(({ own: paid, orderName, endedAt }) => [paid, orderName, endedAt === null])).toEqual([
      [false, 'Q-岚汐净水', false],
      [true, 'D-7', true],
    ]);
  });

  it('is not what a lot’s end does: then access rests, and goes on with the renewal', async () => {
    const lotEnd = new Date(world.clock.now().getTime() + Day);
    const one = await begin({ edition: null, endsAt: lotEnd });
    moveTo(lotEnd);
    const { server } = world;
    const settle = (kind: string) =>
      inTransaction(server.db.tenant(one.upstreamId), (tx) =>
        server.ledger.settleAccount(tx, { enterpriseId: one.upstreamId, kind }),
      );
    await settle('enterprise');
    expect((await one.why()).blockedReason).toContain('互联企业额度已到期');
    for (const kind of ['enterprise', 'wechat_user']) {
      await inTransaction(server.db.tenant(one.upstreamId), (tx) =>
        server.ledger.credit(tx, {
          ...{ enterpriseId: one.upstreamId, kind, amount: 2, sourceKey: newId(), actor: 'system' },
          ...{ reason: 'renewed', startsAt: world.clock.now(), endsAt: null },
        }),
      );
    }
    expect(await one.enters()).toBe('周建国');
  });
});
