import type { ChannelClients } from '../clients.ts';
import {
  compareAllJob,
  compareSchedule,
  createComparisonWork,
  type ComparisonDeps,
} from './reconciliation.jobs.ts';
import { createComparisonRoutes, type ComparisonRouteDeps } from './reconciliation.routes.ts';
import { compareJob } from './runs.ts';

/**
 * What callbacks missed: the followers of service accounts against the platform's own list. Of WeCom
 * nothing is compared: no callback of its address book changes anything here, so none can be missed.
 */
export function createReconciliation(
  deps: Omit<ComparisonDeps, 'listOf'> &
    ComparisonRouteDeps & { readonly clients: Pick<ChannelClients, 'officialAccount'> },
) {
  return {
    jobKinds: [compareAllJob, compareJob],
    schedules: [compareSchedule],
    routes: createComparisonRoutes(deps),
    handlers: createComparisonWork({
      ...deps,
      async listOf(em, channelAccountId) {
        const client = await deps.clients.officialAccount(em, channelAccountId);
        return (after) => client.listFollowers(after);
      },
    }),
  };
}
