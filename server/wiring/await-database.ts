import { createServer } from 'node:http';

import type { Config } from '../../config/env.ts';
import type { Database } from '../kernel/data/orm.ts';
import type { Logger } from '../kernel/log/logger.ts';
import { checkDatabase, type DatabaseHealth } from './database-health.ts';

const lookEveryMs = 1_000;

/**
 * Waits until the database answers and `npm run migrate` has run. Meanwhile `/healthz` says that the
 * process lives, `/readyz` says what is missing, and all else is 503: a platform tries again.
 * @throws the signal's reason when the wait is given up
 */
export async function awaitDatabase(
  db: Database,
  config: Pick<Config, 'host' | 'port' | 'services'>,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  let health = await checkDatabase(db);
  if (isWell(health)) return;
  log.warn({ ...health }, 'waiting for the database');
  const waiting = config.services.includes('web') ? await answerMeanwhile(config, () => health) : undefined;
  try {
    while (!isWell(health)) {
      await pause(lookEveryMs, signal);
      health = await checkDatabase(db);
    }
  } finally {
    await waiting?.close();
  }
  log.info('the database is there');
}

const isWell = ({ database, migrations }: DatabaseHealth) => database === null && migrations === null;

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(new Error('Stopped while waiting for the database', { cause: signal.reason }));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

async function answerMeanwhile(config: Pick<Config, 'host' | 'port'>, health: () => DatabaseHealth) {
  const server = createServer((request, response) => {
    const lives = request.url === '/healthz';
    const body = lives
      ? { ok: true }
      : request.url === '/readyz'
        ? { ok: false, checks: health() }
        : { ok: false };
    response.writeHead(lives ? 200 : 503, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'Retry-After': '5',
      Connection: 'close',
    });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  return {
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
