import { z } from 'zod';

import { defaultRetry, defineJob } from '../../../kernel/jobs/job-kind.ts';

const payload = z.strictObject({ importId: z.string(), enterpriseId: z.string() });
/** 50 000 rows take minutes; each batch is safe by itself, whoever works it. */
const retry = { ...defaultRetry, delaysMs: [5_000, 30_000, 120_000], leaseMs: 15 * 60_000 };

export const importJob = defineJob('crm.import', payload, retry);
export const undoJob = defineJob('crm.import_undo', payload, retry);
