import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { migrations } from '../migrations/index.ts';

/** The steps that the version before the last step knew. */
export const stepsBefore = migrations.mysql.slice(0, -1);

const git = (...args: string[]): string =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/**
 * The commit before the last migration step came: what runs while that step is applied.
 * @returns why there is none, where there is none
 */
export function findOldVersion(): { readonly commit: string } | { readonly missing: string } {
  const last = migrations.mysql.at(-1);
  if (last === undefined || stepsBefore.length === 0) return { missing: 'there is only one migration step' };
  try {
    const added = git(
      'log',
      '--diff-filter=A',
      '--format=%H',
      '--',
      `server/migrations/mysql/${last.name}.ts`,
    );
    const first = added.split('\n').at(-1) ?? '';
    if (first === '') return { missing: `the step ${last.name} is not committed yet` };
    return { commit: git('rev-parse', '--verify', `${first}^`) };
  } catch {
    return { missing: 'the history of this checkout does not go back to the version before' };
  }
}

/** The sources of a commit, inside the project, so that the packages are found from them. */
export function checkOut(commit: string): { readonly folder: string; remove(): void } {
  const cache = join(process.cwd(), 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'version-'));
  const files = execFileSync('git', ['archive', commit, 'config', 'bot', 'server'], {
    maxBuffer: 256 * 2 ** 20,
  });
  execFileSync('tar', ['-x', '-C', folder], { input: files });
  return {
    folder,
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
