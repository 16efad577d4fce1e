import { containsPattern } from '../../kernel/data/like.ts';
import type { Explainer } from '../access/index.ts';
import { InterconnectEnterprise, InterconnectUser } from './account.entity.ts';

/** Why staff see an interconnect user: by one right, all of the enterprise's. */
export const userExplainer: Explainer = {
  async find(em, { enterpriseId, permissions }, search) {
    if (!permissions.has('accounts.read')) return [];
    const rows = await em.find(
      InterconnectUser,
      { enterpriseId, ...(search === undefined ? {} : { name: { $like: containsPattern(search) } }) },
      { orderBy: { id: 'desc' }, limit: 20, disableIdentityMap: true },
    );
    const ids = [...new Set(rows.map((row) => row.interconnectEnterpriseId))];
    const companies = ids.length === 0 ? [] : await em.find(InterconnectEnterprise, { id: { $in: ids } });
    const names = new Map(companies.map(({ id, name }) => [id, name]));
    return rows.map(({ id, name, interconnectEnterpriseId }) => {
      return { id, name, note: names.get(interconnectEnterpriseId) ?? '' };
    });
  },

  async explain(em, { enterpriseId, permissions }, recordId) {
    const user = await em.findOne(
      InterconnectUser,
      { id: recordId, enterpriseId },
      { disableIdentityMap: true },
    );
    if (user === null) return null;
    const held = permissions.has('accounts.read');
    return {
      ...{ name: user.name, visible: held },
      steps: [
        { right: 'accounts.read', held },
        { why: 'user.whole', tone: 'fact' },
      ],
    };
  },
};
