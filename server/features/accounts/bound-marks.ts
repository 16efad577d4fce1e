import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { InterconnectUser } from './account.entity.ts';
import type { Following, WechatDoor } from './doors.ts';
import type { Identities } from './identities.ts';
import type { Memberships } from './memberships.ts';

/** Keeps, beside each follower, how he is bound: what the guide's variant is chosen by (row 37). */
export interface BoundMarks {
  /** After a person's openids or accounts changed; `enterprises`: also where he has none any more. */
  refresh(tx: EntityManager, identityId: string, enterprises?: readonly string[]): Promise<void>;
  boundAs(
    tx: EntityManager,
    enterpriseId: string,
    appId: string,
    openid: string,
  ): Promise<{ contact: string; company: string; salesperson: string | null } | null>;
  /** Who looks after the person behind this openid at the account's enterprise: of each account that he is bound to. */
  salespeopleOf(
    tx: EntityManager,
    enterpriseId: string,
    appId: string,
    openid: string,
  ): Promise<ReadonlySet<string>>;
}

export function createBoundMarks(deps: {
  clock: Clock;
  identities: Identities;
  memberships: Memberships;
  following: Following;
  wechat: Pick<WechatDoor, 'serviceAccounts'>;
}): BoundMarks {
  const boundTo = (identityId: string, enterpriseId: string) => ({
    ...{ identityId, enterpriseId },
    bindingState: { $in: ['bound' as const, 'waiting_quota' as const] },
  });

  async function describe(tx: EntityManager, identityId: string, enterpriseId: string) {
    const user = await tx.findOne(InterconnectUser, boundTo(identityId, enterpriseId), {
      orderBy: { boundAt: 'asc', id: 'asc' },
    });
    const view = user === null ? null : await deps.memberships.view(tx, user);
    if (view === null) return null;
    const salesperson = await deps.memberships.salespersonOf(tx, view);
    return { contact: view.user.name, company: view.company.name, salesperson: salesperson?.name ?? null };
  }

  return {
    async salespeopleOf(tx, enterpriseId, appId, openid) {
      const identityId = await deps.identities.byOpenid(tx, appId, openid);
      const users =
        identityId === null ? [] : await tx.find(InterconnectUser, boundTo(identityId, enterpriseId));
      const ids = new Set<string>();
      for (const user of users) {
        const view = await deps.memberships.view(tx, user);
        const id = view?.user.salespersonId ?? view?.company.salespersonId ?? null;
        if (id !== null) ids.add(id);
      }
      return ids;
    },
    async refresh(tx, identityId, enterprises = []) {
      const openids = await deps.identities.openidsOf(tx, identityId);
      const users = await tx.find(InterconnectUser, { identityId });
      for (const enterpriseId of new Set([...enterprises, ...users.map((user) => user.enterpriseId)])) {
        const accounts = await deps.wechat.serviceAccounts(tx, enterpriseId);
        const keys = accounts.flatMap((account) =>
          openids
            .filter(({ appId }) => appId === account.appId)
            .map(({ openid }) => ({ channelAccountId: account.channelAccountId, enterpriseId, openid })),
        );
        if (keys.length === 0) continue;
        await deps.following.setBound(
          tx,
          keys,
          await describe(tx, identityId, enterpriseId),
          deps.clock.now(),
        );
      }
    },
    async boundAs(tx, enterpriseId, appId, openid) {
      const identityId = await deps.identities.byOpenid(tx, appId, openid);
      return identityId === null ? null : describe(tx, identityId, enterpriseId);
    },
  };
}
