import type { RegistrationNames } from '../../contract/registration.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { Choices } from './choices.ts';
import type { Looks } from './looks.ts';
import type { BusinessRegistry, Customers } from './ports.ts';
import type { Registrant, Registrations } from './registrations.ts';

/** Names that who registers may choose from: customers of the upstream, or companies of the registry. */
export function createNameSearch(deps: {
  db: Database;
  clock: Clock;
  looks: Looks;
  choices: Choices;
  customers: Customers;
  registry: BusinessRegistry | null;
  registrations: Pick<Registrations, 'admitted'>;
}) {
  const { db, looks, choices } = deps;

  /**
   * Never more than the upstream has set, never a second page, never how many there are (row 93).
   * @throws registration.looked_often (429) · registration.too_short · registration.registry_down (503) ·
   *   registration.no_names: names are typed here, not chosen
   */
  return async function search(
    who: Registrant & { readonly ip: string },
    query: { proofId: string; search: string },
  ): Promise<RegistrationNames> {
    const { enterpriseId, identityId } = who;
    const em = db.tenant(enterpriseId);
    const { phone, settings } = await deps.registrations.admitted(em, who, query.proofId);
    const { on, nameMode, match, minLength, most } = settings.enterprise;
    assertThat(on && (nameMode === 'existing' || nameMode === 'registry'), 'registration.no_names', 409);
    const typed = query.search;
    assertThat(deps.customers.lengthOf(typed) >= minLength, 'registration.too_short', 422, {
      least: minLength,
    });
    const look = { enterpriseId, identityId, phone, ip: who.ip, requestId: who.requestId };
    const seal = (kind: 'customer' | 'company', id: string, name: string, creditCode: string) => ({
      choice: choices.seal({ enterpriseId, proofId: query.proofId, kind, id, name, creditCode }),
      ...{ name, creditCode },
    });

    if (nameMode === 'existing') {
      // Counted and shown in one transaction, so that looks at once cannot share what is left.
      const found = await inTransaction(em, async (tx) => {
        const taken = await looks.take(tx, look);
        if (taken === null) return null;
        const rows = await deps.customers.find(tx, typed, { match, most: Math.min(most, taken.left) });
        await looks.shown(tx, taken.id, rows.length);
        return rows;
      });
      if (found === null) throw looks.tooMany();
      return { items: found.map(({ id, name }) => seal('customer', id, name, '')) };
    }

    const taken = await inTransaction(em, (tx) => looks.take(tx, look));
    if (taken === null) throw looks.tooMany();
    if (deps.registry === null) throw new AppError('registration.registry_down', { status: 503 });
    const companies = await deps.registry.find(enterpriseId, typed);
    return { items: companies.map(({ name, creditCode }) => seal('company', '', name, creditCode)) };
  };
}
export type NameSearch = ReturnType<typeof createNameSearch>;
