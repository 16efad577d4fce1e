/**
 * `npm start`: builds what is missing, then starts the server (and, unless NODE_ENV=production or
 * SANDBOX=0, the sandbox with the demo brand).
 *
 *   npm start                     everything
 *   npm start -- --services=web,worker,scheduler    what this process does (SERVICES), any of the three
 *   npm start -- --no-miniapp     a server without the mini-app's H5 (its thousand packages stay out)
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { loadConfig } from '../config/env.ts';
import { buildMissing, root } from './build.ts';
import { nodeFlags } from './node-flags.ts';

const args = new Set(process.argv.slice(2));
const chosen = [...args].find((arg) => arg.startsWith('--services='));
if (chosen !== undefined) process.env['SERVICES'] = chosen.slice('--services='.length);
if (args.has('--help')) {
  process.stdout.write(
    'npm start [-- --no-miniapp] [--services=web,worker,scheduler]\nBuilds what is missing, then starts. Settings: .env.example\n',
  );
  process.exit(0);
}
// Wrong settings are told before anything is built.
const config = loadConfig();
const started = Date.now();
await buildMissing({
  sandbox: config.sandbox.on,
  miniapp: !args.has('--no-miniapp') && config.services.includes('web'),
  say: (line) => process.stdout.write(`${line}\n`),
});
process.stdout.write(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s. Starting …\n`);

const child = spawn(process.execPath, [...nodeFlags, '--enable-source-maps', join(root, 'dist/main.js')], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, HULIAN_MAIN: '1' },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    child.kill(signal);
  });
}
child.on('close', (code, signal) => {
  process.exit(code ?? (signal === null ? 0 : 1));
});
