import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { firstAnswer } from './process.ts';
import type { Programs } from './programs.ts';
import type { Service } from './service.ts';

/** Keeps nothing on disk, for losing it loses nothing; drops nothing when it is full, but says so. */
export function createRedisService(folder: string, port: number, programs: Programs): Service {
  const dir = join(folder, 'redis');
  const pidFile = join(folder, 'redis.pid');
  const logFile = join(folder, 'redis.log');
  return {
    name: 'Redis',
    flag: '--redis-port',
    port,
    pidFile,
    // It writes its own title: its name and where it listens.
    mark: basename(programs.redis),
    logFile,
    async launch() {
      mkdirSync(dir, { recursive: true });
      const settings: Readonly<Record<string, string>> = {
        bind: '127.0.0.1',
        port: String(port),
        dir,
        daemonize: 'yes',
        pidfile: pidFile,
        logfile: logFile,
        save: '',
        appendonly: 'no',
        'maxmemory-policy': 'noeviction',
      };
      const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
      const started = spawnSync(programs.redis, args, { encoding: 'utf8' });
      if (started.status !== 0) throw new Error(`Redis did not start:\n${started.stdout}${started.stderr}`);
    },
    answers: async () => (await firstAnswer(port, 'PING\r\n'))?.toString().startsWith('+PONG') ?? false,
  };
}
