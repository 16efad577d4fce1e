import { raw } from '@mikro-orm/core';

import type { DirectoryOutcome, DirectoryReason } from '../../../contract/directory.ts';
import type { Dialect, EntityManager } from '../../../kernel/data/orm.ts';
import { timeValue, writeRows } from '../../../kernel/data/sql.ts';
import { newId } from '../../../kernel/ids.ts';
import { DirectoryReport } from './directory.entity.ts';

/** What became of one person or department; of whom nothing changed, nothing is written. */
export interface Done {
  readonly subject: 'person' | 'department';
  /** Of our row; for operation records. */
  readonly id?: string;
  readonly key: string;
  readonly name: string;
  readonly outcome: DirectoryOutcome;
  readonly reason?: DirectoryReason;
  readonly before?: Record<string, string>;
  readonly after?: Record<string, string>;
}

export type Counts = Partial<Record<DirectoryOutcome | 'listed' | 'departments', number>>;

/** Adds to the counters of a run, in its own words for the database. */
export function addCounts(counts: Counts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(counts)
      .filter(([, count]) => count !== 0)
      // «left» is a word of SQL.
      .map(([name, count]) => [name, raw<object, number>(`${name === 'left' ? '`left`' : name} + ${count}`)]),
  );
}

/** People alone are counted by outcome: departments have their own lines in the report. */
export function countDone(done: readonly Done[]): Counts {
  const counts: Counts = {};
  for (const { subject, outcome } of done) {
    if (subject === 'person' || outcome === 'failed') counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

const columns = [
  ...['id', 'enterprise_id', 'run_id', 'subject', '`key`', 'name'],
  ...['outcome', 'reason', '`before`', '`after`', '`at`'],
];

/** In one statement: a first run writes fifty thousand. */
export async function writeReport(
  tx: EntityManager,
  dialect: Dialect,
  run: { readonly id: string; readonly enterpriseId: string },
  done: readonly Done[],
  now: Date,
): Promise<void> {
  if (done.length === 0) return;
  const place = `(${columns.map(() => '?').join(', ')})`;
  await writeRows(
    tx,
    `insert into directory_report (${columns.join(', ')}) values ${done.map(() => place).join(', ')}`,
    done.flatMap(({ subject, key, name, outcome, reason, before, after }) => [
      ...[newId(), run.enterpriseId, run.id, subject, key.slice(0, 64), name, outcome, reason ?? null],
      ...[JSON.stringify(before ?? {}), JSON.stringify(after ?? {}), timeValue(dialect, now)],
    ]),
  );
}

/** Those of these keys of whom this run has told already: a page that is read again does not tell twice. */
export async function toldOf(
  tx: EntityManager,
  runId: string,
  subject: Done['subject'],
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx.find(
    DirectoryReport,
    { runId, subject, key: { $in: [...keys] } },
    { fields: ['key'], disableIdentityMap: true },
  );
  return new Set(rows.map(({ key }) => key));
}
