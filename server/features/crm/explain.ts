import type { Permission } from '../../../config/permissions.ts';
import type { PartyKind } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { Explainer, WhyStep } from '../access/index.ts';
import { Party } from './crm.entity.ts';
import { createSighted } from './crm.routes.ts';
import { listParties } from './party-list.ts';
import type { CrmStaff } from './ports.ts';
import { departmentRights, sightOf, sees, type Sight } from './visibility.ts';
import type { Visits } from './visits.ts';

export interface Explanation {
  readonly sees: boolean;
  /** Why he sees it, or why not. */
  readonly because: Sight;
  /** The right by which he sees it, or that would open it where the owner stands; null: none would, or none is needed. */
  readonly right: Permission | null;
  readonly owner: { readonly id: string; readonly name: string } | null;
  /** Where the owner stands; null: the public pool. */
  readonly department: { readonly id: string; readonly name: string } | null;
}

/** Why somebody sees a customer or a partner, and why not, by the rule that the lists follow. */
export function createExplain(deps: {
  staff: Pick<CrmStaff, 'byIds' | 'departmentsSeen' | 'departmentsOf' | 'departmentNames'>;
}) {
  const { staff } = deps;
  const both: ReadonlySet<string> = new Set(Object.values(departmentRights));

  /** Null: there is no such record in this enterprise. Whom the answer may be told, the caller decides. */
  return async function explain(
    em: EntityManager,
    who: { enterpriseId: string; personId: string; permissions: ReadonlySet<string> },
    partyId: string,
  ): Promise<Explanation | null> {
    const party = await em.findOne(Party, { id: partyId }, { disableIdentityMap: true });
    if (party === null) return null;
    const viewer = { ...who, departmentIds: await staff.departmentsSeen(em, who, departmentRights) };
    const because = sightOf(viewer, party);
    const [ownerId, departmentId] = [party.ownerId ?? null, party.departmentId ?? null];
    const names = await staff.departmentNames(em, departmentId === null ? [] : [departmentId]);
    const owner = ownerId === null ? undefined : (await staff.byIds(em, [ownerId])).get(ownerId);
    return {
      ...{ sees: sees(viewer, party), because, right: await rightFor(em, who, because, departmentId) },
      owner: ownerId === null ? null : { id: ownerId, name: owner?.name ?? '' },
      department: departmentId === null ? null : { id: departmentId, name: names.get(departmentId) ?? '' },
    };
  };

  async function rightFor(
    em: EntityManager,
    who: { enterpriseId: string; personId: string },
    because: Sight,
    departmentId: string | null,
  ): Promise<Permission | null> {
    if (because === 'manages' || because === 'binned') return 'crm.manage';
    if (because === 'owner' || because === 'pool' || departmentId === null) return null;
    const own = (await staff.departmentsOf(em, [who.personId])).get(who.personId);
    if (own === departmentId) return departmentRights.same;
    const reach = await staff.departmentsSeen(em, { ...who, permissions: both }, departmentRights);
    return reach.has(departmentId) ? departmentRights.below : 'crm.manage';
  }
}

/** The same in the words of the page that tells it (`access/explanations.ts`). */
export function createPartyExplainer(
  deps: { staff: CrmStaff; visits: Pick<Visits, 'lateness'> },
  kind: PartyKind,
): Explainer {
  const explain = createExplain(deps);
  const sighted = createSighted(deps.staff);

  function factOf(party: Party, viewerId: string, owner: string): WhyStep {
    const ownerId = party.ownerId ?? null;
    if (party.state === 'binned') return { why: 'crm.binned', tone: 'fact' };
    if (ownerId === null) return { why: 'crm.pool', tone: 'yes' };
    if (ownerId === viewerId) return { why: 'crm.owner', tone: 'yes' };
    return { why: 'crm.other_owner', tone: 'fact', values: { owner } };
  }

  return {
    async find(em, viewer, search) {
      if (!viewer.permissions.has('crm.use')) return [];
      const { id: personId, enterpriseId, permissions } = viewer;
      const by = await sighted(em, {
        ...{ personId, enterpriseId, permissions, name: '', requestId: '', locale: 'zh-CN' },
      });
      const { rows } = await listParties(em, deps, by, kind, { scope: 'all', search, limit: 20 });
      const owners = await deps.staff.byIds(
        em,
        rows.flatMap(({ ownerId }) => ownerId ?? []),
      );
      return rows.map(({ id, name, ownerId }) => ({ id, name, note: owners.get(ownerId ?? '')?.name ?? '' }));
    },

    async explain(em, { id: personId, enterpriseId, permissions }, recordId) {
      const party = await em.findOne(
        Party,
        { id: recordId, kind, enterpriseId },
        { disableIdentityMap: true },
      );
      const found =
        party === null ? null : await explain(em, { enterpriseId, personId, permissions }, recordId);
      if (party === null || found === null) return null;
      const uses = permissions.has('crm.use');
      const steps: WhyStep[] = [{ right: 'crm.use', held: uses }];
      steps.push(factOf(party, personId, found.owner?.name ?? ''));
      if (found.right !== null) steps.push({ right: found.right, held: found.sees });
      return { name: party.name, visible: uses && found.sees, steps };
    },
  };
}
