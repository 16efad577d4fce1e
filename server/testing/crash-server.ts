import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { threadEntries } from '../kernel/threads.ts';

export interface Victim {
  /** Resolves with the signal that ended it, or null. */
  readonly ended: Promise<string | null>;
  /** Its exit code; null where a signal ended it. */
  readonly code: Promise<number | null>;
  /** Asks it to end, as an operator's system does; stops it and lets it go on; has it block (`crash-child.ts`). */
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGSTOP' | 'SIGCONT' | 'SIGUSR2'): void;
  /** Waits until it has written a word to its output. */
  said(word: string): Promise<void>;
  kill(): Promise<void>;
}

/**
 * Builds a server once, so that each start of a child is a second and not five.
 * @param entry a program that writes to stdout when it is ready, and nothing before
 */
export async function buildVictim(entry = 'server/testing/crash-child.ts'): Promise<{
  start(env: Readonly<Record<string, string>>): Promise<Victim>;
  remove(): void;
}> {
  // Inside the project, so that the packages are found from it.
  const cache = join(process.cwd(), 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'crash-'));
  const file = join(folder, 'server.mjs');
  await build({
    entryPoints: { server: entry, ...threadEntries },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  });
  return {
    async start(env) {
      const child = spawn(process.execPath, [file], {
        env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
        child.once('exit', (code, signal) => {
          resolve({ code, signal });
        });
      });
      const ended = exit.then(({ signal }) => signal);
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      await ready(child, ended);
      return {
        ended,
        code: exit.then(({ code }) => code),
        signal(name) {
          child.kill(name);
        },
        async said(word) {
          while (!output.includes(word)) await once(child.stdout, 'data');
        },
        async kill() {
          child.kill('SIGKILL');
          await ended;
        },
      };
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ready(child: ChildProcess, ended: Promise<string | null>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => {
      resolve();
    });
    void ended.then(() => {
      reject(new Error('The server ended before it was ready'));
    });
  });
}
