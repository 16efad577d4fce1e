import { z } from 'zod';

import type { InterconnectRole } from '../../../config/interconnect-roles.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/data/orm.ts';
import { handle } from '../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../kernel/jobs/job-kind.ts';
import type { LinkedAccounts, UserInvitations, Users } from '../accounts/index.ts';
import type { AccountDoor } from '../crm/index.ts';
import type { Connections } from '../enterprises/index.ts';
import { createAbilities } from './abilities.ts';
import { createFaceInvitations } from './invitations.ts';
import { createAccountOpening } from './opening.ts';
import { createPlugin } from './plugin.ts';
import type { Brand, Departments, FaceCodes, QuotaLeft, Records, Staff } from './ports.ts';
import { createOpeningRuns, openManyJob } from './runs.ts';
import { createPartyAccountRoutes, createSalespersonRoutes } from './salesperson.routes.ts';
import { createAccountView } from './view.ts';

const sweepJob = defineJob('accounts.sweep-openings', z.strictObject({}));

/** The salesperson who opens interconnect accounts, put together. */
export function createSalesperson(deps: {
  db: Database;
  clock: Clock;
  records: Records;
  departments: Departments;
  staff: Staff;
  quota: QuotaLeft;
  codes: FaceCodes;
  brand: Brand;
  smsOn: boolean;
  publicUrl: string;
  bindPage: string;
  openingMethods: Parameters<typeof createPlugin>[0]['openingMethods'];
  crm: AccountDoor;
  linked: LinkedAccounts;
  users: Pick<Users, 'disable' | 'enable'>;
  invitations: UserInvitations;
  connections: Pick<Connections, 'openWithin' | 'act' | 'rest'>;
  roleLabel: (locale: Locale, role: InterconnectRole) => string;
}) {
  const plugin = createPlugin(deps);
  const abilities = createAbilities({ ...deps, plugin });
  const opening = createAccountOpening({ ...deps, abilities });
  const view = createAccountView({ ...deps, abilities });
  const invitations = createFaceInvitations({ ...deps, abilities, opening });
  const runs = createOpeningRuns({ ...deps, abilities, opening });
  const parts = { plugin, abilities, opening, view, invitations, runs };
  const doors = { ...parts, crm: deps.crm };
  return {
    ...parts,
    /** Whether this is one of the ways in which accounts come to be here. */
    isOn: plugin.isOn,
    bot: invitations.bot,
    routes: [
      ...createSalespersonRoutes(doors),
      ...createPartyAccountRoutes(doors, 'customer', '/customers'),
      ...createPartyAccountRoutes(doors, 'partner', '/partners'),
    ],
    jobKinds: [openManyJob, sweepJob] as const,
    handlers: [
      runs.handler,
      handle(sweepJob, async (_, { em }) => {
        await invitations.sweep(em);
        await runs.sweep(em);
      }),
    ] as const,
    schedules: [{ kind: sweepJob, everyMs: 3_600_000 }],
  };
}
export type { Departments, FaceCodes } from './ports.ts';
export type Salespeople = ReturnType<typeof createSalesperson>;
export { salespersonPart } from './personal-part.ts';
