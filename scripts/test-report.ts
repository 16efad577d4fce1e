import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

import { z } from 'zod';

/** What vitest's `--reporter=json` writes, as far as the gate asks. */
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

export interface RunReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** A line each: `file › full name: first line of the message`. */
  readonly failures: readonly string[];
  /** The same of tests that passed only when they were run again. */
  readonly again: readonly string[];
}

const colours = /\u001b\[[0-9;]*m/g;
const firstLine = (text: string) => text.replace(colours, '').trim().split('\n')[0] ?? '';

/** Counts of one run and the names of what failed in it, files that could not be loaded included. */
export function readReport(path: string, root: string): RunReport {
  const report = reportSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const failures: string[] = [];
  const again: string[] = [];
  let brokenFiles = 0;
  for (const { name, status, message, assertionResults } of report.testResults) {
    const file = relative(root, name);
    const failed = assertionResults.filter((one) => one.status === 'failed');
    for (const { fullName, status: outcome, failureMessages } of assertionResults) {
      const line = `${file} › ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`;
      if (outcome === 'failed') failures.push(line);
      else if (outcome === 'passed' && (failureMessages ?? []).length > 0) again.push(line);
    }
    if (status !== 'failed' || failed.length > 0) continue;
    // It has no test that failed: it, or a hook of it, did.
    brokenFiles += 1;
    failures.push(`${file}: ${firstLine(message)}`);
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests,
    failures,
    again,
  };
}
