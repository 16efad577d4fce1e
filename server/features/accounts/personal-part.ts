import { formatText } from '../../kernel/i18n/translate.ts';
import { personalTexts as en } from '../../../config/locales/en/personal.ts';
import { personalTexts as zh } from '../../../config/locales/zh-CN/personal.ts';
import { isInterconnectRole } from '../../../config/interconnect-roles.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { PersonalFact, PersonalPart } from '../../kernel/personal-data.ts';
import {
  BindingRequest,
  Consent,
  Identity,
  IdentityOpenid,
  InterconnectEnterprise,
  InterconnectUser,
} from './account.entity.ts';
import { accountsText } from './memberships.ts';

const iso = (at: Date | null | undefined) => at?.toISOString() ?? '';

/** Accounts, WeChat ids, consents, requests for help: what the accounts keep of a person. */
export function createAccountsPart(deps: { clock: Clock }): PersonalPart {
  return {
    key: 'accounts',
    columns: [
      ...['InterconnectUser.name', 'InterconnectUser.phone', 'InterconnectUser.identityId'],
      'InterconnectUser.contactId',
      ...['Identity.unionid', 'Identity.lastMembershipId'],
      ...['IdentityOpenid.identityId', 'IdentityOpenid.openid', 'OpenedTicket.identityId'],
      ...['Consent.identityId', 'Consent.place', 'MarketingStop.phone', 'MarketingStop.words'],
      ...['PhoneProof.identityId', 'PhoneProof.phone'],
      ...['SmsChallenge.identityId', 'SmsChallenge.phone', 'SmsChallenge.ipHash'],
      ...[
        'BindingRequest.identityId',
        'BindingRequest.phone',
        'BindingRequest.name',
        'BindingRequest.company',
      ],
      ...['SessionExchange.identityId', 'Session.personId', 'Session.membershipId'],
    ],

    async collect(em, { enterpriseId, identityId, userIds, openids }, locale) {
      const users = await em.find(InterconnectUser, { id: { $in: [...userIds] }, enterpriseId });
      const companies = await em.find(InterconnectEnterprise, {
        id: { $in: users.map((user) => user.interconnectEnterpriseId) },
      });
      const nameOf = new Map(companies.map(({ id, name }) => [id, name]));
      const identity = await em.findOne(Identity, { id: identityId });
      const known = await em.find(IdentityOpenid, { identityId });
      const consents = await em.find(Consent, { identityId, enterpriseId }, { orderBy: { id: 'asc' } });
      const requests = await em.find(
        BindingRequest,
        { identityId, enterpriseId },
        { orderBy: { id: 'asc' } },
      );
      const text = (key: keyof typeof zh) => formatText(locale, (locale === 'en' ? en : zh)[key], {});
      const wechat: PersonalFact[] = known
        .filter(({ openid }) => openids.some((one) => one.openid === openid))
        .map(({ appId, openid, createdAt }) => ({ app: appId, openid, created: iso(createdAt) }));
      if (typeof identity?.unionid === 'string') wechat.push({ unionid: identity.unionid });
      return [
        {
          key: 'accounts',
          facts: users.map((user) => ({
            ...{
              company: nameOf.get(user.interconnectEnterpriseId) ?? '',
              name: user.name,
              phone: user.phone,
            },
            roles: user.roles
              .filter(isInterconnectRole)
              .map((role) => accountsText(locale, `role.${role}`))
              .join(' '),
            state: `${accountsText(locale, `export.account.${user.accountState}`)} ${accountsText(locale, `export.binding.${user.bindingState}`)}`,
            ...{ created: iso(user.createdAt), invited: iso(user.invitedAt), bound: iso(user.boundAt) },
            seen: iso(user.lastSeenAt),
          })),
        },
        { key: 'wechat', facts: wechat },
        {
          key: 'consents',
          facts: consents.map((consent) => ({
            ...{
              purpose: text(consent.purpose === 'marketing' ? 'consent.marketing' : 'consent.agreements'),
              version: consent.textVersion,
            },
            ...{ language: consent.language, place: consent.place },
            ...{ given: iso(consent.givenAt), withdrawn: iso(consent.withdrawnAt) },
          })),
        },
        {
          key: 'requests',
          facts: requests.map(({ name, company, phone, createdAt }) => ({
            ...{ name, company, phone, created: iso(createdAt) },
          })),
        },
        {
          key: 'reference',
          facts: [{ value: identityId }, ...userIds.map((value) => ({ value }))],
        },
      ];
    },

    async leave(tx, { enterpriseId, identityId, whole }) {
      if (!whole) return;
      // The evidence stays, of somebody whom nobody knows any more: the identity is gone or unbound here.
      const open = { enterpriseId, identityId, withdrawnAt: null };
      await tx.nativeUpdate(Consent, open, { withdrawnAt: deps.clock.now() });
      await tx.nativeUpdate(Consent, { enterpriseId, identityId }, { place: '' });
      await tx.nativeDelete(BindingRequest, { enterpriseId, identityId });
    },
  };
}
