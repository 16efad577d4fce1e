import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { root } from './build.ts';

describe('npm run seed', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hulian-seed-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function seed(env: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/seed.ts'], {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '', DATA_DIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const code = new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, stdout, stderr };
  }
  const secret = { SECRET_KEY: 'k'.repeat(40) };
  const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://hl.example.cn', ...secret };

  it.each([
    ['in production', production],
    ['in production, also when the demo is asked for', { ...production, DEMO: '1' }],
    ['without the sandbox', { SANDBOX: '0', ...secret }],
  ])('refuses %s, touches nothing, and says what to do', async (_name, env) => {
    const { code, stdout, stderr } = await seed(env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/never in production[\s\S]*npm start[\s\S]*npm run enterprise/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells wrong settings before it looks at anything', async () => {
    const { code, stderr } = await seed({ NODE_ENV: 'production', SANDBOX: '1' });
    expect(code).toBe(78);
    expect(stderr).toMatch(/SANDBOX: cannot be on in production[\s\S]*SECRET_KEY[\s\S]*\.env\.example/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
