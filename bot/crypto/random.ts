import { randomBytes } from 'node:crypto';

const poolBytes = 8 * 1024;
let pool = Buffer.alloc(0);
let used = 0;

/**
 * Random bytes of the system's generator, each handed out once. Many are drawn at once, for asking
 * it costs as much as a signature.
 * @param count at most 64
 */
export function randomSlice(count: number): Buffer {
  if (count > 64) throw new RangeError('At most 64 bytes: use randomBytes for more');
  if (used + count > pool.length) {
    pool = randomBytes(poolBytes);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
