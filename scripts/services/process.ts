import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/* Processes that outlive the command that started them, known by a file with their id. */

/** @returns the id of a process that runs and whose command line has `mark`; null: none does */
export function readProcess(pidFile: string, mark: string): number | null {
  if (!existsSync(pidFile)) return null;
  const pid = Number(readFileSync(pidFile, 'utf8').trim());
  return Number.isInteger(pid) && pid > 1 && isRunning(pid) && isCalled(pid, mark) ? pid : null;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process is there all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  // What has ended and was not asked after by its parent is no longer running.
  const stat = readProc(pid, 'stat');
  return stat === null || !/\) [ZX] /.test(stat);
}

/** After a restart of the machine an id may be another program's. */
function isCalled(pid: number, mark: string): boolean {
  const line = readProc(pid, 'cmdline');
  return line?.includes(mark) ?? true;
}

/** Null where the system has no /proc. */
function readProc(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return null;
  }
}

export const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });

/** Asks until it says yes. @returns false when it has not within `seconds` */
export async function waitUntil(check: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> {
  const until = Date.now() + seconds * 1000;
  while (!(await check())) {
    if (Date.now() > until) return false;
    await pause(100);
  }
  return true;
}

/** Ends a process in order and waits for it. @throws Error when it is still there after a minute */
export async function endProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  if (!(await waitUntil(() => !isRunning(pid), 60))) {
    throw new Error(`The process ${pid} was told to end and is still there after a minute`);
  }
}

/** Whether nobody listens on the port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}

/** The next port from here on that nobody listens on. */
export async function nextFree(port: number): Promise<number> {
  for (let candidate = port; candidate < 65_536; candidate += 1) {
    if (await isFree(candidate)) return candidate;
  }
  throw new Error(`No port from ${port} on is free`);
}

/**
 * The first bytes that a server says, after `say` where something must be said first.
 * @returns null when nobody answers within a second
 */
export function firstAnswer(port: number, say?: string): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    const end = (answer: Buffer | null) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => {
      if (say !== undefined) socket.write(say);
    });
    socket.on('data', end);
    socket.on('error', () => {
      end(null);
    });
    socket.on('timeout', () => {
      end(null);
    });
    socket.on('close', () => {
      end(null);
    });
  });
}
