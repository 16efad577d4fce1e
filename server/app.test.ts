import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createConfig } from '../config/env.ts';
import { createLogger } from './kernel/log/logger.ts';
import { createServer, type Server } from './server.ts';
import { openTestDatabase, type TestDatabase } from './testing/database.ts';

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const page = (script: string) =>
  `<!doctype html><head><script>${script}</script><script defer="defer" src="/app/js/app.0123abcd.js"></script></head>`;

describe('the application', () => {
  let test: TestDatabase;
  let server: Server;
  let folder: string;
  let url: string;
  const get = (path: string) => fetch(`${url}${path}`, { redirect: 'manual' });

  beforeAll(async () => {
    test = await openTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'hulian-app-'));
    mkdirSync(join(folder, 'h5/js'), { recursive: true });
    writeFileSync(join(folder, 'h5/index.html'), page('fit(375)'));
    writeFileSync(join(folder, 'h5/js/app.0123abcd.js'), 'start()');
    writeFileSync(join(folder, 'outside.txt'), 'not for the web');
    const config = createConfig({
      NODE_ENV: 'test',
      PORT: '0',
      HOST: '127.0.0.1',
      SANDBOX: '1',
      DATA_DIR: folder,
      SERVICES: 'web',
    });
    server = createServer(config, {
      db: test.db,
      log: createLogger('silent'),
      miniappDir: join(folder, 'h5'),
    });
    url = `http://127.0.0.1:${(await server.start()).port}`;
  });
  afterAll(async () => {
    await server.stop();
    await test.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lets exactly the scripts run that the mini-app’s build wrote into its page', async () => {
    const policy = async (path: string) => (await get(path)).headers.get('content-security-policy') ?? '';
    const first = await policy('/app/pages/home/index');
    expect(first).toContain(`script-src 'self' ${sha256('fit(375)')}`);
    expect(first).not.toMatch(/script-src[^;]*unsafe/);
    expect(first, 'the rest of the policy stays').toContain("object-src 'none'");
    writeFileSync(join(folder, 'h5/index.html'), page('fit(390, again)'));
    const second = await policy('/app/');
    expect(second, 'a new build').toContain(sha256('fit(390, again)'));
    expect(second).not.toContain(sha256('fit(375)'));
    expect(await policy('/'), 'no other page').not.toContain('sha256');
  });

  it('keeps named files for ever and the page never, and says what is missing', async () => {
    const file = await get('/app/js/app.0123abcd.js');
    expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'max-age=31536000,immutable']);
    expect((await get('/app/')).headers.get('cache-control')).toBe('no-store');
    expect((await get('/app/js/gone.0123abcd.js')).status).toBe(404);
    expect((await get('/app')).headers.get('location')).toBe('/app/');
    const unbuilt = await get('/workbench/');
    expect([unbuilt.status, await unbuilt.text()]).toEqual([
      503,
      '/workbench is not built. Run: npm run build:workbench\n',
    ]);
  });

  it('gives no file from outside a build', async () => {
    for (const path of ['/app/..%2foutside.txt', '/app/%2e%2e/outside.txt', '/app/..%5coutside.txt']) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.text()).not.toContain('not for the web');
    }
  });

  it('sends the printed address /b on, with its ticket', async () => {
    const ticket = 'a'.repeat(22);
    expect((await get(`/b?t=${ticket}`)).headers.get('location')).toBe(`/app/pages/bind/index?t=${ticket}`);
    expect((await get('/b')).headers.get('location')).toBe('/app/pages/bind/index');
  });

  it('says what it is to operators and integrators', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ ok: true });
    const openapi: unknown = await (await get('/api/openapi.json')).json();
    expect(JSON.stringify(openapi)).toContain('/interconnect-users/{id}/disable');
    expect(await (await get('/metrics')).text()).toContain('process_cpu');
    const unknown = await get('/api/v1/nowhere');
    expect([unknown.status, unknown.headers.get('x-request-id')]).toEqual([404, expect.any(String)]);
  });
});
