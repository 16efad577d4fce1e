import { chmodSync, closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Gives a finished file its name once its bytes are on the disk: whoever sees the name sees all of
 * it. Its owner alone may read it, for it is full of people.
 */
export function publish(part: string, file: string): void {
  chmodSync(part, 0o600);
  flush(part);
  renameSync(part, file);
  flush(dirname(file));
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
