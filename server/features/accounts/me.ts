import { agreements } from '../../../config/agreements.ts';
import type { Me } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { BindingRequest } from './account.entity.ts';
import type { Consents } from './consents.ts';
import type { BindingNotices, Following, SelfRegistration, SignInApp, Sms, WechatDoor } from './doors.ts';
import type { Identities } from './identities.ts';
import type { MarketingConsents } from './marketing-consents.ts';
import { maskPhone, type EnterpriseCards, type Memberships } from './memberships.ts';

export interface MeDeps {
  readonly db: Database;
  readonly enterprises: EnterpriseCards;
  readonly memberships: Memberships;
  readonly identities: Identities;
  readonly consents: Consents;
  readonly marketing: MarketingConsents;
  readonly sms: Pick<Sms, 'on'>;
  readonly following: Following;
  readonly wechat: Pick<WechatDoor, 'serviceAccount'>;
  readonly notices: Pick<BindingNotices, 'subscribeTemplateIds'>;
  readonly registration: Pick<SelfRegistration, 'pendingOf'>;
}

/** What a signed-in WeChat person sees of himself: his accounts of every upstream, after his own proof. */
export function createMe(deps: MeDeps) {
  async function follow(em: EntityManager, identityId: string, enterpriseId: string): Promise<Me['follow']> {
    const account = await deps.wechat.serviceAccount(enterpriseId);
    if (account === null) {
      return { following: false, accountName: null, accountAppId: null, accountUserName: null, qrUrl: null };
    }
    return {
      following: await isFollowing(em, identityId, account),
      accountName: account.name,
      accountAppId: account.appId,
      accountUserName: account.originalId,
      qrUrl: '/api/v1/service-account-code',
    };
  }

  async function isFollowing(em: EntityManager, identityId: string, app: SignInApp): Promise<boolean> {
    const openids = await deps.identities.openidsOf(em, identityId);
    const openid = openids.find(({ appId }) => appId === app.appId)?.openid;
    return openid !== undefined && deps.following.isFollowing(em, app.channelAccountId, openid);
  }

  return {
    isFollowing,
    async of(person: {
      identityId: string;
      membershipId: string | null;
      enterpriseId: string;
      locale: Locale;
    }): Promise<Me> {
      const em = deps.db.acrossTenants('door: identity');
      const { identityId, enterpriseId, locale } = person;
      const upstream = await deps.enterprises.within(em, enterpriseId);
      const memberships = [];
      for (const view of await deps.memberships.viewsOf(em, identityId)) {
        memberships.push(await deps.memberships.present(em, view, locale));
      }
      const current = memberships.find(({ id }) => id === person.membershipId) ?? null;
      const request = await em.findOne(
        BindingRequest,
        { identityId, enterpriseId, state: 'pending' },
        { orderBy: { id: 'desc' } },
      );
      return {
        audience: current !== null && current.blockedReason === null ? 'downstream' : 'visitor',
        language: locale,
        upstream: { displayName: upstream?.displayName ?? '', slogan: upstream?.slogan ?? '' },
        current,
        memberships,
        consent: {
          requiredVersion: agreements.version,
          givenVersion: await deps.consents.given(em, enterpriseId, identityId),
        },
        marketing:
          current === null || !deps.sms.on
            ? null
            : await deps.marketing.choice(em, { enterpriseId, identityId, userId: current.id }, locale),
        follow: await follow(em, identityId, enterpriseId),
        subscribeTemplateIds: [...(await deps.notices.subscribeTemplateIds(em, enterpriseId))],
        pendingRequest:
          request === null
            ? null
            : {
                id: request.id,
                phoneMasked: maskPhone(request.phone),
                createdAt: request.createdAt.toISOString(),
              },
        pendingRegistration: await deps.registration.pendingOf(em, enterpriseId, identityId),
      };
    },
  };
}
export type MeView = ReturnType<typeof createMe>;
