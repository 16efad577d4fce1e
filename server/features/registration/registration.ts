import type { Edition } from '../../../config/editions.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { handle } from '../../kernel/jobs/job-handler.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { accountsText } from '../accounts/index.ts';
import { createChoices } from './choices.ts';
import { completeWaiting, sweepLooks } from './complete-job.ts';
import { createCompletion } from './completion.ts';
import { createLooks } from './looks.ts';
import { createNameSearch } from './name-search.ts';
import type {
  Accounts,
  BusinessRegistry,
  Customers,
  Persons,
  Records,
  RegistrationNotices,
  Relations,
} from './ports.ts';
import { Registration } from './registration.entity.ts';
import { createRegistrationPart } from './package-part.ts';
import { createRegistrations } from './registrations.ts';
import { createRegistrationRoutes, type RegistrationRouteDeps } from './registration.routes.ts';
import { createReviews } from './reviews.ts';
import { createRegistrationSettings } from './settings.ts';

export interface RegistrationFeatureDeps extends Pick<
  RegistrationRouteDeps,
  'binderOf' | 'reopen' | 'upstreamName'
> {
  readonly db: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly editions: readonly Edition[];
  readonly records: Records;
  readonly customers: Customers;
  readonly relations: Relations;
  readonly accounts: Accounts;
  readonly persons: Persons;
  readonly notices: RegistrationNotices;
  /** Null: none is configured. */
  readonly registry: BusinessRegistry | null;
}

/** Self-registration, put together. */
export function createRegistration(deps: RegistrationFeatureDeps) {
  const { clock } = deps;
  const book = createRegistrationSettings({
    ...deps,
    registryOffered: deps.registry !== null,
    roleLabel: (locale, role) => accountsText(locale, `role.${role}`),
  });
  const choices = createChoices(deps.keyring);
  const looks = createLooks(deps);
  const completion = createCompletion({ ...deps, book });
  const registrations = createRegistrations({ ...deps, book, choices, completion });
  const search = createNameSearch({ ...deps, looks, choices, registrations });
  const reviews = createReviews({ ...deps, completion });
  return {
    book,
    registrations,
    packagePart: createRegistrationPart({ book, registryOffered: deps.registry !== null }),
    completeWaiting: (enterpriseId: string) => reviews.completeWaiting(enterpriseId),
    routes: createRegistrationRoutes({ ...deps, book, registrations, search, reviews }),
    jobKinds: [completeWaiting, sweepLooks] as const,
    handlers: [
      handle(completeWaiting, ({ enterpriseId }) => reviews.completeWaiting(enterpriseId)),
      handle(sweepLooks, (_, { em }) => looks.sweep(em)),
    ] as const,
    schedules: [{ kind: sweepLooks, everyMs: 3_600_000 }],

    /** Places of enterprises came free: in a job, for each registration is a transaction of its own. */
    placesChanged: async (
      tx: EntityManager,
      news: { readonly enterpriseId: string; readonly kind: string; readonly freed: number },
    ): Promise<void> => {
      if (news.kind !== 'enterprise' || news.freed === 0) return;
      const { enterpriseId } = news;
      const waiting = await tx.count(Registration, { enterpriseId, state: 'waiting_quota' });
      if (waiting === 0) return;
      await enqueue(
        tx,
        completeWaiting,
        { enterpriseId },
        { now: clock.now(), cause: 'quota', enterpriseId },
      );
    },
  };
}
export type RegistrationFeature = ReturnType<typeof createRegistration>;
