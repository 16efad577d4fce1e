import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { loadConfig, type Config } from '../config/env.ts';
import { clientDirs } from './app.ts';
import { openDatabase } from './database.ts';
import { createHomePage } from './demo/home-page.ts';
import { findSeeded, seedDemo, wireSandbox } from './demo/seed.ts';
import { createDemoRoutes } from './demo/story.ts';
import { systemClock } from './kernel/clock.ts';
import { createLogger, type Logger } from './kernel/log/logger.ts';
import { createServer, type Server } from './server.ts';
import { awaitDatabase } from './wiring/await-database.ts';
import { createSharedClock } from './wiring/sandbox-clock.ts';

export interface Running {
  readonly server: Server;
  readonly url: string;
  readonly phoneUrl: string | undefined;
  stop(): Promise<void>;
}

/**
 * Starts what the configuration says: database, with the sandbox on the sandbox and its clock, the
 * server, and the demo at the first start. Stops in the opposite order.
 * @param options.signal gives up the wait for a database that is away or not migrated
 */
export async function startAll(
  config: Config,
  log: Logger,
  options: { readonly root?: string; readonly signal?: AbortSignal } = {},
): Promise<Running> {
  const { root = process.cwd(), signal = new AbortController().signal } = options;
  const db = await openDatabase(config.databaseUrl);
  // SQLite is this process's own: it is brought up to date here. MySQL is the operator's: npm run migrate.
  if (db.dialect === 'sqlite') await db.migrate();
  else
    await awaitDatabase(db, config, log, signal).catch(async (error: unknown) => {
      await db.close();
      throw error;
    });
  const shared = config.sandbox.on ? createSharedClock(db) : undefined;
  await shared?.start();
  const isWeb = config.services.includes('web');
  const sandbox =
    shared !== undefined && isWeb ? await startSandboxBeside(config, log, shared, root) : undefined;
  const dirs = clientDirs(root);
  const built = (dir: string) => (existsSync(join(dir, 'index.html')) ? dir : undefined);
  const server = createServer(config, {
    log,
    db,
    clock: shared?.clock ?? systemClock,
    miniappDir: built(dirs.miniapp),
    workbenchDir: built(dirs.workbench),
    home: createHomePage(() => server),
    extraRoutes: config.demo ? createDemoRoutes(() => server) : [],
  });
  await server.start();
  if (config.demo && sandbox !== undefined) {
    const seeded = await findSeeded(server);
    if (seeded === null) await seedDemo(server);
    else await wireSandbox(server, seeded.upstreamId);
  }
  return {
    server,
    url: config.publicUrl,
    phoneUrl: sandbox?.url,
    async stop() {
      shared?.stop();
      // The sandbox first: it must not call a server that is going away.
      await sandbox?.close();
      await server.stop();
    },
  };
}

async function startSandboxBeside(
  config: Config,
  log: Logger,
  shared: NonNullable<ReturnType<typeof createSharedClock>>,
  root: string,
) {
  // Loaded only where it is on: it is no part of production.
  const { startSandbox } = await import('../bot/sandbox/index.ts');
  return startSandbox({
    port: config.sandbox.port,
    dataFile: join(config.dataDir, 'sandbox.json'),
    phoneDir: join(root, 'bot/sandbox/phone/dist'),
    clock: { offsetMs: () => shared.offsetMs(), setOffset: (ms) => shared.setOffset(ms) },
    log: {
      info: (message) => log.debug(message),
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
  });
}

/** Stops once whatever has been started, also when the signal comes while it still starts. */
function stopOnSignal(log: Logger, giveUp: AbortController, starting: Promise<Running>): void {
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    giveUp.abort();
    starting
      .then(
        (running) => running.stop(),
        (error: unknown) => {
          log.warn({ error }, 'stopped before it had started');
        },
      )
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ error }, 'the stop failed');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', () => {
    stop('SIGTERM');
  });
  process.on('SIGINT', () => {
    stop('SIGINT');
  });
}

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLogger(config.logLevel);
  const giveUp = new AbortController();
  const starting = startAll(config, log, { signal: giveUp.signal });
  stopOnSignal(log, giveUp, starting);
  const running = await starting.catch((error: unknown) => {
    if (giveUp.signal.aborted) return undefined;
    throw error;
  });
  if (running === undefined) return;
  process.stdout.write(
    [
      '',
      `Hulian is ready:  ${running.url}/`,
      ...(running.phoneUrl === undefined ? [] : [`The sandbox phone: ${running.phoneUrl}/`]),
      '',
    ].join('\n'),
  );
}

if (process.env['HULIAN_MAIN'] === '1') await main();
