import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { InterconnectUser } from '../accounts/account.entity.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { openComposed, type Composed } from '../../testing/composed.ts';
import { verifyLedger } from '../quota/index.ts';
import { QuotaPlace } from '../quota/quota.entity.ts';
import { endAllDue } from './connection-jobs.ts';
import { EditionGrant } from './enterprise.entity.ts';

const Second = 1_000;
const Day = 24 * 3_600 * Second;

describe('an edition that a downstream bought itself', () => {
  let world: Composed;
  beforeAll(async () => {
    world = await openComposed();
  });
  afterAll(() => world.drop());

  let people = 0;
  async function begin() {
    const { server } = world;
    const { connections } = server.connecting;
    const upstreamId = await world.enterprise('岚汐净水', {
      ...{ enterprise: 1, wechat_user: 1, 'edition:dealer': 1 },
    });
    people += 1;
    const phone = String(15400001000 + people);
    const person = await world.person(upstreamId, phone);
    const by = () => ({ staffId: newId(), name: '陈立', enterpriseId: upstreamId, requestId: newId() });
    const open = (name: string, contact: { name: string; phone: string } | null) =>
      connections.open(by(), { name, legalName: `${name}有限公司`, edition: 'dealer', contact }, 'zh-CN');
    const id = await open('杭州沐泉', { name: '周建国', phone });
    await server.accounts.binding.bind(person.binder, await person.prove(), undefined);
    const user = await world.across().findOneOrFail(InterconnectUser, { enterpriseId: upstreamId });
    const row = () => inTransaction(world.across(), (tx) => connections.lock(tx, upstreamId, id));
    return {
      upstreamId,
      id,
      row,
      openOther: () => open('宁波澄海', null),
      terminate: (which = id) => connections.terminate(by(), which),
      buy: async (endsAt: Date, edition = 'dealer') => {
        const { downstreamId } = await row();
        return inTransaction(world.across(), (tx) =>
          connections.useOwnEdition(tx, {
            ...{ downstreamId, edition, endsAt, connectionId: id, orderName: 'Q-own' },
            ...{ actor: 'system', actorName: '', requestId: newId() },
          }),
        );
      },
      enters: () =>
        server.accounts.memberships.activeName(
          server.db.acrossTenants('door: session'),
          user.id,
          person.identityId,
        ),
      used: async () => {
        const kinds = ['enterprise', 'edition:dealer', 'wechat_user'];
        const figures = await Promise.all(kinds.map((kind) => world.figures(upstreamId, kind)));
        return figures.map(({ used }) => used);
      },
      sweep: () => endAllDue(world.across(), connections, world.clock.now()),
    };
  }
  const moveTo = (at: Date) => {
    world.clock.advance(at.getTime() - world.clock.now().getTime());
  };
  const inDays = (days: number) => new Date(world.clock.now().getTime() + days * Day);

  it('ends to the instant when the relation was terminated before, noticed or not', async () => {
    const one = await begin();
    const end = inDays(365);
    await one.buy(end);
    await one.terminate();
    expect(await one.used()).toEqual([0, 0, 0]);
    moveTo(new Date(end.getTime() - Second));
    await one.sweep();
    expect(await one.enters(), 'a second before').toBe('周建国');
    moveTo(end);
    expect(await one.enters(), 'nobody has noticed yet').toBeNull();
    world.clock.advance(40 * Day);
    await one.sweep();
    await one.sweep();
    expect(await one.row()).toMatchObject({ ownEdition: false, endsAt: end });
    const grants = await world.across().find(EditionGrant, { connectionId: one.id, own: true });
    expect(grants, 'dated at the edge').toMatchObject([{ endedAt: end }]);
    // Bought once more: access returns.
    await one.buy(inDays(365));
    expect(await one.enters()).toBe('周建国');
  });

  it('falls back to the upstream’s edition and places when the relation is live', async () => {
    const one = await begin();
    const end = inDays(365);
    await one.buy(end);
    expect(await one.used()).toEqual([0, 0, 0]);
    moveTo(end);
    expect(await one.enters(), 'a live relation has no gap').toBe('周建国');
    await one.sweep();
    expect([await one.enters(), await one.used()]).toEqual(['周建国', [1, 1, 1]]);
    expect(await one.row()).toMatchObject({ ownEdition: false, edition: 'dealer', ownEndsAt: null });
    // The same a second time: each own edition has causes of its own in the ledger.
    const again = inDays(365);
    await one.buy(again);
    expect(await one.used()).toEqual([0, 0, 0]);
    moveTo(again);
    await one.sweep();
    expect(await one.used()).toEqual([1, 1, 1]);
    expect(await verifyLedger(world.across(), one.upstreamId)).toEqual([]);
  });

  it('rests where the upstream has no place any more, and goes on when one is free', async () => {
    const one = await begin();
    const end = inDays(365);
    await one.buy(end);
    const other = await one.openOther();
    moveTo(end);
    await one.sweep();
    await one.sweep();
    expect(await one.enters()).toBeNull();
    await one.terminate(other);
    world.clock.advance(20 * Day);
    await one.sweep();
    expect([await one.enters(), await one.used()]).toEqual(['周建国', [1, 1, 1]]);
  });

  it('is prolonged by the next one: the first end does nothing', async () => {
    const one = await begin();
    const first = inDays(365);
    const second = inDays(730);
    await one.buy(first);
    expect(await one.buy(second)).toEqual([one.id]);
    expect(await one.buy(second), 'the same again').toEqual([]);
    await one.terminate();
    moveTo(first);
    await one.sweep();
    expect(await one.enters()).toBe('周建国');
    moveTo(second);
    expect(await one.enters()).toBeNull();
  });

  it('stands as used in the buyer’s books while its lot runs, and gives its place to no other relation', async () => {
    const one = await begin();
    const { downstreamId } = await one.row();
    const { ledger, enterprises } = world.server;
    const now = () => world.clock.now();
    const upstreamId = await world.enterprise('禾光', {});
    const other = await inTransaction(world.across(), (tx) =>
      enterprises.connect(tx, {
        ...{ upstreamId, downstreamId, origin: 'admin', now: now() },
        edition: null,
      }),
    );
    /** A paid order: its lot, and its relation, in one transaction. */
    const pay = (connectionId: string, startsAt: Date, endsAt: Date) =>
      inTransaction(world.across(), async (tx) => {
        const requestId = newId();
        await ledger.credit(tx, {
          ...{
            enterpriseId: downstreamId,
            kind: 'edition:dealer',
            amount: 1,
            sourceKey: `order:${requestId}`,
          },
          ...{ startsAt, endsAt, reason: 'order_paid', actor: 'system' },
        });
        await world.server.connecting.connections.useOwnEdition(tx, {
          ...{ downstreamId, edition: 'dealer', endsAt, connectionId, orderName: 'Q-own', requestId },
          ...{ actor: 'system', actorName: '' },
        });
      });
    const books = async () => {
      const { bought, used, remaining } = await world.figures(downstreamId, 'edition:dealer');
      const places = await world.across().find(QuotaPlace, { enterpriseId: downstreamId, state: 'used' });
      return [bought, used, remaining, places.map(({ holderKey }) => holderKey)];
    };
    const [end, renewed] = [inDays(30), inDays(60)];
    await pay(one.id, now(), end);
    expect(await books()).toEqual([1, 1, 0, [`own:${one.id}`]]);
    await pay(one.id, end, renewed);
    moveTo(end);
    await one.sweep();
    expect(await books()).toEqual([1, 1, 0, [`own:${one.id}`]]);
    // Over, and nobody has noticed: the next lot is another relation's.
    moveTo(renewed);
    await pay(other, now(), inDays(30));
    expect(await books()).toEqual([1, 1, 0, [`own:${other}`]]);
    await one.sweep();
    expect(await books()).toEqual([1, 1, 0, [`own:${other}`]]);
    moveTo(inDays(30));
    await one.sweep();
    expect(await books()).toEqual([0, 0, 0, []]);
    expect(await verifyLedger(world.across(), downstreamId)).toEqual([]);
  });
});
