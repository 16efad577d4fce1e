import { Worker } from 'node:worker_threads';

/** Every thread, as entries of a bundler: whoever bundles the server bundles these beside it. Paths from the root. */
export const threadEntries = {
  'sqlite-writer-thread': 'server/kernel/data/sqlite-writer-thread.ts',
} as const;

/**
 * Starts a module of ours as a thread of this process.
 * @param from `import.meta.url` of a module in the same folder: in a bundle the thread's own lies beside it
 * @param name the module's file name without its ending
 */
export function startThread(from: string, name: keyof typeof threadEntries, workerData: unknown): Worker {
  const ending = /\.[a-z]+$/.exec(new URL(from).pathname)?.[0] ?? '.js';
  const url = new URL(`./${name}${ending}`, from);
  if (ending !== '.ts') return new Worker(url, { workerData });
  // From its sources: a thread does not inherit the loader of its parent.
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(url.href)}); })`;
  return new Worker(load, { eval: true, workerData });
}
