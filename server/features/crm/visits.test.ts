import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createPartySchema, partyQuerySchema } from '../../contract/crm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { openComposed, type Composed } from '../../testing/composed.ts';
import { Delivery } from '../messaging/messaging.entity.ts';
import { Party, PartyVisit } from './crm.entity.ts';
import { listParties } from './party-list.ts';
import type { Actor } from './ports.ts';

/** Tuesday, 18:30 in Shanghai and 05:30 in New York. */
const start = new Date('2026-11-24T10:30:00.000Z');
const kind = 'customer';

describe('the visit cycle', () => {
  let composed: Composed;
  beforeEach(async () => {
    composed = await openComposed(start);
  });
  afterEach(() => composed.drop());

  let number = 0;
  const goTo = (at: string): void => {
    composed.clock.advance(Date.parse(at) - composed.clock.now().getTime());
  };
  async function world(timeZone: string) {
    const { server, clock } = composed;
    number += 1;
    const enterpriseId = await composed.enterprise(`拜访${number}`, {}, { timeZone });
    const em = () => server.db.tenant(enterpriseId);
    const person = async (
      account: string,
      language: 'zh-CN' | 'en' = 'zh-CN',
      enabled = true,
    ): Promise<Actor> => {
      const personId = await inTransaction(composed.across(), (tx) =>
        server.staff.put(tx, {
          ...{ enterpriseId, account, name: account, phone: null, enabled },
          ...{ permissions: ['crm.use'], now: clock.now() },
        }),
      );
      await em().nativeUpdate('Staff', { id: personId }, { language });
      return {
        ...{ enterpriseId, personId, name: account, locale: 'zh-CN', requestId: 'test' },
        ...{ permissions: new Set(['crm.use']), departmentIds: new Set() },
      };
    };
    const enter = (by: Actor, name: string, classKey = 'direct') =>
      server.crm.parties.create(
        em(),
        by,
        kind,
        createPartySchema.parse({
          ...{ name, phone: `0571-${10_000_000 + (number += 1)}`, classKey, importance: 'low' },
          contact: { name: '人', mobile: '15400000001', email: 'a@b.cn' },
        }),
      );
    /** As the scheduler and a worker do it. */
    const work = async (at: string): Promise<void> => {
      goTo(at);
      await server.scheduler.tick();
      await server.worker.drain();
    };
    const cards = async (): Promise<unknown[]> =>
      (await em().find(Delivery, { purpose: 'staff.card' }, { orderBy: { id: 'asc' } })).map(
        ({ content, staffId }) => [
          staffId,
          content.card?.title,
          content.card?.rows.map(({ value }) => value),
        ],
      );
    const listed = async (by: Actor, visit: 'due' | 'overdue') => {
      const query = { ...partyQuerySchema.parse({ scope: 'mine' }), visit };
      const deps = { staff: server.staff, visits: server.crm.visits };
      return (await listParties(em(), deps, by, kind, query)).rows.map(({ name }) => name);
    };
    return { ...{ enterpriseId, em, person, enter, work, cards, listed }, crm: server.crm };
  }

  it('reminds the owner on the morning of day 7, by his calendar, once a cycle, of all that are due in one card', async () => {
    const { person, enter, work, cards, listed, crm, em } = await world('Asia/Shanghai');
    const [one, other] = [await person('yi'), await person('er', 'en')];
    const late = await enter(one, '七天没联系');
    await enter(one, '也是七天');
    await enter(one, '经销客户没有周期', 'dealer');
    await enter(other, '别人的');
    await work('2026-12-01T00:59:00.000Z');
    expect(await cards(), 'at 8:59 of day 7').toEqual([]);
    expect(await listed(one, 'due')).toEqual(['也是七天', '七天没联系']);
    expect(await listed(one, 'overdue')).toEqual([]);
    await work('2026-12-01T01:00:00.000Z');
    const told = [
      [one.personId, '2 家客户今天到拜访期限', ['七天没联系', '也是七天']],
      [other.personId, '1 customer is due for a visit', ['别人的']],
    ];
    expect((await cards()).sort()).toEqual([...told].sort());
    for (const at of ['2026-12-01T05:00:00.000Z', '2026-12-02T05:00:00.000Z', '2026-12-05T05:00:00.000Z'])
      await work(at);
    expect(await cards(), 'no second time in the same cycle').toHaveLength(2);
    expect(await listed(one, 'overdue')).toEqual(['也是七天', '七天没联系']);

    // A follow-up begins the next cycle.
    await crm.contacts.followUp(em(), one, { kind, id: late }, { text: '已电话', satisfaction: null });
    expect(await listed(one, 'due')).toEqual(['也是七天']);
    await work('2026-12-12T01:00:00.000Z');
    expect((await cards()).slice(2)).toEqual([[one.personId, '1 家客户今天到拜访期限', ['七天没联系']]]);
  });

  it('takes a planned visit as contact until it is called off, and refuses days past or far ahead', async () => {
    const { person, enter, work, cards, listed, crm, em } = await world('Asia/Shanghai');
    const one = await person('yi');
    const id = await enter(one, '有日程');
    const plan = (day: string) => crm.visits.plan(em(), one, { kind, id }, { day, text: '上门' });
    await expect(plan('2026-11-23')).rejects.toMatchObject({ code: 'crm.visit_when' });
    await expect(plan('2027-03-01')).rejects.toMatchObject({ code: 'crm.visit_when' });
    goTo('2026-11-30T02:00:00.000Z');
    await plan('2026-12-03');
    await work('2026-12-01T05:00:00.000Z');
    expect(await cards()).toEqual([]);
    const visit = await em().findOneOrFail(PartyVisit, { partyId: id });
    await crm.visits.cancel(em(), one, { kind, id, visitId: visit.id });
    expect(await listed(one, 'due')).toEqual(['有日程']);
    await expect(crm.visits.cancel(em(), one, { kind, id, visitId: visit.id })).rejects.toMatchObject({
      code: 'crm.visit_over',
    });
    await work('2026-12-01T06:00:00.000Z');
    expect(await cards()).toHaveLength(1);
  });

  it('counts days by the enterprise’s own zone, and waits for its morning', async () => {
    const { person, enter, work, cards } = await world('America/New_York');
    const one = await person('yi');
    await enter(one, 'Far away');
    await work('2026-12-01T13:59:00.000Z');
    expect(await cards()).toEqual([]);
    await work('2026-12-01T14:00:00.000Z');
    expect(await cards()).toHaveLength(1);
  });

  it('goes by the days that the class says now, leaves the pool in peace, and reminds who takes over', async () => {
    const { person, enter, work, cards, crm, em } = await world('Asia/Shanghai');
    const [one, leaver] = [await person('yi'), await person('zou')];
    const his = await enter(leaver, '离职员工的');
    const pooled = await enter(one, '进公海的');
    await enter(one, '后来有了周期', 'dealer');
    await crm.ownership.handOver(em(), one, kind, { ids: [pooled], ownerId: null });
    await person('zou', 'zh-CN', false);
    const items = [
      { key: 'direct', name: '直销', visitDays: 7 },
      { key: 'dealer', name: '经销', visitDays: 3 },
    ];
    await crm.classes.save(em(), one, kind, 0, items);
    await work('2026-11-27T02:00:00.000Z');
    expect(await cards()).toEqual([[one.personId, '1 家客户今天到拜访期限', ['后来有了周期']]]);
    await work('2026-12-05T02:00:00.000Z');
    expect(await cards(), 'nobody is told of a leaver’s or of the pool’s').toHaveLength(1);
    const manager = { ...one, permissions: new Set(['crm.use', 'crm.manage']) };
    await crm.ownership.handOver(em(), manager, kind, { ids: [his], ownerId: one.personId });
    await work('2026-12-06T02:00:00.000Z');
    expect((await cards()).slice(1)).toEqual([[one.personId, '1 家客户今天到拜访期限', ['离职员工的']]]);
    expect((await em().findOneOrFail(Party, { id: pooled })).remindFrom).toBeNull();
  });
});
