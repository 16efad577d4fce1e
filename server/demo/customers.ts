import { demoCustomers, type DemoCustomer } from '../../config/demo-customers.ts';
import {
  Party,
  PartyChange,
  PartyContact,
  PartyDeal,
  PartyFollowUp,
  PartyVisit,
} from '../features/crm/crm.entity.ts';
import { contactKeysOf, standingOf } from '../features/crm/contact-places.ts';
import { nameKeyOf, phoneKeyOf } from '../features/crm/keys.ts';
import type { EntityManager } from '../kernel/data/orm.ts';
import { newId } from '../kernel/ids.ts';
import { localDay } from '../kernel/zoned-day.ts';
import type { Server } from '../server.ts';

const Day = 86_400_000;
const zone = 'Asia/Shanghai';

/** The customers and partners of the demo brand, as their owners would have entered them days ago. */
export async function seedCustomers(
  server: Server,
  tx: EntityManager,
  enterpriseId: string,
  staffIds: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const ids = [...staffIds.values()];
  const places = await server.staff.departmentsOf(tx, ids);
  const cards = await server.staff.byIds(tx, ids);
  for (const [index, one] of demoCustomers.entries()) {
    const ownerId = one.owner === null ? null : (staffIds.get(one.owner) ?? null);
    // Who entered what lies in the pool was the admin.
    const creatorId = ownerId ?? staffIds.get('chenli') ?? '';
    const by = { byId: creatorId, byName: cards.get(creatorId)?.name ?? '' };
    const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * Day);
    const createdAt = at(one.enteredDaysAgo);
    const lastContactAt =
      one.followUps.length === 0 ? null : at(Math.min(...one.followUps.map(([days]) => days)));
    const [id, phone] = [newId(), phoneKeyOf(one.phone) ?? ''];
    const departmentId = ownerId === null ? null : (places.get(ownerId) ?? enterpriseId);
    tx.create(Party, {
      ...{ id, enterpriseId, kind: one.kind, state: 'live', name: one.name, nameKey: nameKeyOf(one.name) },
      ...{ phone, phoneKey: phone, classKey: one.classKey, importance: one.importance, stage: one.stage },
      ...{ source: one.source, address: one.address, note: one.note, ownerId },
      ...{ departmentId },
      ...{ creatorId, creatorName: by.byName, createdAt, lastContactAt, lastFollowUpAt: lastContactAt },
      // Reminded in the morning: the clockwork tells nobody a second time.
      ...{ remindFrom: null, dealCount: one.deals.length, importId: null, version: 1 },
    });
    const [contactId, contact] = [newId(), contactOf(one, index)];
    tx.create(PartyContact, {
      ...{ id: contactId, enterpriseId, partyId: id, ...contact, createdAt, version: 1 },
      ...standingOf({ state: 'live', ownerId, departmentId }),
      ...contactKeysOf({ id: contactId, ...contact }),
    });
    const changes = [
      ['stage', one.stage],
      ['class', one.classKey],
      ['owner', ownerId],
    ] as const;
    for (const [what, to] of changes)
      if (to !== null)
        tx.create(PartyChange, {
          ...{ id: newId(), enterpriseId, partyId: id, what, from: null, to, ...by, at: createdAt },
        });
    for (const [daysAgo, text, satisfaction = null] of one.followUps)
      tx.create(PartyFollowUp, {
        ...{ id: newId(), enterpriseId, partyId: id, text, satisfaction, ...by, at: at(daysAgo) },
      });
    for (const [daysAgo, amountFen, text] of one.deals)
      tx.create(PartyDeal, {
        ...{ id: newId(), enterpriseId, partyId: id, day: localDay(at(daysAgo), zone), amountFen, text },
        ...{ ...by, createdAt: at(daysAgo) },
      });
    if (one.visitInDays !== undefined)
      tx.create(PartyVisit, {
        ...{ id: newId(), enterpriseId, partyId: id, day: localDay(at(-one.visitInDays), zone) },
        ...{ text: '上门看样机', ...by, createdAt: lastContactAt ?? createdAt },
      });
  }
  await tx.flush();
}

/** Invented: numbers of a prefix without public subscribers, addresses that no mail reaches. */
function contactOf(one: DemoCustomer, index: number) {
  return {
    name: one.contact,
    mobile: one.mobile ?? `154000001${String(index).padStart(2, '0')}`,
    email: `contact${index + 1}@example.com`,
    position: one.kind === 'partner' ? '业务经理' : '负责人',
    ...{ hobby: '', note: '' },
  };
}
