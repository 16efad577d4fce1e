import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

import { readOptions, UsageError } from './options.ts';
import { widthOf } from './report.ts';
import { startReference } from './testing/reference-server.ts';
import { keys } from './testing/run-against.ts';

const folder = mkdtempSync(join(tmpdir(), 'hulian-conformance-'));
const root = join(import.meta.dirname, '..', '..');
const account = { channel: 'official-account', mode: 'safe', ...keys } as const;
let right: Awaited<ReturnType<typeof startReference>>;
let wrong: Awaited<ReturnType<typeof startReference>>;
beforeAll(async () => {
  right = await startReference(account);
  wrong = await startReference({ ...account, faults: ['wrong-signature', 'tells-why'] });
});
afterAll(async () => {
  await right.end();
  await wrong.end();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command as people start it. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/conformance.ts', ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: folder, ...env },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
}

const { token, encodingAesKey: aes, appId } = keys;
const pair = ['--token', token, '--aes', aes, '--app-id', appId];

it('ends with 0 where nothing failed, and tells it in the language that was asked for', async () => {
  const to = ['--url', right.url.href, ...pair, '--only', 'R1,R5', '--answer-word', '绑定'];
  const english = await run([...to, '--lang', 'en']);
  expect({ code: english.code, err: english.err }).toEqual({ code: 0, err: '' });
  expect(english.out).toMatch(
    /R1\.01\s+passed\s+200, and what the platform can read\s+200, «success», \d+ ms\s+a right text/,
  );
  expect(english.out).toContain('Nothing failed.');
  expect(english.out).not.toContain('R2.01');
  const chinese = await run(to, { LANG: 'zh_CN.UTF-8' });
  expect(chinese.out).toMatch(/R1\.01\s+通过\s+200，且平台读得懂/);
  expect(chinese.out).toContain('没有未通过的用例');
});

const reportSchema = z.object({
  target: z.object({ url: z.string(), channel: z.string(), mode: z.string() }),
  counts: z.record(z.string(), z.number()),
  groups: z.array(
    z.object({
      id: z.string(),
      cases: z.array(z.object({ id: z.string(), outcome: z.string(), came: z.string() })),
    }),
  ),
});

it('ends with 1 where something failed, and says what in the JSON too, without a secret', async () => {
  const file = join(folder, 'report.json');
  const to = [
    '--url',
    wrong.url.href,
    '--app-id',
    appId,
    '--only',
    'R1.01,R1.14,R2.20',
    '--json',
    file,
    '--lang',
    'en',
  ];
  const ended = await run(to, { CONFORMANCE_TOKEN: token, CONFORMANCE_AES: aes });
  expect(ended.code).toBe(1);
  expect(ended.out).toMatch(/R1\.14\s+FAILED\s+refused: 4xx\s+200, «success»/);
  const written = readFileSync(file, 'utf8');
  const report = reportSchema.parse(JSON.parse(written));
  expect(report.counts).toEqual({ passed: 1, failed: 1, advised: 0, skipped: 1 });
  expect(report.groups.flatMap(({ cases }) => cases.map(({ id, outcome }) => `${id} ${outcome}`))).toEqual([
    'R1.01 passed',
    'R1.14 failed',
    'R2.20 skipped',
  ]);
  for (const secret of [token, aes]) expect(ended.out + ended.err + written).not.toContain(secret);
});

it('ends with 2 where there is nothing to judge', async () => {
  const nobody = await run(['--url', 'http://127.0.0.1:9/', ...pair]);
  expect(nobody.code).toBe(2);
  expect(nobody.err).toContain('no answer');
  const nothing = await run(['--url', right.url.href, ...pair, '--only', 'R8.201', '--lang', 'en']);
  expect(nothing.code).toBe(2);
  expect(nothing.out).toContain('no verdict');
  const counted = await run([
    '--url',
    right.url.href,
    ...pair,
    '--effects-url',
    right.url.href,
    '--only',
    'R1.01',
  ]);
  expect(counted.code).toBe(2);
  expect(counted.err).toContain('--effects-url');
});

it('hints at the settings where a right text is refused', async () => {
  const ended = await run([
    '--url',
    right.url.href,
    '--token',
    'another',
    '--aes',
    aes,
    '--only',
    'R1.01',
    '--lang',
    'en',
  ]);
  expect(ended.code).toBe(1);
  expect(ended.out).toContain('Are --token, --aes, --app-id, --mode and --channel those of the account?');
});

it('names every wrong option at once', () => {
  const read = (...args: string[]) => readOptions(args, {});
  expect(() => read('--url', 'ftp://a', '--aes', 'short')).toThrow(/--url[\s\S]*--token[\s\S]*--aes/);
  expect(() => read('--url', 'http://a', '--token', 't')).toThrow('--aes: needed in safe mode');
  expect(() =>
    read('--url', 'http://a', '--token', 't', '--aes', aes, '--channel', 'wecom', '--mode', 'plain'),
  ).toThrow('WeCom is always safe');
  expect(() => read('--url', 'http://a', '--token', 't', '--mode', 'plain', '--only', 'X1')).toThrow(
    UsageError,
  );
  expect(() => read('--nothing')).toThrow(UsageError);
  const asked = read('--url', 'http://a', '--token', 't', '--mode', 'plain', '--echo-text', '绑定');
  expect(asked.kind === 'run' && asked.settings.answerWord).toBe('绑定');
});

it('counts two columns for a Chinese character, so that tables stand straight', () => {
  expect(widthOf('ab')).toBe(2);
  expect(widthOf('通过')).toBe(4);
  expect(widthOf('“a”，')).toBe(5);
});
