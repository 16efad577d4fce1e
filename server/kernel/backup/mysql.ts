import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable, type Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

import { MikroORM } from '@mikro-orm/mysql';
import { z } from 'zod';

import { writeWhole } from './files.ts';

/** The last line of a dump that was not cut off. */
const endMark = '-- Dump completed';

/** The dump tool of the machine; null: none is installed. */
export function findDumpTool(): string | null {
  return firstOf(['mariadb-dump', 'mysqldump']);
}

/**
 * Dumps a database in one snapshot (`--single-transaction`, all tables are InnoDB): nobody waits.
 * No step of `npm run migrate` may run meanwhile. Any tool of the family that can speak to the server does.
 */
export async function dumpMysql(url: string, file: string): Promise<void> {
  const { isMariaDb } = await look(url);
  const tool = need(isMariaDb ? ['mariadb-dump', 'mysqldump'] : ['mysqldump', 'mariadb-dump']);
  await writeWhole(file, async (part) => {
    const tail = new Tail();
    await withLogin(url, async (login, name) => {
      const args = [
        login,
        '--single-transaction',
        '--quick',
        '--skip-lock-tables',
        '--no-tablespaces',
        // A dump that is loaded by hand into a database that is in use stops, instead of replacing it.
        '--skip-add-drop-table',
        '--hex-blob',
        '--default-character-set=utf8mb4',
        // Where it has this: MySQL's own tool would else write what only its own superuser may load.
        ...(has(tool, '--set-gtid-purged') ? ['--set-gtid-purged=OFF'] : []),
        name,
      ];
      await run(tool, args, async (child) => {
        child.stdin.end();
        const zip: Transform[] = file.endsWith('.gz') ? [createGzip()] : [];
        const watched = child.stdout.on('data', (chunk: Buffer) => {
          tail.add(chunk);
        });
        await pipeline([watched, ...zip, createWriteStream(part, { mode: 0o600 })]);
      });
    });
    if (!tail.text().includes(endMark)) throw new Error(`${tool} ended before its dump was whole`);
  });
}

/** Loads a dump into a database that exists and has no table. */
export async function loadMysql(url: string, file: string): Promise<void> {
  const { isMariaDb, tables } = await look(url);
  if (tables > 0) throw new Error('The database has tables already: restore into an empty one');
  if (!(await isWhole(file))) throw new Error(`${file} is not whole: its last line is missing`);
  const tool = need(isMariaDb ? ['mariadb', 'mysql'] : ['mysql', 'mariadb']);
  await withLogin(url, (login, name) =>
    run(tool, [login, '--default-character-set=utf8mb4', name], async (child) => {
      child.stdout.resume();
      await pipeline([...readers(file), child.stdin]);
    }),
  );
}

const readers = (file: string): [Readable, ...Transform[]] => [
  createReadStream(file),
  ...(file.endsWith('.gz') ? [createGunzip()] : []),
];

async function isWhole(file: string): Promise<boolean> {
  const tail = new Tail();
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      tail.add(chunk);
      done();
    },
  });
  await pipeline([...readers(file), sink]);
  return tail.text().includes(endMark);
}

/** The last bytes of a stream. */
class Tail {
  #bytes = Buffer.alloc(0);
  add(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk.subarray(-200)]).subarray(-200);
  }
  text(): string {
    return this.#bytes.toString();
  }
}

async function look(url: string): Promise<{ isMariaDb: boolean; tables: number }> {
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
  try {
    const rows: unknown = await orm.em
      .getConnection()
      .execute(
        'select version() as version, (select count(*) from information_schema.tables where table_schema = database()) as n',
      );
    const [row] = z.array(z.object({ version: z.string(), n: z.coerce.number() })).parse(rows);
    return { isMariaDb: /mariadb/i.test(row?.version ?? ''), tables: row?.n ?? 0 };
  } finally {
    await orm.close(true);
  }
}

/** Hands the password over in a file of its own, which nobody else may read: a command line is for all to see. */
async function withLogin(url: string, work: (login: string, name: string) => Promise<void>): Promise<void> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const folder = mkdtempSync(join(tmpdir(), 'hulian-login-'));
  const quote = (text: string) => `"${decodeURIComponent(text).replace(/["\\]/g, '\\$&')}"`;
  try {
    const file = join(folder, 'login.cnf');
    const lines = [
      '[client]',
      'protocol=tcp',
      `host=${quote(hostname)}`,
      `port=${port === '' ? '3306' : port}`,
      `user=${quote(username)}`,
      `password=${quote(password)}`,
    ];
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    await work(`--defaults-file=${file}`, decodeURIComponent(pathname.slice(1)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(
  tool: string,
  args: readonly string[],
  work: (child: { stdin: Writable; stdout: Readable }) => Promise<void>,
): Promise<void> {
  const child = spawn(tool, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told = (told + chunk.toString()).slice(-2_000);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${tool} ended with ${code ?? 'a signal'}: ${told.trim()}`));
    });
  });
  // What the tool says of a failure says more than the pipe that broke by it.
  const moved = work(child).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  return ended.then(async () => {
    const fault = await moved;
    if (fault !== null) throw fault;
  });
}

function need(names: readonly string[]): string {
  const found = firstOf(names);
  if (found !== null) return found;
  throw new Error(`${names.join(' or ')} is needed (Debian: apt install mariadb-client)`);
}

function firstOf(names: readonly string[]): string | null {
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0) ?? null;
}

function has(tool: string, option: string): boolean {
  return spawnSync(tool, ['--no-defaults', '--help'], { encoding: 'utf8' }).stdout.includes(option);
}
