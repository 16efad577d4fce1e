import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a file beside its name, and gives it the name once its bytes are on the disk: whoever sees
 * the name sees all of it, and what fails leaves nothing. Its owner alone may read it, for it is
 * full of people.
 */
export async function writeWhole(file: string, make: (part: string) => void | Promise<void>): Promise<void> {
  const part = `${file}.part`;
  rmSync(part, { force: true });
  try {
    await make(part);
    chmodSync(part, 0o600);
    flush(part);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
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
