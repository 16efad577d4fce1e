import { z } from 'zod';

import { defineJob } from '../../kernel/jobs/job-kind.ts';

/** Places of enterprises came free: registrations that wait for one become accounts, oldest first. */
export const completeWaiting = defineJob(
  'registration.complete',
  z.strictObject({ enterpriseId: z.string() }),
);
/** Looks that count no more. */
export const sweepLooks = defineJob('registration.sweep', z.strictObject({}));
