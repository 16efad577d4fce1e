import { platformFailure } from '../../../../bot/channels/shared/platform-failure.ts';
import { limits } from '../../../../config/limits.ts';
import type { DirectoryRunReason } from '../../../contract/directory.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { handle, type JobContext, type JobHandler } from '../../../kernel/jobs/job-handler.ts';
import type { Schedule } from '../../../kernel/jobs/scheduler.ts';
import type { Logger } from '../../../kernel/log/logger.ts';
import type { Metrics } from '../../../kernel/log/metrics.ts';
import { Department } from '../department.entity.ts';
import type { StaffMembers } from '../staff-members.ts';
import { DirectoryRun } from './directory.entity.ts';
import type { WecomDirectories } from './ports.ts';
import { RunTakenOverError, rest, type RunSteps, type Walk } from './run-steps.ts';
import { directoryAllJob, directoryRunJob, enqueueRun, enterprisesThatFollow, openRun } from './runs.ts';

/** A job works so long and hands on to the next: its lease is short, and a crash costs a page. Ours. */
const sliceMs = 20_000;
export const directorySchedule: Schedule = { kind: directoryAllJob, everyMs: limits.directoryEveryMs };

export interface RunJobDeps {
  readonly db: Database;
  readonly steps: RunSteps;
  readonly members: Pick<StaffMembers, 'countHere'>;
  readonly wecom: WecomDirectories;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export function createRunJobs(deps: RunJobDeps): JobHandler[] {
  const { db, steps, log, metrics } = deps;

  async function close(
    em: EntityManager,
    run: Pick<DirectoryRun, 'id'>,
    reason: DirectoryRunReason,
    platformCode: string | null,
    at: Date,
  ): Promise<void> {
    await em.nativeUpdate(
      DirectoryRun,
      { id: run.id, finishedAt: null },
      { state: 'failed', reason, platformCode, openKey: null, finishedAt: at },
    );
    metrics.directoryRuns.inc({ outcome: 'failed' });
  }

  /** What it is measured against is what was there when it began. */
  async function begin(em: EntityManager, run: DirectoryRun, began: Date): Promise<DirectoryRun> {
    const known = {
      knownPeople: await deps.members.countHere(em, run.enterpriseId),
      knownDepartments: await em.count(Department, {
        ...{ enterpriseId: run.enterpriseId, wecomId: { $ne: null }, goneAt: null },
      }),
    };
    await em.nativeUpdate(
      DirectoryRun,
      { id: run.id, startedAt: null },
      { state: 'running', startedAt: began, ...known },
    );
    return em.findOneOrFail(DirectoryRun, { id: run.id }, { disableIdentityMap: true });
  }

  async function walk(found: DirectoryRun, context: JobContext): Promise<void> {
    const em = db.tenant(found.enterpriseId);
    const run = (found.startedAt ?? null) === null ? await begin(em, found, context.now()) : found;
    const began = run.startedAt;
    if (began === null || began === undefined) return;
    await em.nativeUpdate(DirectoryRun, { id: run.id, state: 'waiting' }, { state: 'running', reason: null });
    const wecom = await deps.wecom.open(em, run.channelAccountId);
    const until = performance.now() + sliceMs;
    let at: Walk | null = { em, run: { ...run, state: 'running' }, began, wecom };
    while (at !== null) {
      at = await steps.next(at);
      await rest();
      if (at === null || performance.now() < until) continue;
      await context.commit((tx) => enqueueRun(tx, run, context.now()));
      return;
    }
    const ended = await em.findOneOrFail(DirectoryRun, { id: run.id }, { disableIdentityMap: true });
    metrics.directoryRuns.inc({ outcome: ended.state });
    if (ended.state === 'stopped')
      log.error({ runId: run.id, reason: ended.reason }, 'a run of the directory stopped: nobody was ended');
  }

  async function work(runId: string, context: JobContext): Promise<void> {
    const run = await context.em.findOne(DirectoryRun, { id: runId }, { disableIdentityMap: true });
    if (run === null || (run.openKey ?? null) === null) return;
    try {
      await walk(run, context);
    } catch (error) {
      if (error instanceof RunTakenOverError) return;
      const failure = platformFailure(error);
      if (failure === null && !(error instanceof AppError)) throw error;
      const { reason, platformCode, retryHelps } = failure ?? {
        ...{ reason: 'unusable' as const, platformCode: null, retryHelps: false },
      };
      const em = db.tenant(run.enterpriseId);
      if (retryHelps && directoryRunJob.retry.delaysMs[context.attempt - 1] !== undefined) {
        // It goes on from its place: why it waits is shown meanwhile.
        await em.nativeUpdate(DirectoryRun, { id: runId }, { state: 'waiting', reason, platformCode });
        throw error;
      }
      await close(em, run, reason, platformCode, context.now());
      log.error({ runId, error }, 'a run of the directory failed: WeCom could not be read to the end');
    }
  }

  return [
    handle(directoryAllJob, async (_payload, { em, now }) => {
      for (const enterpriseId of await enterprisesThatFollow(em, now())) {
        const tenant = db.tenant(enterpriseId);
        const application = await deps.wecom.applicationOf(tenant, enterpriseId);
        if (application === null) continue;
        await openRun(tenant, {
          ...{ enterpriseId, channelAccountId: application.id, startedBy: 'schedule', startedByName: '' },
          now: now(),
        });
      }
    }),
    handle(
      directoryRunJob,
      ({ runId }, context) => work(runId, context),
      async ({ runId }, tx, _error, now) => {
        await close(tx, { id: runId }, 'internal', null, now);
      },
    ),
  ];
}
