import { spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { root } from './build.ts';

const drills = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'scripts/drills.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 30_000,
  });

describe('npm run drills', () => {
  it('says how it is used, and starts nothing', () => {
    const { status, stdout } = drills('--help');
    expect([status, stdout]).toEqual([0, expect.stringContaining('--only    envelope, day, crash')]);
  });

  it.each([[['--onyl', 'crash']], [['crash']], [['--only', 'crsh']], [['--engine', 'oracle']]])(
    'refuses %j, and starts nothing',
    (args) => {
      const { status, stdout, stderr } = drills(...args);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain('npm run drills [--');
    },
  );
});
