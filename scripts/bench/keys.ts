import { randomBytes } from 'node:crypto';

import { z } from 'zod';

/** What the platform and every server under test share. */
export const benchKeysSchema = z.object({
  appId: z.string(),
  token: z.string(),
  encodingAesKey: z.string(),
  /** The text that the servers answer which have no text of their own. */
  reply: z.string(),
});
export type BenchKeys = z.infer<typeof benchKeysSchema>;

export function makeBenchKeys(): BenchKeys {
  return {
    appId: `wx${randomBytes(8).toString('hex')}`,
    token: randomBytes(16).toString('hex'),
    encodingAesKey: randomBytes(32).toString('base64').replace(/[+/]/g, 'A').slice(0, 43),
    reply: '',
  };
}

/** The keys that the bench gave to this process. */
export function readBenchKeys(): BenchKeys {
  return benchKeysSchema.parse(JSON.parse(process.env['BENCH_KEYS'] ?? '{}'));
}
