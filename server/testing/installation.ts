import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createConfig, type Config } from '../../config/env.ts';
import { createLogger, type Logger } from '../kernel/log/logger.ts';
import { startAll, type Running } from '../main.ts';
import { openTestDatabase } from './database.ts';
import { redisEnv } from './redis.ts';
import { controlSandbox } from './sandbox-control.ts';

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

export interface InstallationOptions {
  /** Beside what every installation is given. */
  readonly env?: Readonly<Record<string, string>>;
  /** What no variable can say beside a sandbox. */
  readonly change?: Partial<Config>;
  /** Where the log goes; default: nowhere, or `TEST_LOG`. */
  readonly log?: Logger;
}

export interface Installation extends Running {
  readonly port: number;
  readonly sandboxUrl: string;
  /** One verb of the sandbox's control. */
  control(verb: string, body: object): Promise<unknown>;
  end(): Promise<void>;
}

/**
 * The whole product as a newcomer starts it: server, sandbox and demo, on ports, a folder and a
 * database of its own (of the vitest project's engine).
 */
export async function startInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const database = await openTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'hulian-installation-'));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const config = createConfig({
    NODE_ENV: 'test',
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    SANDBOX: '1',
    SANDBOX_PORT: String(sandboxPort),
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    ...redisEnv(database.url),
    ...options.env,
  });
  const running = await startAll(
    { ...config, ...options.change },
    options.log ?? createLogger(process.env['TEST_LOG'] ?? 'silent'),
  );
  const sandboxUrl = `http://localhost:${sandboxPort}`;
  return {
    ...running,
    port,
    sandboxUrl,
    control: (verb, body) => controlSandbox(sandboxUrl, verb, body),
    async end() {
      await running.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
