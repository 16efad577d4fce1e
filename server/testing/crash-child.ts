import { existsSync, writeSync } from 'node:fs';

import { createConfig } from '../../config/env.ts';
import { openDatabase } from '../database.ts';
import { createOffsetClock } from '../kernel/clock.ts';
import { createLogger } from '../kernel/log/logger.ts';
import { createServer } from '../server.ts';

/*
 * The server as a process of its own, to be killed by tests. Its clock is the machine's plus
 * TEST_CLOCK_OFFSET_MS, so that leases of the dead run out without being waited for. At SIGUSR2 its
 * event loop is blocked, as by work of the CPU, while the file TEST_BLOCK_WHILE is there.
 */
const config = createConfig(process.env);
const clock = createOffsetClock();
clock.setOffset(Number(process.env['TEST_CLOCK_OFFSET_MS'] ?? 0));
const db = await openDatabase(config.databaseUrl);
const server = createServer(config, {
  log: createLogger(process.env['TEST_LOG'] ?? 'silent'),
  db,
  clock,
  idleMs: 50,
});
process.on('SIGUSR2', () => {
  const file = process.env['TEST_BLOCK_WHILE'] ?? '';
  const cell = new Int32Array(new SharedArrayBuffer(4));
  writeSync(process.stdout.fd, 'blocked\n');
  while (existsSync(file)) Atomics.wait(cell, 0, 0, 20);
  writeSync(process.stdout.fd, 'free\n');
});
await server.start();
process.stdout.write('ready\n');
