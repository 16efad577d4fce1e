import { z } from 'zod';

import type { Session } from '../../contract/accounts.ts';
import type { Caller } from '../../kernel/http/route.ts';
import { handle } from '../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../kernel/jobs/job-kind.ts';
import type { PersonalPart } from '../../kernel/personal-data.ts';
import { createCancellationList } from './cancellation-list.ts';
import { createCancellations, type CancellationDeps } from './cancellations.ts';
import { createErasing, eraseJob } from './erase.ts';
import { exportsPart } from './export-part.ts';
import { createPersonalExports, exportJob, type ExportDeps } from './exports.ts';
import { createPersonalRoutes } from './personal.routes.ts';
import type { Staff } from './ports.ts';

const sweepJob = defineJob('personal.sweep', z.strictObject({}));

/** What a downstream person may do with his account and his information, put together (row 325). */
export function createPersonal(
  given: CancellationDeps &
    ExportDeps & {
      /** Every feature's part but this one's. */
      readonly parts: readonly PersonalPart[];
      readonly staff: Staff;
      readonly reopen: (caller: Caller) => Promise<Session>;
    },
) {
  const deps = { ...given, parts: [...given.parts, exportsPart] };
  const cancellations = createCancellations(deps);
  const list = createCancellationList(deps);
  const exports = createPersonalExports(deps);
  const erasing = createErasing(deps);
  return {
    parts: deps.parts,
    cancellations,
    namesOf: (...args: Parameters<typeof list.namesOf>) => list.namesOf(...args),
    routes: createPersonalRoutes({ cancellations, list, exports, reopen: deps.reopen }),
    jobKinds: [eraseJob, exportJob, sweepJob] as const,
    schedules: [{ kind: sweepJob, everyMs: 3_600_000 }],
    handlers: [
      erasing,
      exports.handler,
      handle(sweepJob, async (_, job) => {
        await exports.sweep(job.em, job.now());
        await erasing.revive(job.em, job.now());
      }),
    ] as const,
  };
}
export type Personal = ReturnType<typeof createPersonal>;
