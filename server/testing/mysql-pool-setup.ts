import { beginPool } from './mysql-pool.ts';

/** Vitest calls it before the first file of a project, and what it returns after the last. */
export default function setup(): () => Promise<void> {
  return beginPool();
}
