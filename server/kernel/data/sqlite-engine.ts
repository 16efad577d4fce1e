import Libsql from 'libsql';

/** Of each connection of the embedded engine. */
export const pragmas = [
  // For a new file only. A callback has about 2 KB: four a page cost less than two (measured).
  'page_size = 8192',
  'cache_size = -16000',
  'journal_mode = WAL',
  'synchronous = FULL',
  'busy_timeout = 5000',
  'foreign_keys = ON',
] as const;

/* The embedded engine's own, synchronous calls (libsql's better-sqlite3 interface). */
export interface SyncStatement {
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
  run(...values: unknown[]): unknown;
}
export interface SyncConnection {
  prepare(sql: string): SyncStatement;
  exec(sql: string): unknown;
}

/** A connection beside the ORM's, for a thread. */
export function openConnection(path: string): SyncConnection {
  const connection = new Libsql(path);
  for (const pragma of pragmas) connection.pragma(pragma);
  return connection;
}
