import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { firstAnswer } from './process.ts';
import type { Programs } from './programs.ts';
import type { Service } from './service.ts';

/** Its superuser needs no password: it listens on this machine alone, and holds what can be made again. */
export function createDatabaseService(folder: string, port: number, programs: Programs): Service {
  const dir = join(folder, 'database');
  const making = `${dir}.part`;
  const pidFile = join(folder, 'database.pid');
  const logFile = join(folder, 'database.log');
  // As root these servers refuse to run unless it is said on purpose; a user of their own could not
  // look into a folder that only root may enter.
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];

  function makeDataFolder(): void {
    if (existsSync(dir)) return;
    // Whole, or not there: what was cut off while it was made is made anew.
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true });
    const [command, args] =
      programs.installer === null
        ? [
            programs.database,
            [
              '--no-defaults',
              '--initialize-insecure',
              ...asRoot,
              `--datadir=${making}`,
              `--log-error=${logFile}`,
            ],
          ]
        : [
            programs.installer,
            ['--no-defaults', ...asRoot, `--datadir=${making}`, '--auth-root-authentication-method=normal'],
          ];
    const made = spawnSync(command, args, { encoding: 'utf8' });
    if (made.status !== 0) {
      throw new Error(`The database's folder could not be made by ${command}:\n${made.stdout}${made.stderr}`);
    }
    renameSync(making, dir);
  }

  return {
    name: 'the database',
    flag: '--database-port',
    port,
    pidFile,
    mark: dir,
    logFile,
    async launch() {
      makeDataFolder();
      const log = openSync(logFile, 'a');
      const args = [
        '--no-defaults',
        ...asRoot,
        `--datadir=${dir}`,
        `--pid-file=${pidFile}`,
        '--bind-address=127.0.0.1',
        `--port=${port}`,
        // Within its data folder: a path from the root may be longer than a socket's name can be.
        '--socket=database.sock',
        '--character-set-server=utf8mb4',
        '--collation-server=utf8mb4_bin',
        '--innodb-flush-log-at-trx-commit=1',
      ];
      const child = spawn(programs.database, args, { detached: true, stdio: ['ignore', log, log] });
      closeSync(log);
      child.on('error', () => undefined);
      child.unref();
    },
    // It greets whoever comes; a packet that begins with an error has 255 behind its head of four bytes.
    answers: async () => {
      const greeting = await firstAnswer(port);
      return greeting !== null && greeting.length > 5 && greeting[4] !== 255;
    },
  };
}
