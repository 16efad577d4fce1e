/**
 * `npm test`: the whole gate. Format, lint, types, imports, migrations in step; the clients are
 * built and tested meanwhile; then every test on the embedded engine, again on MySQL where it
 * answers, and the stories in Chromium where it is installed. What could not be reached
 * is said at the end; REQUIRE_SERVICES=1 turns that into a failure, runs a failed test once more, and
 * names what passed only then.
 *
 *   npm test                 everything
 *   npm test -- --only NAME  one step: format, lint, types, imports, migrations, build, embedded,
 *                            mysql, workbench, miniapp, browser
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import { answers } from './answers.ts';
import { root } from './build.ts';
import { readReport } from './test-report.ts';

const at = process.argv.indexOf('--only');
const only = at === -1 ? undefined : process.argv[at + 1];
const requireServices = process.env['REQUIRE_SERVICES'] === '1';
/** Files at a time, each with databases of its own: they wait for disks and clocks more than for a core. */
const atOnce = `--maxWorkers=${Math.max(2, Math.min(4, availableParallelism()))}`;
/** Files follow each other in one process, which loads the product once (`test-pool.ts`). */
const shared = { TEST_PROCESSES: 'shared' };
const reports = mkdtempSync(join(tmpdir(), 'hulian-reports-'));
const missing: string[] = [];
const times: string[] = [];
const failures: string[] = [];
const again: string[] = [];
let passed = 0;
let failed = 0;
let skipped = 0;

/** Runs a command; its output is printed when it ends, so that two may run at once. */
function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, FORCE_COLOR: '0', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', () => {
      resolve(1);
    });
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(chunks));
      resolve(code ?? 1);
    });
  });
}

async function step(name: string, work: () => Promise<number>): Promise<boolean> {
  if (only !== undefined && only !== name) return true;
  const started = Date.now();
  const code = await work();
  const line = `${name}: ${code === 0 ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - started) / 1000)} s`;
  times.push(line);
  console.log(`== ${line}\n`);
  if (code === 0) passed += 1;
  else failed += 1;
  return code === 0;
}

/** One vitest run whose counts go into the last line. */
async function vitest(
  label: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<number> {
  const report = join(reports, `${label}.json`);
  const reporting = [
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    // Once more on a machine that is not ours to quiet, and never in silence.
    ...(requireServices ? ['--retry=1'] : []),
  ];
  const code = await run('npx', ['vitest', 'run', ...args, ...reporting], options);
  if (existsSync(report)) {
    const result = readReport(report, root);
    passed += result.passed;
    failed += result.failed;
    skipped += result.skipped;
    failures.push(...result.failures.map((line) => `${label}: ${line}`));
    again.push(...result.again.map((line) => `${label}: ${line}`));
  }
  return code;
}

const miniapp = join(root, 'miniapp');
const tsx = (script: string, ...args: string[]) => run('npx', ['tsx', script, ...args]);
/** Several commands as one step: the first that fails ends it. */
const all =
  (...commands: readonly (() => Promise<number>)[]) =>
  async () => {
    for (const command of commands) {
      const code = await command();
      if (code !== 0) return code;
    }
    return 0;
  };

async function checkSources(): Promise<void> {
  await step('format', () => run('npm', ['run', '--silent', 'format']));
  await step('lint', () => run('npm', ['run', '--silent', 'lint']));
  await step(
    'types',
    all(
      () => run('npx', ['tsc', '--noEmit', '-p', '.']),
      () => run('npx', ['tsc', '--noEmit', '-p', 'bot/sandbox/phone']),
      () => run('npm', ['run', '--silent', 'types', '--workspace', 'workbench']),
    ),
  );
  await step('imports', () => run('npm', ['run', '--silent', 'imports']));
  await step('migrations', () => tsx('scripts/check-migrations.ts'));
}

/** The first time with the mini-app's own `npm ci`; the weapp beside the H5, for the runner and the budget. */
const buildClients = () =>
  step(
    'build',
    all(
      () => tsx('scripts/build.ts', '--sandbox'),
      () => run('npm', ['run', '--silent', 'build:weapp'], { cwd: miniapp }),
    ),
  );

/** The clients' own tests, as soon as they are built: looking the sources over takes longer, on one core. */
async function testClients(): Promise<void> {
  await step('workbench', () => vitest('workbench', [], { cwd: join(root, 'workbench') }));
  await step(
    'miniapp',
    all(
      () => run('npm', ['run', '--silent', 'types'], { cwd: miniapp }),
      () => vitest('miniapp', [], { cwd: miniapp }),
      () => run('npm', ['run', '--silent', 'check:size'], { cwd: miniapp, env: { HL_SANDBOX: '1' } }),
    ),
  );
}

const lanes = [() => checkSources(), () => buildClients().then(testClients)];
if (only === undefined) await Promise.all(lanes.map((lane) => lane()));
else for (const lane of lanes) await lane();
await step('embedded', () => vitest('embedded', ['--project', 'embedded', atOnce], { env: shared }));
const mysql = new URL(process.env['TEST_DATABASE_URL'] ?? 'mysql://root@127.0.0.1:3306');
if (await answers(mysql, 3306)) {
  const redis = new URL(process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379');
  const redisAnswers = await answers(redis, 6379);
  if (!redisAnswers) {
    missing.push(`Redis at ${redis.host}: what many processes share was not run`);
    process.env['TEST_REDIS_URL'] = '';
  }
  await step('mysql', () => vitest('mysql', ['--project', 'mysql', atOnce], { env: shared }));
} else missing.push(`MySQL at ${mysql.host}: nothing was run on it`);
if (existsSync(process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium')) {
  // A story waits for its browser most of the time: one file at a time leaves half the machine idle.
  await step('browser', () => vitest('browser', ['--project', 'browser', atOnce], { env: shared }));
} else missing.push('Chromium: the stories in a browser were not run');

rmSync(reports, { recursive: true, force: true });
console.log(times.map((line) => `  ${line}`).join('\n'));
// Here and not only where it happened: of a long log often the end alone is kept.
for (const line of again) console.log(`Passed only when run again, find out why: ${line}`);
for (const line of failures) console.log(`Failed in ${line}`);
for (const line of missing) console.log(`Not reached: ${line}`);
if (requireServices) failed += missing.length;
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
process.exitCode = failed === 0 ? 0 : 1;
