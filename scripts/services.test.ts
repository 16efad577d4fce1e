import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openDatabase } from '../server/database.ts';
import { freePort } from '../server/testing/installation.ts';
import { root } from './build.ts';
import { isRunning } from './services/process.ts';
import { findPrograms } from './services/programs.ts';

function whyNot(): string | null {
  try {
    findPrograms();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
const missing = whyNot();

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts/services.ts'), ...args], {
      cwd: root,
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    // Not 'close': what it leaves running must hold none of its streams, but a fault there should not hang us.
    child.on('exit', (code) => {
      setTimeout(() => {
        resolve({ code, out, err });
      }, 50);
    });
  });
}

describe('npm run services', () => {
  it('names the Debian packages of what is not there', () => {
    expect(() => findPrograms([])).toThrow(
      /mariadbd or mysqld \(Debian: apt install mariadb-server\)[^]*redis-server \(Debian: apt install redis-server\)/,
    );
  });

  const suite = missing === null ? describe : describe.skip;
  suite(`with the machine's own programs${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'hulian-services-'));
    let given: string[];
    let databasePort: number;
    let redisPort: number;

    beforeAll(async () => {
      [databasePort, redisPort] = [await freePort(), await freePort()];
      given = [
        '--folder',
        folder,
        '--database-port',
        String(databasePort),
        '--redis-port',
        String(redisPort),
      ];
    });
    afterAll(async () => {
      await run('--stop', '--folder', folder);
      rmSync(folder, { recursive: true, force: true });
    });

    it('starts both, says the same when run again, and leaves no process when stopped', async () => {
      const first = await run(...given);
      expect(first.err).toBe('');
      expect(first.code).toBe(0);
      const url = `mysql://root@127.0.0.1:${databasePort}/hulian`;
      const redis = `redis://127.0.0.1:${redisPort}`;
      const lines = first.out.split('\n');
      for (const line of [
        `DATABASE_URL=${url}`,
        `REDIS_URL=${redis}`,
        `DATABASE_URL=${url} REDIS_URL=${redis} npm run migrate`,
        `DATABASE_URL=${url} REDIS_URL=${redis} npm start`,
      ]) {
        expect(lines).toContain(line);
      }

      const again = await run('--folder', folder);
      expect(again.code).toBe(0);
      expect(again.out.replaceAll('runs already', 'started')).toBe(first.out);

      const db = await openDatabase(url);
      await db.migrate();
      expect(await db.pendingMigrations()).toEqual([]);
      const [row] = await db.orm.em
        .fork()
        .getConnection()
        .execute('select @@collation_database as name, @@hostname as host');
      expect(row.name).toBe('utf8mb4_bin');
      await db.close();
      expect(await ask(redisPort, 'CONFIG GET maxmemory-policy\r\n')).toContain('noeviction');

      const moved = await run('--folder', folder, '--redis-port', String(redisPort + 1));
      expect(moved.code).toBe(1);
      expect(moved.err).toMatch(/run already/);

      const status = await run('--status', '--folder', folder);
      expect(status.code).toBe(0);
      const ids = [...status.out.matchAll(/\(process (\d+)\)/g)].map(([, id]) => Number(id));
      expect(ids).toHaveLength(2);

      const stopped = await run('--stop', '--folder', folder);
      expect(stopped.out.match(/: stopped/g)).toHaveLength(2);
      expect(ids.filter(isRunning)).toEqual([]);
      expect((await run('--status', '--folder', folder)).code).toBe(1);
      expect((await run('--stop', '--folder', folder)).out.match(/did not run/g)).toHaveLength(2);
      // The data stay for the next start.
      expect(existsSync(join(folder, 'database/hulian'))).toBe(true);
    }, 120_000);

    it("tells the next free port where one is another's, and starts nothing", async () => {
      const other = createServer();
      await new Promise<void>((resolve) => {
        other.listen(databasePort, '127.0.0.1', resolve);
      });
      const answer = await run(...given);
      other.close();
      expect(answer.code).toBe(1);
      expect(answer.err).toMatch(
        new RegExp(`^Port ${databasePort} is taken: start the database with --database-port \\d+\n$`),
      );
      expect((await run('--status', '--folder', folder)).out.match(/does not run/g)).toHaveLength(2);
    });

    it('takes no process for its own whose id was reused', async () => {
      writeFileSync(join(folder, 'redis.pid'), `${process.pid}\n`);
      expect((await run('--stop', '--folder', folder)).out).toContain('Redis: did not run');
    });
  });
});

function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('data', (chunk: Buffer) => {
      socket.destroy();
      resolve(chunk.toString());
    });
    socket.write(command);
  });
}
