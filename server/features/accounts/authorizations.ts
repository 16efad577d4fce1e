import type { Authorizations } from '../../../bot/features/authorization.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { InterconnectUser } from './account.entity.ts';
import type { Consents } from './consents.ts';
import type { Identities } from './identities.ts';
import type { SessionEnder, Unbinding } from './unbinding.ts';
import type { Records } from './doors.ts';

/** RevokeInfo: 8 the phone, 14 photos (field-rules 10); others name nothing that is kept here. */
const revokedPhone = '8';

/**
 * The platform's authorisation changes (row 326): a revoked phone or a cancelled account unbinds,
 * deletes the named fields and ends sessions, each with a record. A plain change of the profile
 * touches nothing: neither nickname nor picture is kept.
 */
export function createAuthorizations(deps: {
  identities: Identities;
  unbinding: Unbinding;
  consents: Consents;
  sessions: SessionEnder;
  records: Records;
}): Authorizations<EntityManager> {
  return {
    async changed(tx, { account, openid, change, revoked, updateId, at }) {
      const identityId = await deps.identities.byOpenid(tx, account.appId, openid);
      if (identityId === null) return;
      const phoneRevoked = change === 'user_authorization_revoke' && revoked.includes(revokedPhone);
      const cancelled = change === 'user_authorization_cancellation';
      const by = { actor: 'system', actorName: 'WeChat', cause: updateId, requestId: updateId };
      if (phoneRevoked || cancelled) {
        const users = await tx.find(InterconnectUser, { identityId, enterpriseId: account.enterpriseId });
        for (const user of users) await deps.unbinding.unbind(tx, user, by);
        await deps.consents.withdraw(tx, account.enterpriseId, identityId, at);
        await deps.identities.forgetProofs(tx, identityId);
        await deps.sessions.end(tx, { personId: identityId });
      }
      if (cancelled) await deps.identities.forget(tx, identityId, account.appId);
      await deps.records.add(tx, {
        enterpriseId: account.enterpriseId,
        actor: by.actor,
        actorName: by.actorName,
        action: `authorization.${change}`,
        target: `identity:${identityId}`,
        before: {},
        after: { revoked: [...revoked], unbound: phoneRevoked || cancelled },
        requestId: updateId,
        at,
      });
    },
  };
}
