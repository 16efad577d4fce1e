/** The thread of `sqlite-writer.ts`: takes bulk writes and commits each in one transaction. */
import { parentPort, workerData } from 'node:worker_threads';

import { createKeyring, type Keyring } from '../secrets.ts';
import { openConnection, type SyncConnection, type SyncStatement } from './sqlite-engine.ts';
import type { BulkWrite, WriteRequest, WriteResponse, WriterSettings } from './sqlite-writer.ts';

if (parentPort === null) throw new Error('This module is a thread: start it by sqlite-writer.ts');
const port = parentPort;
const settings: unknown = workerData;
if (!isSettings(settings)) throw new Error('The thread was started without its settings');
const { path, secrets } = settings;
const keyring: Keyring = createKeyring(secrets.current, secrets.previous);
const connection: SyncConnection = openConnection(path);
const prepared = new Map<string, SyncStatement>();

function isSettings(value: unknown): value is WriterSettings {
  return typeof value === 'object' && value !== null && 'path' in value && 'secrets' in value;
}

function prepare(sql: string): SyncStatement {
  const known = prepared.get(sql);
  if (known !== undefined) return known;
  const made = connection.prepare(sql);
  prepared.set(sql, made);
  return made;
}

const changes = (result: unknown): number =>
  typeof result === 'object' && result !== null && 'changes' in result ? Number(result.changes) : 0;

/** Returns the places of the rows that changed nothing. */
function run({ sql, rows, sealedAt, beside }: BulkWrite): number[] {
  const statement = prepare(sql);
  const second = beside === undefined ? undefined : prepare(beside.sql);
  const refused: number[] = [];
  rows.forEach((row, nth) => {
    const result = statement.run(
      ...row.map((value, at) => (at === sealedAt && typeof value === 'string' ? keyring.seal(value) : value)),
    );
    const companion = beside?.rows[nth] ?? null;
    if (changes(result) === 0) refused.push(nth);
    else if (companion !== null) second?.run(...companion);
  });
  return refused;
}

function commit(write: BulkWrite): number[] {
  connection.exec('begin immediate');
  try {
    const refused = run(write);
    connection.exec('commit');
    return refused;
  } catch (error) {
    connection.exec('rollback');
    throw error;
  }
}

function failureOf(error: unknown): WriteResponse['failure'] {
  if (!(error instanceof Error)) return { message: String(error), code: '' };
  return { message: error.message, code: String(Reflect.get(error, 'code') ?? '') };
}

port.on('message', ({ write }: WriteRequest) => {
  let response: WriteResponse;
  try {
    response = { refused: commit(write), failure: null };
  } catch (error) {
    response = { refused: [], failure: failureOf(error) };
  }
  port.postMessage(response);
});
