import { fork, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';

import { build } from 'esbuild';
import { z } from 'zod';

import { threadEntries } from '../../server/kernel/threads.ts';
import { nodeFlags } from '../node-flags.ts';

export const root = resolve(import.meta.dirname, '../..');
const outDir = join(root, '.cache/bench');

/** Bundles what the bench runs as processes, as the product itself is bundled, so that no loader is measured. */
export async function bundlePrograms(): Promise<(name: string) => string> {
  const here = import.meta.dirname;
  await build({
    entryPoints: {
      load: join(here, 'load.ts'),
      bare: join(here, 'servers/bare.ts'),
      ours: join(here, 'servers/ours.ts'),
      ledger: join(here, 'servers/ledger.ts'),
      jobs: join(here, 'servers/jobs.ts'),
      customers: join(here, 'servers/customers.ts'),
      directory: join(here, 'servers/directory.ts'),
      main: join(root, 'server/main.ts'),
      ...threadEntries,
    },
    absWorkingDir: root,
    outdir: outDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  return (name) => join(outDir, `${name}.mjs`);
}

export interface Program {
  readonly child: ChildProcess;
  /** Sends, and resolves with the answer. @throws Error when it ends, tells an error or takes too long */
  ask<T>(message: object, schema: z.ZodType<T>, seconds?: number): Promise<T>;
  /** What it sends by itself next. */
  next<T>(schema: z.ZodType<T>, seconds?: number): Promise<T>;
  /** Holds it still: what waits in it costs the others nothing. */
  pause(): void;
  resume(): void;
  end(): Promise<void>;
}

const failureSchema = z.object({ error: z.string() });

/** Starts a program with an IPC channel; all get the flags of Node that the server is started with and the same NODE_ENV. */
export function startProgram(name: string, file: string, env: Readonly<Record<string, string>>): Program {
  const child = fork(file, [], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    execArgv: [
      ...nodeFlags,
      ...(process.env['BENCH_PROFILE'] === name ? ['--cpu-prof', '--cpu-prof-dir', outDir] : []),
    ],
    stdio: ['ignore', process.env['BENCH_LOG'] === undefined ? 'ignore' : 'inherit', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4_000);
  });
  function next<T>(schema: z.ZodType<T>, seconds = 30): Promise<T> {
    return new Promise((done, failed) => {
      const timer = setTimeout(() => {
        finish();
        failed(new Error(`${name} does not answer\n${errors}`));
      }, seconds * 1000);
      const onMessage = (message: unknown) => {
        finish();
        const failure = failureSchema.safeParse(message);
        if (failure.success) failed(new Error(`${name}: ${failure.data.error}`));
        else done(schema.parse(message));
      };
      const onExit = (code: number | null) => {
        finish();
        failed(new Error(`${name} ended with ${code ?? 'a signal'}\n${errors}`));
      };
      const finish = () => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
    });
  }
  return {
    child,
    next,
    ask(message, schema, seconds) {
      const answer = next(schema, seconds);
      child.send(message);
      return answer;
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise<void>((done) => {
        child.once('exit', () => {
          done();
        });
      });
      child.kill('SIGCONT');
      child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(timer);
    },
  };
}
