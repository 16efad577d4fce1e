import type { Clock } from '../../../kernel/clock.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import type { Logger } from '../../../kernel/log/logger.ts';
import type { Metrics } from '../../../kernel/log/metrics.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import type { NewRecord } from '../../records/index.ts';
import type { Departments } from '../departments.ts';
import type { Placing } from '../placing.ts';
import type { StaffAccounts } from '../staff-accounts.ts';
import type { StaffMembers } from '../staff-members.ts';
import { createDirectoryChangeWork } from './changes.ts';
import { createDirectoryConflicts } from './conflicts.ts';
import { createDirectoryRunRoutes } from './directory.routes.ts';
import { createOwnRequests } from './own-request.ts';
import { createDirectoryPeople } from './people.ts';
import { createDirectoryPeopleRoutes } from './people.routes.ts';
import type { WecomDirectories } from './ports.ts';
import { createStaffRequests, type StaffRequestNotices } from './requests.ts';
import { createRunSteps } from './run-steps.ts';
import { createRunJobs, directorySchedule } from './run.jobs.ts';
import { directoryAllJob, directoryRunJob } from './runs.ts';
import { createDirectoryTree } from './tree.ts';

export type { WecomDirectories, WecomDirectory } from './ports.ts';
export type { StaffRequestNotices } from './requests.ts';

export interface DirectoryDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly keyring: Keyring;
  readonly departments: Departments;
  readonly placing: Placing;
  readonly members: StaffMembers;
  readonly staffAccounts: StaffAccounts;
  readonly wecom: WecomDirectories;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
  readonly zoneOf: (em: EntityManager, enterpriseId: string) => Promise<string>;
  readonly nameOf: (app: string, userId: string) => Promise<string>;
  readonly requestCookieName: string;
  readonly requestNotices: StaffRequestNotices;
}

/** Staff and departments as WeCom's directory has them: whole runs, changes one by one, and what people decide. */
export function createDirectory(deps: DirectoryDeps) {
  const { db, clock, log, metrics, keyring, departments, members, staffAccounts, wecom, records } = deps;
  const tree = createDirectoryTree({ dialect: db.dialect, departments });
  const people = createDirectoryPeople({ dialect: db.dialect, departments, members, placing: deps.placing });
  const steps = createRunSteps({ dialect: db.dialect, tree, people, members, now: () => clock.now() });
  const work = createDirectoryChangeWork({ db, clock, tree, people, wecom, records });
  const { readPerson } = work;
  const conflicts = createDirectoryConflicts({
    ...{ clock, departments, staffAccounts, members, readPerson, wecom, records },
  });
  const requests = createStaffRequests({
    ...{ clock, staffAccounts, members, records, notices: deps.requestNotices },
  });
  const own = createOwnRequests({
    ...{ db, clock, keyring, requests, nameOf: deps.nameOf, cookieName: deps.requestCookieName },
  });
  return {
    /** What WeCom's callbacks tell. */
    changes: work.changes,
    own,
    jobKinds: [directoryAllJob, directoryRunJob, ...work.kinds],
    handlers: [...createRunJobs({ db, steps, members, wecom, metrics, log }), ...work.handlers],
    schedules: [directorySchedule],
    routes: [
      ...createDirectoryRunRoutes({ db, clock, wecom, records, zoneOf: deps.zoneOf }),
      ...createDirectoryPeopleRoutes({ db, conflicts, requests, own }),
    ],
  };
}
