/**
 * Builds what is missing or older than its sources: the server's bundle, the workbench, the phone,
 * and the mini-app's H5 (with its own `npm ci` at the first time). Prints what it does.
 *
 *   tsx scripts/build.ts [--no-miniapp] [--force] [--sandbox]
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { build as bundle } from 'esbuild';

import { buildPhone } from '../bot/sandbox/phone/build.ts';
import { threadEntries } from '../server/kernel/threads.ts';

export const root = resolve(import.meta.dirname, '..');
const skip = new Set(['node_modules', 'dist', '.swc', 'data']);

/** The newest change below some paths, in ms. */
function newest(paths: readonly string[]): number {
  let latest = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const stat = statSync(path);
    if (!stat.isDirectory()) {
      latest = Math.max(latest, stat.mtimeMs);
      continue;
    }
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (!skip.has(entry.name)) latest = Math.max(latest, newest([join(path, entry.name)]));
    }
  }
  return latest;
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', failed);
    child.on('close', (code) => {
      if (code === 0) done();
      else failed(new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}\n${output}`));
    });
  });
}

interface Target {
  readonly name: string;
  readonly sources: readonly string[];
  readonly made: string;
  readonly work: () => Promise<void>;
  /** Part of what was built, beside the sources: another value builds again. */
  readonly stamp?: string;
}

const at = (...parts: string[]) => join(root, ...parts);

export function targets(options: { sandbox: boolean }): readonly Target[] {
  return [
    {
      name: 'server',
      sources: [at('server'), at('bot'), at('config'), at('package.json')],
      made: at('dist/main.js'),
      work: async () => {
        await bundle({
          absWorkingDir: root,
          entryPoints: { main: 'server/main.ts', ...threadEntries },
          outdir: at('dist'),
          bundle: true,
          splitting: true,
          platform: 'node',
          format: 'esm',
          target: 'node20',
          packages: 'external',
          sourcemap: 'linked',
          logLevel: 'error',
        });
      },
    },
    {
      name: 'sandbox phone',
      sources: [at('bot/sandbox/phone/src'), at('bot/sandbox/phone/build.ts')],
      made: at('bot/sandbox/phone/dist/index.html'),
      work: () => buildPhone(at('bot/sandbox/phone/dist')),
    },
    {
      name: 'workbench',
      sources: [
        at('workbench/src'),
        at('workbench/index.html'),
        at('workbench/vite.config.ts'),
        at('server/contract'),
      ],
      made: at('workbench/dist/index.html'),
      work: () => run('npm', ['run', 'build', '--workspace', 'workbench'], root),
    },
    {
      name: 'mini-app packages (about a minute, once)',
      sources: [at('miniapp/package-lock.json')],
      made: at('miniapp/node_modules/.package-lock.json'),
      work: () => run('npm', ['ci', '--no-audit', '--no-fund'], at('miniapp')),
    },
    {
      name: 'mini-app H5',
      sources: [at('miniapp/src'), at('miniapp/config'), at('miniapp/package-lock.json')],
      made: at('miniapp/dist/h5/index.html'),
      stamp: options.sandbox ? 'with the sandbox bridge' : 'without the sandbox bridge',
      work: () => run('npm', ['run', 'build:h5'], at('miniapp'), { HL_SANDBOX: options.sandbox ? '1' : '0' }),
    },
  ];
}

/** Builds what is missing; tells each step and how long it took. */
export async function buildMissing(options: {
  sandbox: boolean;
  miniapp: boolean;
  force?: boolean;
  say: (line: string) => void;
}): Promise<void> {
  for (const target of targets(options)) {
    if (!options.miniapp && target.name.startsWith('mini-app')) continue;
    const stampFile = `${target.made}.stamp`;
    const stamped =
      target.stamp === undefined ||
      (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === target.stamp);
    const fresh =
      existsSync(target.made) && statSync(target.made).mtimeMs >= newest(target.sources) && stamped;
    if (fresh && options.force !== true) continue;
    const started = Date.now();
    options.say(`Building the ${target.name} …`);
    await target.work();
    if (target.stamp !== undefined) {
      mkdirSync(join(target.made, '..'), { recursive: true });
      writeFileSync(stampFile, target.stamp);
    }
    options.say(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--help')) {
    process.stdout.write(
      'Builds what is missing.\n  --sandbox     with the sandbox bridge in the H5 (default outside production)\n  --no-miniapp  leave the mini-app out\n  --force       build everything again\n',
    );
  } else {
    await buildMissing({
      sandbox:
        process.argv.includes('--sandbox') ||
        (process.env['NODE_ENV'] !== 'production' && process.env['SANDBOX'] !== '0'),
      miniapp: !process.argv.includes('--no-miniapp'),
      force: process.argv.includes('--force'),
      say: (line) => process.stdout.write(`${line}\n`),
    });
  }
}
