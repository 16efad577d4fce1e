import { endProcess, isFree, nextFree, readProcess, waitUntil } from './process.ts';

/** One server that runs beside ours, in a folder of its own. */
export interface Service {
  readonly name: string;
  /** The flag that gives it another port, for messages. */
  readonly flag: string;
  readonly port: number;
  readonly pidFile: string;
  /** Its process's command line has this. */
  readonly mark: string;
  /** Where it writes what happens to it. */
  readonly logFile: string;
  launch(): Promise<void>;
  answers(): Promise<boolean>;
}

export function runningProcess(service: Service): number | null {
  return readProcess(service.pidFile, service.mark);
}

/** @throws Error naming the next free port when its own is another's */
export async function checkPort({ name, flag, port }: Service): Promise<void> {
  if (await isFree(port)) return;
  const next = await nextFree(port + 1);
  throw new Error(`Port ${port} is taken: start ${name} with ${flag} ${next}`);
}

/**
 * Starts it, unless it runs already, and waits until it answers.
 * @throws Error when it does not answer within a minute
 */
export async function startService(service: Service): Promise<'started' | 'running'> {
  const { name, port } = service;
  const running = runningProcess(service) !== null;
  if (!running) await service.launch();
  const begun = Date.now();
  const up = await waitUntil(async () => {
    // It may have ended again at once; a moment is given it to write its process's id.
    if (Date.now() - begun > 10_000 && runningProcess(service) === null) return true;
    return service.answers();
  }, 60);
  if (!up || !(await service.answers())) {
    throw new Error(`${name} does not answer at 127.0.0.1:${port}; what it says is in ${service.logFile}`);
  }
  return running ? 'running' : 'started';
}

/** @returns false when it did not run */
export async function stopService(service: Service): Promise<boolean> {
  const pid = runningProcess(service);
  if (pid === null) return false;
  await endProcess(pid);
  return true;
}
