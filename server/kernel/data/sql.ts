import type { Knex } from '@mikro-orm/knex';
import { z } from 'zod';

import type { Dialect, EntityManager } from './orm.ts';

/*
 * Bare SQL for the few hot statements. It passes the tenant filter by: each user of it names the
 * tenant in its own words, or serves all tenants (jobs, inbox).
 */

export async function readRows(
  em: EntityManager,
  sql: string,
  values: readonly unknown[],
): Promise<unknown[]> {
  const rows: unknown = await em.getConnection().execute(sql, [...values], 'all', em.getTransactionContext());
  return z.array(z.unknown()).parse(rows ?? []);
}

/** Runs a write; answers the rows that it touched. */
export async function writeRows(em: EntityManager, sql: string, values: readonly unknown[]): Promise<number> {
  const result: unknown = await em
    .getConnection()
    .execute(sql, [...values], 'run', em.getTransactionContext());
  return z.object({ affectedRows: z.number() }).parse(result).affectedRows;
}

/** The insert of so many rows, with a place for each value. */
export function insertInto(table: string, columns: readonly string[], rows = 1): string {
  const place = `(${columns.map(() => '?').join(', ')})`;
  return `insert into ${table} (${columns.join(', ')}) values ${Array(rows).fill(place).join(', ')}`;
}

/**
 * Runs a large insert on MySQL. The driver writes the values into the statement once; by the ORM
 * they are written into it before, and the driver reads the long result once more: a third of what
 * a callback's row costs (measured).
 * @param values texts, numbers and null, one for each place
 */
export async function insertOnMysql(
  em: EntityManager,
  sql: string,
  values: readonly (string | number | null)[],
): Promise<void> {
  const insert = em.getKnex().raw(sql, [...values]);
  const context = em.getTransactionContext<Knex.Transaction>();
  await (context === undefined ? insert : insert.transacting(context));
}

/** A time as the dialect keeps it, and as the ORM writes it. */
export function timeValue(dialect: Dialect, at: Date): number | string {
  return dialect === 'sqlite' ? at.getTime() : at.toISOString().replace('T', ' ').replace('Z', '');
}

/** A time as bare SQL answers it: milliseconds, or UTC in words. */
export function readTime(value: number | string): Date {
  return new Date(typeof value === 'number' ? value : `${value.replace(' ', 'T')}Z`);
}
