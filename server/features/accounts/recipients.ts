import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { Identity, InterconnectUser } from './account.entity.ts';
import type { Following, SignInApp, WechatDoor } from './doors.ts';
import type { Identities } from './identities.ts';

/** An account's person as messages need to know him; null where he may not be written to. */
export function createRecipients(deps: {
  identities: Identities;
  following: Following;
  wechat: Pick<WechatDoor, 'serviceAccounts' | 'miniPrograms'>;
}) {
  return {
    async of(em: EntityManager, interconnectUserId: string) {
      const user = await em.findOne(InterconnectUser, { id: interconnectUserId });
      if (user === null || user.accountState === 'binned' || user.accountState === 'disabled') return null;
      const identityId = user.identityId ?? null;
      const identity = identityId === null ? null : await em.findOne(Identity, { id: identityId });
      const openids = identityId === null ? [] : await deps.identities.openidsOf(em, identityId);
      const at = (apps: readonly SignInApp[]) =>
        apps.flatMap(({ channelAccountId, appId }) =>
          openids.filter((own) => own.appId === appId).map(({ openid }) => ({ channelAccountId, openid })),
        );
      const officialAccounts = [];
      for (const own of at(await deps.wechat.serviceAccounts(em, user.enterpriseId))) {
        const following = await deps.following.isFollowing(em, own.channelAccountId, own.openid);
        officialAccounts.push({ ...own, following });
      }
      const language: Locale = identity?.language ?? 'zh-CN';
      return {
        name: user.name,
        phone: user.phone,
        // A number on file that he has not proved, and a WeChat that has proved only the one before.
        waitsForProof: user.bindingState === 'suspended_phone',
        language,
        officialAccounts,
        miniPrograms: at(await deps.wechat.miniPrograms(em, user.enterpriseId)),
      };
    },
  };
}
