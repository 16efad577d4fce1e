import { request } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createConfig } from '../config/env.ts';
import { createLogger } from './kernel/log/logger.ts';
import { createServer, type Server } from './server.ts';
import { openTestDatabase, type TestDatabase } from './testing/database.ts';

describe('a server whose address is set', () => {
  let test: TestDatabase;
  let server: Server;
  let folder: string;
  let port = 0;

  beforeAll(async () => {
    test = await openTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'hulian-address-'));
    mkdirSync(join(folder, 'workbench'));
    writeFileSync(join(folder, 'workbench/index.html'), '<!doctype html><title>workbench</title>');
    writeFileSync(join(folder, 'workbench/app.0123abcd.js'), 'start()');
    const config = createConfig({
      ...{ NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1', PUBLIC_URL: 'https://hl.example.cn' },
      ...{ SECRET_KEY: 'a key of the tests that is long enough to be taken', DATA_DIR: folder },
      SERVICES: 'web',
    });
    server = createServer(config, {
      ...{ db: test.db, log: createLogger('silent'), workbenchDir: join(folder, 'workbench') },
    });
    port = (await server.start()).port;
  });
  afterAll(async () => {
    await server.stop();
    await test.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** With the Host header that a browser sends for a name. */
  const ask = (
    host: string,
    path: string,
    more: { cookie?: string; origin?: string; method?: string; body?: string } = {},
  ) =>
    new Promise<{ status: number; location: string | undefined; cookie: string; body: string }>(
      (done, failed) => {
        const { method = 'GET', body, ...headers } = more;
        const type = body === undefined ? {} : { 'content-type': 'application/json' };
        const asked = request({ port, path, method, headers: { host, ...headers, ...type } }, (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('end', () => {
            const { statusCode: status = 0, headers: told } = answer;
            const cookie = (told['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
            done({ status, location: told.location, cookie, body: text });
          });
        });
        asked.on('error', failed);
        asked.end(body);
      },
    );

  it('sends pages of another name there, each to the page that was asked for', async () => {
    const other = await ask('10.0.0.7:3000', '/workbench/staff?search=a%26b');
    expect([other.status, other.location]).toEqual([
      302,
      'https://hl.example.cn/workbench/staff?search=a%26b',
    ]);
    expect((await ask('old.example.cn', '/app')).location).toBe('https://hl.example.cn/app');
    const here = await ask('hl.example.cn', '/workbench/staff');
    expect([here.status, here.body]).toEqual([200, expect.stringContaining('workbench')]);
  });

  it('leaves files, health and the API where they are', async () => {
    expect((await ask('10.0.0.7', '/workbench/app.0123abcd.js')).status).toBe(200);
    expect((await ask('10.0.0.7', '/healthz')).status).toBe(200);
    expect((await ask('10.0.0.7', '/api/v1/staff/me')).status).toBe(401);
  });

  it('shows the page all the same behind a proxy that hides the name, and sends nobody round in circles', async () => {
    const first = await ask('backend:3000', '/workbench/');
    expect(first.status).toBe(302);
    expect((await ask('backend:3000', '/workbench/', { cookie: first.cookie })).status).toBe(200);
  });

  it('refuses a sign-in from a page of another name, and says where to sign in', async () => {
    const body = JSON.stringify({ account: 'nobody', password: 'not the password' });
    const from = (origin: string) =>
      ask('hl.example.cn', '/api/v1/sessions/staff-password', {
        ...{ method: 'POST', body },
        ...{ origin },
      });
    const other = await from('http://10.0.0.7:3000');
    expect([other.status, JSON.parse(other.body).error]).toMatchObject([
      403,
      { code: 'session.other_address', message: expect.stringContaining('https://hl.example.cn') },
    ]);
    expect((await from('https://hl.example.cn')).status).toBe(401);
  });
});
