import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { root } from './build.ts';
import { readReport, type RunReport } from './test-report.ts';

describe('the report of a run', () => {
  let folder = '';
  let report: RunReport;
  beforeAll(async () => {
    // Inside the project, so that vitest is found from it, and where Git looks away.
    const cache = join(root, '.cache');
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'report-'));
    const file = (name: string, body: string) => {
      const start = "import { afterAll, describe, expect, it } from 'vitest';\n";
      writeFileSync(join(folder, name), start + body);
    };
    // Its own: it would take the project's, which has other folders.
    writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {};\n');
    file('ok.test.ts', "it('holds', () => expect(1).toBe(1)); it.skip('waits', () => undefined);");
    file(
      'bad.test.ts',
      "describe('a room', () => { it('has a door', () => { throw new Error('locked\\nwith a key'); }); });",
    );
    file('broken.test.ts', "throw new Error('no such thing');");
    file(
      'hook.test.ts',
      "afterAll(() => { throw new Error('left open'); }); it('holds', () => expect(1).toBe(1));",
    );
    file(
      'moody.test.ts',
      "let tries = 0; it('holds', () => { tries += 1; if (tries === 1) throw new Error('not yet'); });",
    );
    const json = join(folder, 'report.json');
    const args = ['run', '--retry=1', '--root', folder, '--reporter=json', `--outputFile.json=${json}`];
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    // It ends with 1: three of its files fail.
    await expect(promisify(execFile)(process.execPath, [vitest, ...args])).rejects.toMatchObject({ code: 1 });
    report = readReport(json, folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('names every test that failed, with the first line of why', () => {
    expect(report.failures).toContain('bad.test.ts › a room has a door: Error: locked');
  });

  it('names a file that could not be loaded, and one whose hook failed', () => {
    expect(report.failures.filter((line) => line.includes('broken.test.ts'))).toEqual([
      'broken.test.ts: no such thing',
    ]);
    expect(report.failures.some((line) => line.startsWith('hook.test.ts'))).toBe(true);
    expect(report.failures).toHaveLength(3);
  });

  it('counts them as failed', () => {
    expect([report.passed, report.failed, report.skipped]).toEqual([3, 3, 1]);
  });

  it('names what passed only when it was run again', () => {
    expect(report.again).toEqual(['moody.test.ts › holds: Error: not yet']);
  });
});
