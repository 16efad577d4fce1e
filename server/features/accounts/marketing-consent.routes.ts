import { giveMarketingConsentSchema, meSchema } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { AccountsParts } from './accounts.ts';

/** The person's switch, of the chosen account's upstream: who is bound to two has one for each. */
export function createMarketingConsentRoutes(parts: AccountsParts): RouteDefinition[] {
  const bound = { method: 'post', audience: 'downstream', response: meSchema } as const;
  const write = <T>(work: (tx: EntityManager) => Promise<T>) =>
    inTransaction(parts.deps.db.acrossTenants('door: identity'), work);
  const personOf = ({ enterpriseId, personId, membershipId }: Caller) => ({
    ...{ enterpriseId, identityId: personId, userId: membershipId ?? '' },
  });
  const shown = ({ personId, membershipId, enterpriseId }: Caller, locale: Locale) =>
    parts.me.of({ identityId: personId, membershipId, enterpriseId, locale });
  return [
    defineRoute(
      {
        ...{ ...bound, path: '/marketing-consent', body: giveMarketingConsentSchema },
        summary: 'Agree to marketing SMS; the evidence is kept',
      },
      async ({ caller, body: { version }, locale }) => {
        const place = `me ${caller.appId}`;
        await write((tx) => parts.marketing.give(tx, personOf(caller), { locale, version, place }));
        return shown(caller, locale);
      },
    ),
    defineRoute(
      { ...bound, path: '/marketing-consent/withdraw', summary: 'No marketing SMS from now on' },
      async ({ caller, locale }) => {
        await write((tx) => parts.marketing.withdraw(tx, personOf(caller)));
        return shown(caller, locale);
      },
    ),
  ];
}
