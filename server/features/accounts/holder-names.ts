import { containsPattern } from '../../kernel/data/like.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { InterconnectEnterprise, InterconnectUser } from './account.entity.ts';
import type { StaffCards } from './doors.ts';

/** Names for the quota statement: holders (connection:, grant:, user:) and actors (staff:, identity:). */
export function createHolderNames(staff: StaffCards) {
  const idsOf = (keys: readonly string[], kind: string) =>
    keys.filter((key) => key.startsWith(`${kind}:`)).map((key) => key.slice(kind.length + 1));

  return {
    async of(em: EntityManager, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const names = new Map<string, string>();
      const users = await em.find(InterconnectUser, { id: { $in: idsOf(keys, 'user') } });
      for (const user of users) names.set(`user:${user.id}`, user.name);
      const bound = await em.find(InterconnectUser, { identityId: { $in: idsOf(keys, 'identity') } });
      for (const user of bound) names.set(`identity:${user.identityId ?? ''}`, user.name);
      for (const kind of ['connection', 'grant'] as const) {
        const companies = await em.find(InterconnectEnterprise, { connectionId: { $in: idsOf(keys, kind) } });
        for (const company of companies) names.set(`${kind}:${company.connectionId}`, company.name);
      }
      const people = await staff.byIds(em, idsOf(keys, 'staff'));
      for (const [id, card] of people) names.set(`staff:${id}`, card.name);
      return names;
    },
    /** Keys (user:<id>, connection:<id>) of those whose names contain a text; 200 at most. */
    async named(em: EntityManager, text: string): Promise<string[]> {
      const [name, limit] = [{ $like: containsPattern(text) }, 200];
      const users = await em.find(InterconnectUser, { name }, { limit });
      const companies = await em.find(InterconnectEnterprise, { name }, { limit });
      return [
        ...users.map(({ id }) => `user:${id}`),
        ...companies.map(({ connectionId }) => `connection:${connectionId}`),
      ].slice(0, limit);
    },
  };
}
