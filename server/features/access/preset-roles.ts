import { presetRoles } from '../../../config/staff-roles.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import { StaffRole } from './role.entity.ts';

export const isPreset = ({ preset }: Pick<StaffRole, 'preset'>): boolean => (preset ?? null) !== null;

/** Those that an enterprise begins with and has not got yet: nobody has looked at its roles. */
export function unplanted(there: readonly Pick<StaffRole, 'name' | 'preset'>[]) {
  if (there.some(isPreset)) return [];
  const taken = new Set(there.map(({ name }) => name));
  return Object.entries(presetRoles).map(([preset, { name, permissions }]) => ({
    ...{ preset, note: '', permissions: [...permissions] },
    name: taken.has(name) ? `${name} · ${preset}`.slice(0, 60) : name,
  }));
}

/** Made where somebody looks for the first time. */
export async function plantPresets(tx: EntityManager, enterpriseId: string, now: Date): Promise<void> {
  const there = await tx.find(StaffRole, { enterpriseId }, { disableIdentityMap: true });
  for (const role of unplanted(there))
    await tx.insert(StaffRole, { id: newId(), enterpriseId, ...role, createdAt: now, version: 1 });
}
