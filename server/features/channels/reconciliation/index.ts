import type { ChannelClients } from '../clients.ts';
import {
  compareAllJob,
  compareSchedule,
  createComparisonWork,
  type ComparisonDeps,
} from './reconciliation.jobs.ts';
import { createComparisonRoutes, type ComparisonRouteDeps } from './reconciliation.routes.ts';
import { compareJob, compareMembersJob } from './runs.ts';

/**
 * What callbacks missed: the followers of service accounts against the platform's own list, and staff
 * against what WeCom says of each.
 */
export function createReconciliation(
  deps: Omit<ComparisonDeps, 'listOf' | 'presenceIn'> &
    ComparisonRouteDeps & { readonly clients: Pick<ChannelClients, 'officialAccount' | 'wecom'> },
) {
  return {
    jobKinds: [compareAllJob, compareJob, compareMembersJob],
    schedules: [compareSchedule],
    routes: createComparisonRoutes(deps),
    handlers: createComparisonWork({
      ...deps,
      async listOf(em, channelAccountId) {
        const client = await deps.clients.officialAccount(em, channelAccountId);
        return (after) => client.listFollowers(after);
      },
      async presenceIn(em, channelAccountId) {
        const client = await deps.clients.wecom(em, channelAccountId);
        return (userId) => client.memberPresence(userId);
      },
    }),
  };
}
