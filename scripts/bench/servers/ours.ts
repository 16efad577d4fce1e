/**
 * The whole server as it runs in production: inbox on disk before the answer (SQLite, WAL,
 * synchronous=FULL; or MySQL with Redis), worker and scheduler on, one service account connected in
 * safe mode. BENCH_JOINS: one more process of an installation that is there. BENCH_FILL: so many
 * callbacks lie in its inbox from before.
 */
import { join } from 'node:path';

import { createConfig } from '../../../config/env.ts';
import { openDatabase } from '../../../server/database.ts';
import { InboxRow } from '../../../server/features/channels/inbox.entity.ts';
import { inTransaction } from '../../../server/kernel/data/transaction.ts';
import { createLogger } from '../../../server/kernel/log/logger.ts';
import { createServer } from '../../../server/server.ts';
import { readBenchKeys } from '../keys.ts';
import { fillInbox } from './fill-inbox.ts';
import { originalId } from '../requests.ts';
import { reportTo } from './report.ts';

const keys = readBenchKeys();
const dataDir = process.env['BENCH_DATA_DIR'] ?? '';
const platformPort = process.env['BENCH_PLATFORM_PORT'] ?? '9';

const config = createConfig({
  NODE_ENV: 'development',
  PORT: '0',
  HOST: '127.0.0.1',
  PUBLIC_URL: 'https://hl.example.cn',
  // The stand-in of the platform takes the sandbox's place, so that its address is allowed.
  SANDBOX: '1',
  SANDBOX_PORT: platformPort,
  SECRET_KEY: 'a key of the bench that is long enough to be taken',
  DATA_DIR: dataDir,
  DATABASE_URL: process.env['BENCH_DATABASE_URL'] ?? `sqlite:${join(dataDir, 'bench.db')}`,
  REDIS_URL: process.env['BENCH_REDIS_URL'],
  REDIS_PREFIX: process.env['BENCH_REDIS_PREFIX'],
});
const joins = process.env['BENCH_JOINS'] ?? '';
const db = await openDatabase(config.databaseUrl);
if (joins === '') await db.migrate();
const server = createServer(config, { log: createLogger(config.logLevel), db });
const em = () => db.acrossTenants('operator: seed');

const seed = () =>
  inTransaction(em(), async (tx) => {
    const enterpriseId = await server.enterprises.create(tx, {
      legalName: '岚汐净水科技有限公司',
      displayName: '岚汐净水',
      demo: true,
      now: new Date(),
    });
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
        kind: 'official-account',
        appId: keys.appId,
        secret: '0123456789abcdef0123456789abcdef',
        originalId,
        name: '岚汐净水',
        callbackMode: 'safe',
        baseUrl: `http://127.0.0.1:${platformPort}/api.weixin.qq.com`,
      },
      { token: keys.token, encodingAesKey: keys.encodingAesKey },
      by,
    );
    await fillInbox(tx, db.dialect, server.keyring, account, Number(process.env['BENCH_FILL'] ?? 0));
    return account.callbackKey;
  });
const callbackKey = joins === '' ? await seed() : joins;
const { port } = await server.start();

reportTo(
  { address: '127.0.0.1', family: 'IPv4', port },
  `/callbacks/official-accounts/${callbackKey}`,
  async () => {
    const counted = await server.metrics.jobs.get();
    const jobsDone = counted.values.reduce(
      (sum, { labels, value }) => (labels['outcome'] === 'done' ? sum + value : sum),
      0,
    );
    const rows = await em().count(InboxRow, {});
    return { jobsDone, rows };
  },
);
