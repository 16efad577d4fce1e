import type { OwnerCard } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { Party } from './crm.entity.ts';
import type { Actor, CrmStaff, StaffCard } from './ports.ts';
import { managesAll } from './visibility.ts';

/** A record outlives who owned it: an owner who is disabled, gone or unknown is shown as left. */
export function ownerCard(id: string, card: StaffCard | undefined, name: string): OwnerCard {
  return { id, name: card?.name ?? name, state: card?.enabled === true ? 'active' : 'left' };
}

export async function ownersWhoLeft(
  em: EntityManager,
  staff: CrmStaff,
  enterpriseId: string,
): Promise<string[]> {
  return (await staff.all(em, enterpriseId)).filter(({ enabled }) => !enabled).map(({ id }) => id);
}

/** Who may be given a record; for who manages them, also leavers who still own some. */
export async function ownerChoices(em: EntityManager, staff: CrmStaff, by: Actor): Promise<OwnerCard[]> {
  const able = await staff.withPermission(em, 'crm.use', by.enterpriseId);
  const choices = able.map((card) => ownerCard(card.id, card, card.name));
  if (!managesAll(by)) return choices;
  for (const card of await staff.all(em, by.enterpriseId)) {
    if (card.enabled) continue;
    const owned = await em.findOne(
      Party,
      { kind: { $in: ['customer', 'partner'] }, state: { $in: ['live', 'binned'] }, ownerId: card.id },
      { fields: ['id'], disableIdentityMap: true },
    );
    if (owned !== null) choices.push(ownerCard(card.id, card, card.name));
  }
  return choices;
}
