import type { Edition } from '../../../config/editions.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/data/orm.ts';
import type { Ledger } from '../quota/index.ts';
import { connectionJobKinds, connectionSchedules, createConnectionHandlers } from './connection-jobs.ts';
import { createConnectionList } from './connection-list.ts';
import { createConnectionPlaces } from './connection-places.ts';
import { createConnections } from './connections.ts';
import { createConnectionRoutes } from './connections.routes.ts';
import type {
  ConnectionNotices,
  DownstreamAccounts,
  OpeningMethods,
  OwnEndHearer,
  Records,
} from './doors.ts';
import type { Enterprises } from './enterprises.ts';
import { createInvitationCodes, type StaffNames } from './invitation-codes.ts';
import { createInvitationCodeRoutes } from './invitation-codes.routes.ts';
import { createInvitations, type Persons } from './invitations.ts';
import { createCompanyOf, createInvitationRoutes, type InvitationRouteDeps } from './invitations.routes.ts';
import { createRegisteredRelations } from './registered.ts';
import { createUpstreams } from './upstreams.ts';

export interface ConnectingDeps extends Pick<
  InvitationRouteDeps,
  'smsOffered' | 'binderOf' | 'reopen' | 'consentGiven' | 'operatorName'
> {
  readonly db: Database;
  readonly clock: Clock;
  readonly editions: readonly Edition[];
  readonly publicUrl: string;
  readonly ledger: Ledger;
  readonly enterprises: Enterprises;
  readonly accounts: DownstreamAccounts;
  readonly persons: Persons;
  readonly staff: StaffNames;
  readonly records: Records;
  readonly notices: ConnectionNotices;
  readonly ownEnds: OwnEndHearer;
  readonly openingMethods: OpeningMethods;
}

/** Relations and invitation codes, put together. */
export function createConnecting(deps: ConnectingDeps) {
  const places = createConnectionPlaces(deps);
  const connections = createConnections({ ...deps, places });
  const list = createConnectionList({ ...deps, connections });
  const codes = createInvitationCodes({ ...deps, connections });
  const invitations = createInvitations({ ...deps, places, connections });
  const upstreams = createUpstreams(deps);
  return {
    places,
    connections,
    codes,
    invitations,
    registered: createRegisteredRelations({ ...deps, places }),
    companyOf: createCompanyOf(deps),
    routes: [
      ...createConnectionRoutes({ connections, list, invitations }),
      ...createInvitationCodeRoutes(codes),
      ...createInvitationRoutes({ ...deps, invitations, upstreams }),
    ],
    jobKinds: connectionJobKinds,
    schedules: connectionSchedules,
    handlers: createConnectionHandlers({ ...deps, connections }),
  };
}
export type Connecting = ReturnType<typeof createConnecting>;
