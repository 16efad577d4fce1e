import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { z } from 'zod';

import type { MemberPresence } from '../../../../bot/channels/wecom/client.ts';
import { platformFailure } from '../../../../bot/channels/shared/platform-failure.ts';
import { limits } from '../../../../config/limits.ts';
import type { ComparisonReason } from '../../../contract/reconciliation.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { handle, type JobContext, type JobHandler } from '../../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../../kernel/jobs/job-kind.ts';
import type { Schedule } from '../../../kernel/jobs/scheduler.ts';
import type { Logger } from '../../../kernel/log/logger.ts';
import type { Metrics } from '../../../kernel/log/metrics.ts';
import { ChannelAccount } from '../channel.entity.ts';
import type { FollowerBook } from '../intake/followers.ts';
import { compareMembers, type MemberBook } from './compare-members.ts';
import { compareFollowers, UnusableListError, type FollowerPage } from './compare-followers.ts';
import { ReconciliationRun } from './run.entity.ts';
import { compareJob, compareMembersJob, openRuns } from './runs.ts';

/** One tick over all processes; each account is a job of its own, which any process may take. */
export const compareAllJob = defineJob('followers.compare-all', z.strictObject({}));
export const compareSchedule: Schedule = { kind: compareAllJob, everyMs: limits.compareFollowersEveryMs };

export interface ComparisonDeps {
  readonly followers: Pick<FollowerBook, 'foundFollowing' | 'foundGone'>;
  /** A reader of one account's list. @throws not_found | channel.disconnected | channel.demo_real_platform */
  readonly listOf: (
    em: EntityManager,
    channelAccountId: string,
  ) => Promise<(after: string | null) => Promise<FollowerPage>>;
  readonly members: MemberBook;
  /** Asks one application about somebody. @throws not_found | channel.disconnected | channel.demo_real_platform */
  readonly presenceIn: (
    em: EntityManager,
    channelAccountId: string,
  ) => Promise<(userId: string) => Promise<MemberPresence>>;
  readonly metrics: Metrics;
  readonly log: Logger;
}

type RunEnd = Partial<Pick<Required<ReconciliationRun>, 'heldBack'>> & {
  readonly reason: ComparisonReason | null;
  readonly platformCode?: string | null;
};

interface Failure {
  readonly reason: ComparisonReason;
  readonly platformCode: string | null;
  readonly retryHelps: boolean;
}

/** What of an error the run tells; null: a fault of ours or of the database, which the job's own tries are for. */
function failureOf(error: unknown): Failure | null {
  if (error instanceof AppError || error instanceof UnusableListError)
    return { reason: 'unusable', platformCode: null, retryHelps: false };
  return platformFailure(error);
}

/** Also one that was given up and is tried again by a person's wish; false where another one is open by now. */
async function begin(em: EntityManager, run: ReconciliationRun, began: Date): Promise<boolean> {
  const open = { state: 'running', openKey: run.channelAccountId, startedAt: began } as const;
  const fresh = { finishedAt: null, reason: null, heldBack: 0 };
  try {
    await em.nativeUpdate(ReconciliationRun, { id: run.id }, { ...open, ...fresh });
    return true;
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return false;
    throw error;
  }
}

export function createComparisonWork(deps: ComparisonDeps): JobHandler[] {
  const { log, metrics } = deps;

  async function work(
    account: ChannelAccount,
    run: { em: EntityManager; runId: string; began: Date; allowed: number; now: () => Date },
  ) {
    const onMissed = (kind: string, missed: number) => {
      metrics.missedCallbacks.inc({ channel: account.kind, kind }, missed);
    };
    if (account.kind === 'wecom') {
      const presenceOf = await deps.presenceIn(run.em, account.id);
      return compareMembers({ ...run, account, members: deps.members, presenceOf, onMissed });
    }
    const page = await deps.listOf(run.em, account.id);
    const end = await compareFollowers({ ...run, account, followers: deps.followers, page, onMissed });
    return { ...end, refusedWith: null };
  }

  async function compare(runId: string, context: JobContext): Promise<void> {
    const { em } = context;
    const began = context.now();
    const run = await em.findOne(ReconciliationRun, { id: runId });
    const account = run === null ? null : await em.findOne(ChannelAccount, { id: run.channelAccountId });
    if (run === null || account === null) return;
    if (!(await begin(em, run, began))) return;
    const count = (outcome: string) => {
      metrics.comparisons.inc({ channel: account.kind, outcome });
    };
    const end = (state: 'done' | 'stopped' | 'failed', more: RunEnd) =>
      context.commit((tx) =>
        tx.nativeUpdate(
          ReconciliationRun,
          { id: runId },
          { platformCode: null, ...more, state, openKey: null, finishedAt: context.now() },
        ),
      );
    try {
      const { stoppedBy, heldBack, refusedWith } = await work(account, {
        em,
        runId,
        began,
        allowed: run.allowed ?? 0,
        now: context.now,
      });
      const state = stoppedBy === null ? 'done' : 'stopped';
      const reason = stoppedBy ?? (refusedWith === null ? null : 'refused');
      await end(state, { reason, platformCode: refusedWith, heldBack });
      count(state);
      if (stoppedBy !== null)
        log.error({ runId, reason: stoppedBy, heldBack }, 'a comparison stopped: nobody was ended');
      if (refusedWith !== null)
        log.warn({ runId, platformCode: refusedWith }, 'a comparison was not told about everyone');
    } catch (error) {
      const failure = failureOf(error);
      if (failure === null) throw error;
      const { reason, platformCode, retryHelps } = failure;
      if (retryHelps && compareJob.retry.delaysMs[context.attempt - 1] !== undefined) {
        await em.nativeUpdate(
          ReconciliationRun,
          { id: runId, state: 'running' },
          { state: 'waiting', reason, platformCode },
        );
        throw error;
      }
      await end('failed', { reason, platformCode });
      count('failed');
      log.error({ runId, error }, 'a comparison failed: the platform could not be asked to the end');
    }
  }

  return [
    handle(compareAllJob, async (_payload, { em, now }) => {
      await openRuns(em, now());
    }),
    ...[compareJob, compareMembersJob].map((kind) =>
      handle(
        kind,
        ({ runId }, context) => compare(runId, context),
        async ({ runId }, tx, _error, now) => {
          await tx.nativeUpdate(
            ReconciliationRun,
            { id: runId },
            { state: 'failed', reason: 'internal', openKey: null, finishedAt: now },
          );
        },
      ),
    ),
  ];
}
