import { fileURLToPath } from 'node:url';

import type { SandboxClock } from './clock.ts';
import { mountControl } from './control/index.ts';
import { listen, Router } from './http.ts';
import { mountMiniProgram } from './mini-program/index.ts';
import { mountOauth } from './oauth/authorize.ts';
import { mountOfficialAccount } from './official-account/index.ts';
import { phoneFiles } from './phone-files.ts';
import type { SandboxLog } from './log.ts';
import { createSandbox } from './sandbox.ts';
import { registryPath, searchRegistry } from './business-registry/search.ts';
import { sendSms } from './sms/send-sms.ts';
import { mountWechatPay } from './wechat-pay/index.ts';
import { noticesOf } from './wechat-pay/notices.ts';
import { mountWecom } from './wecom/index.ts';
import { buildDemoWorld, type World } from './world.ts';

export type { SandboxClock } from './clock.ts';
export type { SandboxLog } from './log.ts';
export { buildDemoWorld, type World } from './world.ts';

export interface SandboxOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Default 127.0.0.1. Anything but the loopback is refused. */
  readonly host?: string;
  /** Default: silent. */
  readonly log?: SandboxLog;
  /** Keeps the state as JSON over restarts; absent: in memory only. */
  readonly dataFile?: string;
  /** Default: the demo's. */
  readonly world?: World;
  /** Default: an offset of the sandbox's own. */
  readonly clock?: SandboxClock;
  /** The built phone; default `phone/dist` beside this file. */
  readonly phoneDir?: string;
}

export interface StartedSandbox {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const silent: SandboxLog = { info() {}, warn() {}, error() {} };
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Starts a WeChat in a box (docs/sandbox.md).
 * @throws Error in production, on a host that others can reach, for a port in use or a file that is
 *   not a sandbox's
 */
export async function startSandbox(options: SandboxOptions): Promise<StartedSandbox> {
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error('The sandbox does not run in production: it hands out keys to whoever asks');
  }
  const host = options.host ?? '127.0.0.1';
  if (!loopback.has(host)) throw new Error(`The sandbox listens on the loopback only, not on ${host}`);
  const log = options.log ?? silent;
  const sandbox = createSandbox({
    world: options.world ?? buildDemoWorld(),
    dataFile: options.dataFile,
    clock: options.clock,
    log,
  });
  await sandbox.store.load();
  const router = new Router();
  mountControl(router, sandbox);
  mountOfficialAccount(router, sandbox);
  mountMiniProgram(router, sandbox);
  mountWecom(router, sandbox);
  mountWechatPay(router, sandbox);
  mountOauth(router, sandbox);
  router.add(registryPath, searchRegistry(sandbox));
  for (const path of ['/sms', '/sms/']) router.add(path, sendSms(sandbox));
  const phone = phoneFiles(options.phoneDir ?? fileURLToPath(new URL('./phone/dist', import.meta.url)));
  router.add('/', phone);
  router.addFolder('/phone/', phone);
  noticesOf(sandbox).resume();
  const server = await listen(router, {
    port: options.port,
    host,
    onError: (error, path) =>
      log.error(`${path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  });
  return {
    url: `http://localhost:${server.port}`,
    port: server.port,
    async close() {
      sandbox.schedule.close();
      await server.close();
      await sandbox.callbacks.close();
      await noticesOf(sandbox).close();
      await sandbox.store.close();
    },
  };
}
