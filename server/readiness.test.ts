import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createConfig } from '../config/env.ts';
import { openDatabase } from './database.ts';
import { systemClock } from './kernel/clock.ts';
import { readRows, writeRows } from './kernel/data/sql.ts';
import { createLogger } from './kernel/log/logger.ts';
import { startAll } from './main.ts';
import { createServer } from './server.ts';
import { onMySql, openTestDatabase } from './testing/database.ts';
import { freePort } from './testing/installation.ts';
import { startTcpProxy } from './testing/tcp-proxy.ts';

const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

const readySchema = z.object({ ok: z.boolean(), checks: z.record(z.string(), z.string().nullable()) });
/** What `/readyz` says, with its status; undefined: nobody listens. */
async function askReady(port: number) {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  if (answer === undefined) return undefined;
  return { status: answer.status, ...readySchema.parse(await answer.json()) };
}
const healthy = async (port: number) => (await fetch(`http://127.0.0.1:${port}/healthz`)).status;
const untilGreen = (port: number) =>
  expect.poll(async () => (await askReady(port))?.status, { timeout: 20_000 }).toBe(200);

const settings = (databaseUrl: string, port: number) =>
  createConfig({
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    SANDBOX: '0',
    SECRET_KEY: 'a key of the tests that is long enough to be taken',
    DATABASE_URL: databaseUrl,
  });
const silent = createLogger('silent');

/** A server with all three services, on a port. */
async function startServer(databaseUrl: string) {
  const db = await openDatabase(databaseUrl);
  const server = createServer(settings(databaseUrl, 0), { log: silent, db, clock: systemClock });
  const { port } = await server.start();
  ended.push(() => server.stop());
  await untilGreen(port);
  return { db, port };
}

describe('/readyz', () => {
  it('is green with everything there', async () => {
    const test = await openTestDatabase();
    ended.push(() => test.drop());
    const { port } = await startServer(test.url);
    expect(await askReady(port)).toEqual({
      status: 200,
      ok: true,
      checks: { database: null, migrations: null, scheduler: null },
    });
  });

  it('is red while a step of the migrations is missing, names it and the command, and green again after', async () => {
    const test = await openTestDatabase();
    ended.push(() => test.drop());
    const { db, port } = await startServer(test.url);
    const [last] = z
      .array(z.object({ id: z.number(), name: z.string() }))
      .parse(
        await readRows(db.installation(), 'select id, name from migration order by id desc limit 1', []),
      );
    const name = last?.name ?? '';
    await writeRows(db.installation(), 'delete from migration where name = ?', [name]);
    const red = await askReady(port);
    expect([red?.status, red?.ok]).toEqual([503, false]);
    expect(red?.checks).toEqual({
      database: null,
      migrations: `not applied: ${name} (npm run migrate)`,
      scheduler: null,
    });
    expect(name).not.toBe('');
    expect(await healthy(port)).toBe(200);
    await writeRows(db.installation(), 'insert into migration (id, name) values (?, ?)', [last?.id, name]);
    await untilGreen(port);
  });
});

/** On SQLite the database is a file of the process itself: it cannot go away, and is migrated at the start. */
if (onMySql) {
  describe('/readyz on MySQL', () => {
    it('is red while the database is away, says so at once, and green again after', async () => {
      const test = await openTestDatabase();
      ended.push(() => test.drop());
      const url = new URL(test.url);
      const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port || '3306') });
      ended.push(() => proxy.close());
      url.port = String(proxy.port);
      url.hostname = '127.0.0.1';
      const { port } = await startServer(url.href);

      await proxy.close();
      const away = await askReady(port);
      expect(away?.status).toBe(503);
      expect(away?.checks['database']).toMatch(/ECONNREFUSED|closed|lost|ECONNRESET/i);
      expect(await healthy(port), 'the process itself lives').toBe(200);
      await proxy.open();
      await untilGreen(port);

      proxy.swallow();
      const silence = await askReady(port);
      expect([silence?.status, silence?.checks['database']]).toEqual([503, 'no answer within 3 s']);
      expect(await healthy(port)).toBe(200);
      await proxy.close();
      await proxy.open();
      await untilGreen(port);
    });

    it('is red from the start until `npm run migrate`; a callback meanwhile is 503, so that it comes again', async () => {
      const test = await openTestDatabase({ migrated: false });
      ended.push(() => test.drop());
      const port = await freePort();
      const starting = startAll(settings(test.url, port), silent);
      ended.push(async () => (await starting).stop());
      await expect.poll(() => askReady(port), { timeout: 10_000 }).toBeDefined();
      const red = await askReady(port);
      expect([red?.status, red?.checks['database']]).toEqual([503, null]);
      expect(red?.checks['migrations']).toMatch(/^not applied: .*0001.*npm run migrate/);
      expect(await healthy(port)).toBe(200);
      const callback = await fetch(`http://127.0.0.1:${port}/callbacks/official-accounts/abc`, {
        method: 'POST',
      });
      expect(callback.status).toBe(503);
      await test.db.migrate();
      await untilGreen(port);
      await starting;
    });

    it('does not keep a process that is told to stop while it waits', async () => {
      const test = await openTestDatabase({ migrated: false });
      ended.push(() => test.drop());
      const port = await freePort();
      const giveUp = new AbortController();
      const starting = startAll(settings(test.url, port), silent, { signal: giveUp.signal });
      const outcome = expect(starting).rejects.toThrow('Stopped while waiting');
      await expect.poll(() => askReady(port), { timeout: 10_000 }).toBeDefined();
      giveUp.abort();
      await outcome;
      expect(await askReady(port)).toBeUndefined();
    });
  });
}
