import { z } from 'zod';

import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { handle } from '../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../kernel/jobs/job-kind.ts';
import { createClasses } from './classes.ts';
import { createContacts } from './contacts.ts';
import { Party } from './crm.entity.ts';
import { createPartyView } from './crm.presenter.ts';
import { createPartyRoutes } from './crm.routes.ts';
import { createImportBook } from './import/book.ts';
import { createImportRoutes } from './import/import.routes.ts';
import { importJob, undoJob } from './import/jobs.ts';
import { createImportWork } from './import/work.ts';
import { createOwnership } from './ownership.ts';
import { createParties } from './parties.ts';
import type { CrmStaff, Records, ReportNotices } from './ports.ts';
import { createReportRoutes } from './report.routes.ts';
import { createReports } from './reports.ts';

const sweepBin = defineJob('crm.sweep', z.strictObject({}));

/** Customers, partners and their contacts, put together. */
export function createCrm(deps: {
  db: Database;
  clock: Clock;
  records: Records;
  staff: CrmStaff;
  notices: ReportNotices;
  zoneOf: (em: EntityManager, enterpriseId: string) => Promise<string>;
}) {
  const classes = createClasses(deps);
  const parties = createParties({ ...deps, classes });
  const contacts = createContacts({ ...deps, parties });
  const ownership = createOwnership({ ...deps, parties });
  const reports = createReports({ ...deps, ownership, parties });
  const view = createPartyView({ ...deps, classes });
  const book = createImportBook(deps);
  const doors = { staff: deps.staff, classes, parties, contacts, ownership, reports, view };
  return {
    parties,
    contacts,
    ownership,
    routes: [
      ...createPartyRoutes(doors, 'customer', '/customers'),
      ...createPartyRoutes(doors, 'partner', '/partners'),
      ...createReportRoutes(reports),
      ...createImportRoutes({ ...deps, classes, book }),
    ],
    jobKinds: [sweepBin, importJob, undoJob] as const,
    handlers: [
      handle(sweepBin, async (_, { em }) => {
        await parties.sweep(em);
        await book.sweep(em);
      }),
      ...createImportWork({ ...deps, classes }),
    ] as const,
    schedules: [{ kind: sweepBin, everyMs: 3_600_000 }],
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
export type { ReportNotices } from './ports.ts';
export type Crm = ReturnType<typeof createCrm>;
