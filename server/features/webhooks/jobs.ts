import { z } from 'zod';

import { defineJob } from '../../kernel/jobs/job-kind.ts';

const second = 1000;
const payload = z.strictObject({ endpointId: z.string() });

/** Sends what is due to one endpoint. What is refused climbs the ladder; only our own faults retry the job. */
export const pumpJob = defineJob('webhook.pump', payload, {
  delaysMs: [5 * second, 60 * second, 600 * second],
  leaseMs: 120 * second,
});
/** Looks again when the next attempt is due: it holds no place in the endpoint's line while it waits. */
export const wakeJob = defineJob('webhook.wake', payload);
/** Deletes what has been kept long enough. */
export const sweepJob = defineJob('webhook.sweep', z.strictObject({}));
