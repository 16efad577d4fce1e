/**
 * Where a test has the process killed: `HULIAN_CRASH_AT=<name>` with NODE_ENV=test. Anywhere else
 * these calls do nothing.
 */
const wanted = process.env['NODE_ENV'] === 'test' ? process.env['HULIAN_CRASH_AT'] : undefined;

export type CrashPointName =
  'intake.before-store' | 'intake.stored' | 'intake.answered' | 'work.effects' | 'work.committed';

/** Ends the process at once, as a power cut would, where a test asked for this point. */
export function crashPoint(name: CrashPointName): void {
  if (name === wanted) process.kill(process.pid, 'SIGKILL');
}
