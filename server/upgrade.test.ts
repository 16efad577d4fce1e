import { spawn } from 'node:child_process';
import { relative } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openDatabase, schema } from './database.ts';
import { Follower } from './features/channels/channel.entity.ts';
import { InboxRow } from './features/channels/inbox.entity.ts';
import { Delivery } from './features/messaging/messaging.entity.ts';
import { systemClock } from './kernel/clock.ts';
import { Job } from './kernel/data/kernel.entity.ts';
import { openDatabase as openWith, type Database } from './kernel/data/orm.ts';
import { readRows, writeRows } from './kernel/data/sql.ts';
import { openCallbackWorld, type TestAccount, type TestCallback } from './testing/callbacks.ts';
import { buildVictim, type Victim } from './testing/crash-server.ts';
import { onMySql, openTestDatabase, type TestDatabase } from './testing/database.ts';
import { freePort } from './testing/installation.ts';
import { checkOut, findOldVersion, stepsBefore } from './testing/old-version.ts';
import { leaves, startTraffic, type SentCallback } from './testing/traffic.ts';
import { full } from './testing/drill.ts';

/*
 * Two versions live (reliability.md §6): the version before the last migration step serves, the
 * step is applied by the operator's command, a server of this version comes beside it, and the old
 * one goes: all while callbacks come in.
 */
const old = findOldVersion();
const missing = onMySql
  ? 'missing' in old
    ? old.missing
    : undefined
  : 'one process alone works on the embedded engine';
const secretKey = 'a key of the tests that is long enough to be taken';

describe.skipIf(missing !== undefined)(
  `an upgrade under traffic${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let test: TestDatabase;
    let account: TestAccount;
    const running: Victim[] = [];
    const ends: (() => unknown)[] = [];

    beforeAll(async () => {
      // What every installation has, by this version; then the same rows under the schema before.
      const world = await openCallbackWorld({ clock: systemClock });
      ends.push(() => world.end());
      account = await world.connect('official-account');
      await world.stop();
      test = await openTestDatabase({ migrated: false });
      ends.push(() => test.drop());
      const before = await openWith(test.url, {
        ...schema,
        migrations: { ...schema.migrations, mysql: stepsBefore },
      });
      await before.migrate();
      await copyRows(before, new URL(world.databaseUrl).pathname.slice(1));
      await before.close();
    }, 120_000);
    afterAll(async () => {
      for (const victim of running) await victim.kill();
      for (const end of ends.reverse()) await end();
    });

    async function start(
      version: Awaited<ReturnType<typeof buildVictim>>,
    ): Promise<{ port: number; victim: Victim }> {
      const port = await freePort();
      const victim = await version.start({
        ...{ HULIAN_MAIN: '1', LOG_LEVEL: 'silent', SANDBOX: '0', HOST: '127.0.0.1', PORT: String(port) },
        ...{ PUBLIC_URL: 'http://localhost:3000', DATABASE_URL: test.url, SECRET_KEY: secretKey },
        SERVICES: 'web,worker,scheduler',
      });
      running.push(victim);
      return { port, victim };
    }

    it(
      'loses no callback and works each once, by whichever version',
      async () => {
        if ('missing' in old) throw new Error(old.missing);
        const sources = checkOut(old.commit);
        ends.push(() => {
          sources.remove();
        });
        const [oldVersion, newVersion] = [
          await buildVictim(`${relative(process.cwd(), sources.folder)}/server/main.ts`),
          await buildVictim('server/main.ts'),
        ];
        ends.push(() => {
          oldVersion.remove();
          newVersion.remove();
        });
        const first = await start(oldVersion);

        // A balancer that takes turns, and a platform that asks three times.
        let ports = [first.port];
        let turn = 0;
        const send = async ({ path, query, body }: TestCallback): Promise<number> => {
          let status = 0;
          for (let nth = 0; nth < 3 && status !== 200; nth += 1) {
            const port = ports[(turn += 1) % ports.length] ?? 0;
            status = await fetch(`http://127.0.0.1:${port}${path}?${query}`, { method: 'POST', body }).then(
              async (answer) => {
                await answer.text();
                return answer.status;
              },
              () => 0,
            );
          }
          return status;
        };
        const people: SentCallback[][] = [];
        const traffic = startTraffic({ now: () => systemClock.now() }, [account], send, {
          lanes: 4,
          restMs: full ? 2 : 20,
          people,
        });
        const part = full ? 5_000 : 60;
        await traffic.reach(part);
        expect(await migrate(test.url)).toMatch(/^Applied: /m);
        await traffic.reach(traffic.acknowledged().length + part);
        const second = await start(newVersion);
        ports = [first.port, second.port];
        await traffic.reach(traffic.acknowledged().length + part);
        ports = [second.port];
        first.victim.signal('SIGTERM');
        expect(await first.victim.code).toBe(0);
        await traffic.reach(traffic.acknowledged().length + part);
        await traffic.end();

        expect(people.flat().filter(({ status }) => status !== 200)).toEqual([]);
        const db = await openDatabase(test.url);
        ends.push(() => db.close());
        const em = () => db.acrossTenants('operator: seed');
        await expect
          .poll(() => em().count(Job, { kind: 'callback.work', state: { $ne: 'done' } }), {
            timeout: full ? 600_000 : 60_000,
            interval: 200,
          })
          .toBe(0);
        const rows = await em().find(InboxRow, {});
        const placeOf = (openid: string, kind: string) => `${openid} ${kind}`;
        expect(rows.map(({ sender, kind }) => placeOf(sender, kind)).sort()).toEqual(
          people
            .flat()
            .map(({ openid, kind }) => placeOf(openid, kind))
            .sort(),
        );
        const wanted = people.map((sent) => [sent[0]?.openid, !leaves(sent)]);
        const followers = await em().find(Follower, {});
        expect(followers.map(({ openid, following }) => [openid, following]).sort()).toEqual(wanted.sort());
        const guides = await em().find(Delivery, { purpose: 'guide' });
        expect(guides.map(({ openid }) => openid).sort()).toEqual(wanted.map(([openid]) => openid).sort());
      },
      full ? 1_200_000 : 180_000,
    );
  },
);

/** Copies what both schemas have, table by table, from another database of the same server. */
async function copyRows(to: Database, from: string): Promise<void> {
  const em = to.acrossTenants('operator: seed');
  const columns = await readRows(
    em,
    `select a.table_name as \`table\`, a.column_name as \`column\` from information_schema.columns a
     join information_schema.columns b on b.table_name = a.table_name and b.column_name = a.column_name
     where a.table_schema = database() and b.table_schema = ? and a.table_name <> 'migration'`,
    [from],
  );
  const tables = new Map<string, string[]>();
  for (const row of columns) {
    const table = String(Reflect.get(Object(row), 'table'));
    tables.set(table, [...(tables.get(table) ?? []), `\`${String(Reflect.get(Object(row), 'column'))}\``]);
  }
  for (const [table, names] of tables) {
    const list = names.join(', ');
    await writeRows(
      em,
      `insert into \`${table}\` (${list}) select ${list} from \`${from}\`.\`${table}\``,
      [],
    );
  }
}

function migrate(databaseUrl: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/migrate.ts'], {
      env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', DATABASE_URL: databaseUrl },
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.on('close', (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`npm run migrate ended with ${code ?? 'a signal'}`));
    });
  });
}
