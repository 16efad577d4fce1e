import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

function newest(folder: string): number {
  return Math.max(
    0,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs),
  );
}

/**
 * Builds what the tests of the built packages need when it is missing or older than the sources:
 * the mini program, and the H5 with the sandbox's bridge.
 */
export default function setup(): void {
  const sources = Math.max(newest(path.join(root, 'src')), newest(path.join(root, 'config')));
  const wanted = [
    { type: 'weapp', made: 'dist/weapp/app.js', env: {} },
    { type: 'h5', made: 'dist/h5/index.html', env: { HL_SANDBOX: '1' } },
  ];
  for (const { type, made, env } of wanted) {
    const file = path.join(root, made);
    if (existsSync(file) && statSync(file).mtimeMs > sources) continue;
    process.stdout.write(`building ${type}\n`);
    const result = spawnSync('npx', ['taro', 'build', '--type', type], {
      cwd: root,
      env: { ...process.env, ...env, NODE_ENV: 'production' },
      encoding: 'utf8',
    });
    if (result.status !== 0) throw new Error(`building ${type} failed:\n${result.stdout}\n${result.stderr}`);
  }
}
