import { z } from 'zod';

import type { AnalysisQuery } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { handle } from '../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../kernel/jobs/job-kind.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { createAccountDoor } from './account-door.ts';
import { createClasses } from './classes.ts';
import { createContactRoutes } from './contact.routes.ts';
import { repairContacts } from './contact-places.ts';
import { createContacts } from './contacts.ts';
import { Party } from './crm.entity.ts';
import { createPartyView } from './crm.presenter.ts';
import { createActorOf, createPartyRoutes, createSighted } from './crm.routes.ts';
import { createDeals } from './deals.ts';
import { analyse } from './analysis.ts';
import { createExplain, createPartyExplainer } from './explain.ts';
import { createPlaces } from './places.ts';
import { forEachTenant } from './tenants.ts';
import { createVisits } from './visits.ts';
import { createExtendedFields } from './fields/fields.ts';
import { createFieldsPart } from './fields/package-part.ts';
import { createFieldRoutes } from './fields/fields.routes.ts';
import { createFieldValues } from './fields/values.ts';
import { createIdNumbers } from './id-numbers/id-numbers.ts';
import { createIdNumberRoutes, createIdNumberSettingRoutes } from './id-numbers/id-numbers.routes.ts';
import { createImportBook } from './import/book.ts';
import { createImportRoutes } from './import/import.routes.ts';
import { importJob, undoJob } from './import/jobs.ts';
import { createImportWork } from './import/work.ts';
import { createOwnership } from './ownership.ts';
import { createParties } from './parties.ts';
import type { Actor, CrmStaff, Records, ReportNotices, VisitNotices } from './ports.ts';
import { createReportRoutes } from './report.routes.ts';
import { createRegisteredCustomers } from './registered.ts';
import { createReports } from './reports.ts';

const sweepBin = defineJob('crm.sweep', z.strictObject({}));
/** Looks every hour: a reminder comes with the morning of its day, or once there is a server again. */
const remindVisits = defineJob('crm.remind_visits', z.strictObject({}));

/** Customers, partners and their contacts, put together. */
export function createCrm(deps: {
  db: Database;
  clock: Clock;
  keyring: Keyring;
  records: Records;
  staff: CrmStaff;
  notices: ReportNotices;
  visitNotices: VisitNotices;
  zoneOf: (em: EntityManager, enterpriseId: string) => Promise<string>;
}) {
  const classes = createClasses(deps);
  const values = createFieldValues(deps);
  const fields = createExtendedFields(deps);
  const parties = createParties({ ...deps, classes, values });
  const visits = createVisits({ ...deps, classes, notices: deps.visitNotices });
  const idNumbers = createIdNumbers(deps);
  const contacts = createContacts({ ...deps, parties, visits, values, idNumbers });
  const deals = createDeals(deps);
  const places = createPlaces(deps);
  const ownership = createOwnership({ ...deps, parties });
  const reports = createReports({ ...deps, ownership, parties });
  const view = createPartyView({ ...deps, classes, visits, values, idNumbers });
  const book = createImportBook(deps);
  const analysis = (em: EntityManager, by: Actor, query: AnalysisQuery) =>
    analyse(em, { ...deps, visits }, by, query);
  const actorOf = createActorOf(deps.staff);
  const doors = {
    ...{ staff: deps.staff, classes, parties, contacts, ownership, reports, view, visits, deals, actorOf },
    ...{ analysis, values, idNumbers },
  };
  return {
    parties,
    contacts,
    ownership,
    classes,
    view,
    visits,
    deals,
    analysis,
    /** Hears of people who stand elsewhere from now on. */
    places: {
      ...places,
      async dissolved(tx: EntityManager, enterpriseId: string, departmentId: string, into: string) {
        await places.dissolved(tx, enterpriseId, departmentId, into);
        await fields.dissolved(tx, departmentId, into);
      },
    },
    packagePart: createFieldsPart(),
    explain: createExplain(deps),
    registered: createRegisteredCustomers({ ...deps, classes }),
    explainers: {
      customer: createPartyExplainer({ ...deps, visits }, 'customer'),
      partner: createPartyExplainer({ ...deps, visits }, 'partner'),
    },
    routes: [
      ...createPartyRoutes(doors, 'customer', '/customers'),
      ...createPartyRoutes(doors, 'partner', '/partners'),
      ...createContactRoutes(doors),
      ...createIdNumberRoutes(doors, 'customer', '/customers'),
      ...createIdNumberRoutes(doors, 'partner', '/partners'),
      ...createIdNumberSettingRoutes(doors),
      ...createFieldRoutes(fields, actorOf),
      ...createReportRoutes(reports, actorOf),
      ...createImportRoutes({ ...deps, classes, book, visits, values, actorOf }),
    ],
    jobKinds: [sweepBin, remindVisits, importJob, undoJob] as const,
    handlers: [
      handle(sweepBin, async (_, { em }) => {
        await parties.sweep(em);
        await book.sweep(em);
        await forEachTenant(em, async (id) => {
          await inTransaction(deps.db.tenant(id), (tx) => places.repair(tx, id));
          await repairContacts(deps.db.tenant(id), id);
        });
      }),
      // Who was reminded is known by his rows, so the transactions need not be the job's own.
      handle(remindVisits, async (_, { em }) => {
        await forEachTenant(em, (id) => visits.remindIn(deps.db.tenant(id), id));
      }),
      ...createImportWork({ ...deps, classes, values }),
    ] as const,
    schedules: [
      { kind: sweepBin, everyMs: 3_600_000 },
      { kind: remindVisits, everyMs: 3_600_000 },
    ],
    accountDoor: { ...createAccountDoor(), actorOf, sighted: createSighted(deps.staff) },
    fieldNamesOf: (em: EntityManager, ids: readonly string[]) => fields.namesOf(em, ids),
    /** For operation records, which name what they are about. */
    async namesOf(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
      const rows = await em.find(
        Party,
        { id: { $in: [...ids] } },
        { fields: ['id', 'name'], disableIdentityMap: true },
      );
      return new Map(rows.map(({ id, name }) => [id, name]));
    },
  };
}
export type { AccountParty } from './account-door.ts';
export type { Explanation } from './explain.ts';
export type { Actor as CrmActor, ReportNotices, VisitNotices } from './ports.ts';
export { nameKeyOf, phoneKeyOf } from './keys.ts';
export { readSheet, SheetError, writeSheet } from './import/xlsx.ts';
export type Crm = ReturnType<typeof createCrm>;
export type AccountDoor = Crm['accountDoor'];
export { createCustomersPart } from './personal-part.ts';
