import { UniqueConstraintViolationException } from '@mikro-orm/core';

import type { Locale } from '../../contract/common.ts';
import type { PartyKind } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { Party } from './crm.entity.ts';
import { crmText } from './crm.texts.ts';
import type { CrmStaff } from './ports.ts';

export interface Keys {
  readonly nameKey: string;
  readonly phoneKey: string;
}

/** The live one that was created first among those with this name or this number. */
export async function findTwin(
  em: EntityManager,
  kind: PartyKind,
  keys: Keys,
  exceptId?: string,
): Promise<{ party: Party; field: 'name' | 'phone' } | null> {
  const named = await em.findOne(Party, { kind, nameKey: keys.nameKey }, { disableIdentityMap: true });
  const called = await em.findOne(Party, { kind, phoneKey: keys.phoneKey }, { disableIdentityMap: true });
  const [party] = [named, called]
    .filter((row) => row !== null && row.id !== exceptId)
    .sort((one, other) => (one?.createdAt.getTime() ?? 0) - (other?.createdAt.getTime() ?? 0));
  if (party === undefined || party === null) return null;
  return { party, field: party.phoneKey === keys.phoneKey ? 'phone' : 'name' };
}

/**
 * Runs a write that takes both keys. The unique keys of the table decide, so that of two at once one
 * comes in; only then it is looked up who was first.
 * @throws crm.duplicate (details: field, name, owner, id) | crm.duplicate_pool | crm.duplicate_left
 */
export async function refusingTwins<T>(
  deps: { em: EntityManager; staff: CrmStaff; locale: Locale },
  wish: () => { kind: PartyKind; keys: Keys; exceptId?: string },
  work: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof UniqueConstraintViolationException)) throw cause;
      const { kind, keys, exceptId } = wish();
      const twin = await findTwin(deps.em, kind, keys, exceptId);
      // It went to the bin a moment ago: the keys are free again.
      if (twin === null && tries < 3) continue;
      if (twin === null) throw new AppError('conflict.version', { status: 409, cause });
      throw await twinRefusal(deps, twin, cause);
    }
  }
}

async function twinRefusal(
  deps: { em: EntityManager; staff: CrmStaff; locale: Locale },
  { party, field }: { party: Party; field: 'name' | 'phone' },
  cause: unknown,
): Promise<AppError> {
  const label = crmText(deps.locale, `field.${field}`);
  const { name, id } = party;
  const ownerId = party.ownerId ?? null;
  if (ownerId === null)
    return new AppError('crm.duplicate_pool', { status: 409, data: { field, label, name, id }, cause });
  const card = (await deps.staff.byIds(deps.em, [ownerId])).get(ownerId);
  const owner = card?.name ?? party.creatorName;
  const code = card?.enabled === true ? 'crm.duplicate' : 'crm.duplicate_left';
  return new AppError(code, { status: 409, data: { field, label, name, owner, id }, cause });
}
