/**
 * The whole server on SQLite, with a WeCom application whose directory the sandbox plays: its first
 * sync, and what one change costs from the callback to the row.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { join } from 'node:path';

import { z } from 'zod';

import { createConfig } from '../../../config/env.ts';
import { demoWorld } from '../../../config/demo-world.ts';
import { openDatabase } from '../../../server/database.ts';
import { Staff } from '../../../server/features/access/access.entity.ts';
import { DirectoryRun } from '../../../server/features/access/directory/directory.entity.ts';
import { inTransaction } from '../../../server/kernel/data/transaction.ts';
import { createLogger } from '../../../server/kernel/log/logger.ts';
import { createServer } from '../../../server/server.ts';

const dataDir = process.env['BENCH_DATA_DIR'] ?? '';
const platformPort = process.env['BENCH_PLATFORM_PORT'] ?? '9';
const publicUrl = 'https://hl.example.cn';
const { corpId, agentId, secret, token, encodingAesKey } = demoWorld.wecom;

const config = createConfig({
  NODE_ENV: 'development',
  PORT: '0',
  HOST: '127.0.0.1',
  PUBLIC_URL: publicUrl,
  SANDBOX: '1',
  SANDBOX_PORT: platformPort,
  SECRET_KEY: 'a key of the bench that is long enough to be taken',
  DATA_DIR: dataDir,
  DATABASE_URL: `sqlite:${join(dataDir, 'directory.db')}`,
  SERVICES: 'web,worker',
  LOG_LEVEL: process.env['BENCH_LOG'] === undefined ? 'silent' : 'warn',
});
const db = await openDatabase(config.databaseUrl);
await db.migrate();
const server = createServer(config, { log: createLogger(config.logLevel), db });

const seeded = await inTransaction(db.acrossTenants('operator: seed'), async (tx) => {
  const names = { legalName: '岚汐净水科技有限公司', displayName: '岚汐净水', demo: true };
  const enterpriseId = await server.enterprises.create(tx, { ...names, now: new Date() });
  const by = {
    enterpriseId,
    actor: 'system',
    actorName: 'Bench',
    requestId: 'bench',
    locale: 'zh-CN',
  } as const;
  const account = await server.channelAccounts.seed(
    tx,
    {
      ...{ kind: 'wecom', appId: corpId, agentId, secret, name: '岚汐净水', callbackMode: 'safe' },
      baseUrl: `http://127.0.0.1:${platformPort}/qyapi.weixin.qq.com`,
    },
    { token, encodingAesKey },
    by,
  );
  const staffId = await server.staff.put(tx, {
    ...{ enterpriseId, account: 'chenli', name: '陈立', phone: null, enabled: true, now: new Date() },
    permissions: ['directory.manage'],
  });
  const code = await server.staffLinks.make(tx, enterpriseId, staffId);
  return { enterpriseId, callbackKey: account.callbackKey, code };
});
const { enterpriseId } = seeded;
const { port } = await server.start();
const { token: session } = await server.staffLinks.enter(seeded.code);

const base = `http://127.0.0.1:${port}`;
async function ask(method: string, path: string, body: object, more: Record<string, string> = {}) {
  const cookie = `hl_staff_${config.port}=${session}`;
  const answer = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: { cookie, origin: publicUrl, 'content-type': 'application/json', ...more },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

const megabytes = (bytes: number) => bytes / 1024 / 1024;

setFlagsFromString('--expose-gc');
const collect = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'));
/** So many people between two looks at what is needed. */
const lookEvery = 5_000;

/**
 * One whole run; memory is looked at twenty times a second meanwhile. What it needs is what is left
 * when all that nobody needs was collected: at the first five thousand people, and at most after them.
 */
async function sync() {
  const em = db.tenant(enterpriseId);
  const before = process.memoryUsage();
  const peak = { rss: before.rss, heap: before.heapUsed };
  const watching = setInterval(() => {
    const { rss, heapUsed } = process.memoryUsage();
    peak.rss = Math.max(peak.rss, rss);
    peak.heap = Math.max(peak.heap, heapUsed);
  }, 50);
  const started = performance.now();
  await ask('POST', '/directory-runs', {});
  const needed: number[] = [];
  let run: DirectoryRun | null = null;
  do {
    await wait(20);
    run = await em.findOne(DirectoryRun, {}, { orderBy: { id: 'desc' }, disableIdentityMap: true });
    if (run === null || run.listed < (needed.length + 1) * lookEvery) continue;
    collect();
    needed.push(process.memoryUsage().heapUsed);
  } while (run !== null && (run.openKey ?? null) !== null);
  clearInterval(watching);
  if (run?.state !== 'done') throw new Error(`The run is ${run?.state ?? 'missing'}: ${run?.reason ?? ''}`);
  return {
    seconds: (performance.now() - started) / 1000,
    listed: run.listed,
    changed: run.added + run.updated,
    beforeMb: megabytes(before.rss),
    peakMb: megabytes(peak.rss),
    peakHeapMb: megabytes(peak.heap),
    neededMb: megabytes(needed[0] ?? 0),
    mostNeededMb: megabytes(Math.max(0, ...needed)),
  };
}

/** From the callback to the row, one after the other; and what this process worked for each. */
async function events(accounts: readonly string[]) {
  const em = db.tenant(enterpriseId);
  const ms: number[] = [];
  const used = process.cpuUsage();
  for (const [nth, account] of accounts.entries()) {
    const name = `改名${nth}-${account}`;
    const started = performance.now();
    const answer = await fetch(`http://127.0.0.1:${platformPort}/control/member-edit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ corpId, userId: account, name }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    while ((await em.count(Staff, { enterpriseId, account, name })) === 0) await wait(1);
    ms.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(used);
  return { ms, cpuMs: (user + system) / 1000 / accounts.length };
}

const orderSchema = z.union([
  z.object({ do: z.literal('sync') }),
  z.object({ do: z.literal('events'), accounts: z.array(z.string()) }),
]);
process.on('message', (message) => {
  const order = orderSchema.parse(message);
  (order.do === 'sync' ? sync() : events(order.accounts)).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));

await ask('PATCH', '/directory-settings', { follows: true }, { 'if-match': '"0"' });
process.send?.({ callbackUrl: `${base}/callbacks/wecom/${seeded.callbackKey}` });
