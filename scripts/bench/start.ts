import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { root } from './processes.ts';
import type { Figure } from './report.ts';
import type { Settings } from './settings.ts';
import { median } from './statistics.ts';

interface Start {
  readonly readyMs: number;
  readonly firstMs: number;
  readonly rssMb: number | null;
}

/** From the start of the process until `/readyz` says yes, and what it holds in memory when it rests. */
export async function measureStart(
  settings: Settings,
  program: (name: string) => string,
  say: (line: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, env] of [
    ['server alone', { SANDBOX: '0', SECRET_KEY: 'a key of the bench that is long enough to be taken' }],
    ['server with sandbox and demo', { SANDBOX: '1' }],
  ] as const) {
    const starts: Start[] = [];
    for (let nth = 0; nth < settings.starts; nth += 1)
      starts.push(await startOnce(program('main'), env, settings.rest));
    const memory = starts.flatMap(({ rssMb }) => (rssMb === null ? [] : [rssMb]));
    say(`${name}: started ${starts.length} times`);
    figures.push({
      part: 'start',
      name,
      values: {
        'first start ms': median(starts.map(({ firstMs }) => firstMs)),
        'next start ms': median(starts.map(({ readyMs }) => readyMs)),
        [`MB after ${settings.rest} s`]: memory.length === 0 ? null : median(memory),
      },
      note:
        memory.length === 0
          ? 'memory: this system has no /proc'
          : 'SQLite; the first start makes the database, the next one finds it; memory is the resident set',
    });
  }
  return figures;
}

async function startOnce(
  file: string,
  env: Readonly<Record<string, string>>,
  restSeconds: number,
): Promise<Start> {
  mkdirSync(join(root, '.cache/bench'), { recursive: true });
  const dataDir = mkdtempSync(join(root, '.cache/bench/start-'));
  try {
    const first = await runServer(file, dataDir, env, 0);
    const next = await runServer(file, dataDir, env, restSeconds);
    return { firstMs: first.readyMs, readyMs: next.readyMs, rssMb: next.rssMb };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function runServer(
  file: string,
  dataDir: string,
  env: Readonly<Record<string, string>>,
  restSeconds: number,
) {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const started = performance.now();
  const child = spawn(process.execPath, [file], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'development',
      HULIAN_MAIN: '1',
      HOST: '127.0.0.1',
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DATA_DIR: dataDir,
      ...env,
    },
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2_000);
  });
  const gone = new Promise<void>((done) => {
    child.once('exit', () => {
      done();
    });
  });
  try {
    while (!(await isReady(port))) {
      if (child.exitCode !== null) throw new Error(`The server ended at its start\n${errors}`);
      if (performance.now() - started > 60_000) throw new Error(`The server does not get ready\n${errors}`);
      await new Promise((done) => setTimeout(done, 10));
    }
    const readyMs = performance.now() - started;
    await new Promise((done) => setTimeout(done, restSeconds * 1000));
    return { readyMs, rssMb: rssOf(child.pid) };
  } finally {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
    await gone;
    clearTimeout(timer);
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

/** Resident memory by the kernel's own count, MB; null where there is no /proc. */
function rssOf(pid: number | undefined): number | null {
  const path = `/proc/${pid ?? 0}/status`;
  if (!existsSync(path)) return null;
  const kb = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(path, 'utf8'))?.[1];
  return kb === undefined ? null : Number(kb) / 1024;
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        done(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
