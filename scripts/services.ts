/**
 * `npm run services`: a MariaDB (or MySQL) and a Redis of this machine's own programs, for
 * development and drills, in data/services, on 127.0.0.1 alone. Again: what runs already stays.
 *
 *   npm run services                  starts both, makes the database, and prints what to set
 *   npm run services -- --status      what runs
 *   npm run services -- --stop        ends both; the data stay
 *     --database-port <port>          or SERVICES_DATABASE_PORT; default 3307
 *     --redis-port <port>             or SERVICES_REDIS_PORT; default 6380
 *     --folder <path>                 or SERVICES_FOLDER; default data/services
 *
 * The ports of the last start are kept in the folder. Not for production: no password, no backup.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { z } from 'zod';

import { makeMysqlDatabase } from '../server/kernel/data/mysql-database.ts';
import { root } from './build.ts';
import { createDatabaseService } from './services/database.ts';
import { findPrograms } from './services/programs.ts';
import { createRedisService } from './services/redis.ts';
import { checkPort, runningProcess, startService, stopService, type Service } from './services/service.ts';

const usage = `npm run services -- [--status | --stop] [--database-port <port>] [--redis-port <port>] [--folder <path>]
`;
const portSchema = z.coerce.number().int().min(1).max(65_535);
const portsSchema = z.object({ database: portSchema, redis: portSchema });
type Ports = z.infer<typeof portsSchema>;

const { values } = parseArgs({
  options: {
    status: { type: 'boolean', default: false },
    stop: { type: 'boolean', default: false },
    'database-port': { type: 'string' },
    'redis-port': { type: 'string' },
    folder: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const env = process.env;
const folder = resolve(root, values.folder ?? env['SERVICES_FOLDER'] ?? 'data/services');
const kept = join(folder, 'ports.json');

function readPorts(): Ports {
  return existsSync(kept)
    ? portsSchema.parse(JSON.parse(readFileSync(kept, 'utf8')))
    : { database: 3307, redis: 6380 };
}

function choosePorts(): Ports {
  const before = readPorts();
  return portsSchema.parse({
    database: values['database-port'] ?? env['SERVICES_DATABASE_PORT'] ?? before.database,
    redis: values['redis-port'] ?? env['SERVICES_REDIS_PORT'] ?? before.redis,
  });
}

function createServices(ports: Ports): readonly Service[] {
  const programs = findPrograms();
  return [
    createDatabaseService(folder, ports.database, programs),
    createRedisService(folder, ports.redis, programs),
  ];
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function start(ports: Ports): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const services = createServices(ports);
  const stopped = services.filter((service) => runningProcess(service) === null);
  const before = readPorts();
  const moved = before.database !== ports.database || before.redis !== ports.redis;
  if (moved && stopped.length < services.length) {
    throw new Error(
      `They run already, at ${before.database} and ${before.redis}: npm run services -- --stop, then again`,
    );
  }
  // Both before either is started.
  for (const service of stopped) await checkPort(service);
  writeFileSync(kept, `${JSON.stringify(ports)}\n`);
  for (const service of services) {
    const how = await startService(service);
    say(`${service.name}: ${how === 'running' ? 'runs already' : 'started'} at 127.0.0.1:${service.port}`);
  }
  const databaseUrl = `mysql://root@127.0.0.1:${ports.database}/hulian`;
  const redisUrl = `redis://127.0.0.1:${ports.redis}`;
  await (await makeMysqlDatabase(databaseUrl)).close();
  const both = `DATABASE_URL=${databaseUrl} REDIS_URL=${redisUrl}`;
  say(`\nDATABASE_URL=${databaseUrl}\nREDIS_URL=${redisUrl}\n`);
  say(`Next:\n${both} npm run migrate\n${both} npm start`);
}

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const ports = choosePorts();
  if (!values.status && !values.stop) {
    await start(ports);
    return 0;
  }
  let down = 0;
  for (const service of createServices(ports).toReversed()) {
    if (values.stop) {
      say(`${service.name}: ${(await stopService(service)) ? 'stopped' : 'did not run'}`);
      continue;
    }
    const pid = runningProcess(service);
    const up = pid !== null && (await service.answers());
    if (!up) down += 1;
    say(`${service.name}: ${up ? `answers at 127.0.0.1:${service.port} (process ${pid})` : 'does not run'}`);
  }
  return down === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
