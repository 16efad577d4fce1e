import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { z } from 'zod';

import { startSandbox } from './index.ts';
import { buildPhone } from './phone/build.ts';

const help = `A WeChat in a box: service account, mini program, WeCom, SMS and WeChat Pay for development.

  npm run sandbox -- [--data <file>] [--help]

  --data <file>   keep accounts, people and messages in this file over restarts
  SANDBOX_PORT    where it listens, on the loopback only (3100)

Point your SDK's hosts at the prefixes that are printed at the start. docs/sandbox.md tells the rest.
`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readArguments(): { help: boolean; data: string | undefined } {
  try {
    const { values } = parseArgs({
      options: { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    return { help: values.help === true, data: values.data };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : 'Unknown argument'}\n\n${help}`);
  }
}

const given = readArguments();
if (given.help) {
  process.stdout.write(help);
  process.exit(0);
}
const port = z.coerce
  .number()
  .int()
  .min(0)
  .max(65_535)
  .safeParse(process.env['SANDBOX_PORT'] ?? 3100);
if (!port.success) fail('SANDBOX_PORT is not a port');

const write = (message: string) => process.stdout.write(`${message}\n`);
const phoneDir = join(import.meta.dirname, 'phone/dist');
try {
  if (!existsSync(join(phoneDir, 'index.html'))) {
    write('Building the phone …');
    await buildPhone(phoneDir);
  }
  const sandbox = await startSandbox({
    port: port.data,
    phoneDir,
    log: { info: write, warn: write, error: write },
    ...(given.data === undefined ? {} : { dataFile: given.data }),
  });
  write(`
  Phone            ${sandbox.url}/
  Accounts, keys   ${sandbox.url}/accounts
  Control          ${sandbox.url}/control/openapi.json
  Service account  ${sandbox.url}/api.weixin.qq.com
  Mini program     ${sandbox.url}/api.weixin.qq.com
  WeCom            ${sandbox.url}/qyapi.weixin.qq.com
  OAuth            ${sandbox.url}/open.weixin.qq.com/connect/oauth2/authorize
  SMS              ${sandbox.url}/sms/
  WeChat Pay       ${sandbox.url}/api.mch.weixin.qq.com
`);
  let closing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (closing) process.exit(1);
      closing = true;
      void sandbox.close().then(() => process.exit(0));
    });
  }
} catch (error) {
  fail(error instanceof Error ? error.message : 'The sandbox did not start');
}
