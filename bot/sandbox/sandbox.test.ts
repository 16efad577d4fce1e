import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

import { startSandbox } from './index.ts';
import { startTestSandbox, type TestSandbox } from './testing/harness.ts';

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.close());

function raw(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(sandbox.base);
    request({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('who is answered', () => {
  it('serves loopback names and refuses every other Host', async () => {
    expect(await raw('/accounts', { host: 'localhost:3100' })).toBe(200);
    expect(await raw('/accounts', { host: '[::1]:3100' })).toBe(200);
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1']) {
      expect(await raw('/accounts', { host })).toBe(421);
    }
  });

  it('refuses pages of other origins at /control and /accounts, and serves its own', async () => {
    const host = 'localhost:3100';
    for (const path of ['/accounts', '/control/state', '/control/openapi.json']) {
      expect(await raw(path, { host, origin: 'http://evil.example' })).toBe(403);
      expect(await raw(path, { host, origin: 'http://localhost:3000' })).toBe(403);
      expect(await raw(path, { host, 'sec-fetch-site': 'cross-site' })).toBe(403);
      expect(
        await raw(path, { host, origin: 'http://localhost:3100', 'sec-fetch-site': 'same-origin' }),
      ).toBe(200);
    }
  });

  it('does not start in production or on an address that others reach', async () => {
    await expect(startSandbox({ port: 0, host: '0.0.0.0' })).rejects.toThrow(/loopback/);
    vi.stubEnv('NODE_ENV', 'production');
    await expect(startSandbox({ port: 0 })).rejects.toThrow(/production/);
    vi.unstubAllEnvs();
  });

  it('caps bodies at 1 MB and answers garbage with refusals', async () => {
    expect((await sandbox.post('/control/follow', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect((await sandbox.post('/control/follow', '{')).status).toBe(400);
    expect((await sandbox.post('/control/follow', '[]')).status).toBe(422);
    expect((await sandbox.get('/control/follow')).status).toBe(405);
    expect((await sandbox.get('/api.weixin.qq.com/cgi-bin/nothing')).status).toBe(404);
    expect((await sandbox.get('/phone/..%2f..%2findex.ts')).status).toBe(404);
    expect((await sandbox.get('/phone/%00')).status).toBe(404);
    expect((await sandbox.get('/control/messages?user=constructor')).status).toBe(404);
    expect((await sandbox.get('/control/state')).status).toBe(200);
  });
});

describe('control', () => {
  it('answers 404 for unknown accounts and people', async () => {
    const account = sandbox.service.id;
    expect((await sandbox.control('follow', { account: 'wxnone', follower: 'luren' })).status).toBe(404);
    expect((await sandbox.control('follow', { account, follower: 'nobody' })).status).toBe(404);
    expect((await sandbox.control('follow', { account, follower: 'luren' })).status).toBe(200);
  });

  it('adds people, whose openids differ though their ids look alike after padding', async () => {
    for (const id of ['a', 'a0']) await sandbox.control('people', { id, name: id, phones: ['15400000070'] });
    const [one, two] = [
      await sandbox.openid(sandbox.service.id, 'a'),
      await sandbox.openid(sandbox.service.id, 'a0'),
    ];
    expect(one).not.toBe(two);
    expect(one).toHaveLength(28);
    expect(two).toHaveLength(28);
  });

  it('tells listeners at once that something changed', async () => {
    const abort = new AbortController();
    const response = await fetch(`${sandbox.base}/control/events`, { signal: abort.signal });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const chunks = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => String((await chunks?.read())?.value);
    expect(await next()).toContain('"topics":[]');
    await sandbox.control('follow', { account: sandbox.service.id, follower: 'luren' });
    expect(await next()).toMatch(/data: \{"revision":\d+,"topics":\[.*"people".*\]\}/);
    abort.abort();
  });

  it('breaks calls as told: number, status, delay, cut connection, or only the answer lost', async () => {
    const token = await sandbox.token(sandbox.service);
    const path = '/cgi-bin/message/custom/send';
    const touser = await sandbox.openid(sandbox.service.id, 'luren');
    await sandbox.act('follow', { account: sandbox.service.id, follower: 'luren' });
    const send = () => sandbox.weixin(path, token, { touser, msgtype: 'text', text: { content: 'x' } });
    const fault = (value: object) =>
      sandbox.control('faults', { match: { path }, fault: { times: 1, ...value } });
    await fault({ errcode: -1 });
    expect((await send()).json).toMatchObject({
      errcode: -1,
      errmsg: expect.stringMatching(/^system error rid/),
    });
    await fault({ status: 502 });
    expect((await send()).status).toBe(502);
    await fault({ latencyMs: 120 });
    const began = performance.now();
    expect((await send()).json['errcode']).toBe(0);
    expect(performance.now() - began).toBeGreaterThan(110);
    await fault({ drop: true });
    await expect(send()).rejects.toThrow();
    expect(await sandbox.messages('luren')).toHaveLength(1);
    await fault({ drop: true, afterwards: true });
    await expect(send()).rejects.toThrow();
    expect(await sandbox.messages('luren')).toHaveLength(2);
    expect((await send()).json['errcode']).toBe(0);
  });

  it('keeps faults to their account and path, and mends all', async () => {
    const token = await sandbox.token(sandbox.service);
    const mini = await sandbox.token(sandbox.mini);
    await sandbox.control('faults', {
      match: { account: sandbox.service.id, path: '/cgi-bin/*' },
      fault: { errcode: 45009 },
    });
    const ask = async (given: string) =>
      (await sandbox.weixin('/cgi-bin/getcallbackip', given)).json['errcode'] ?? 0;
    expect([await ask(token), await ask(token), await ask(mini)]).toEqual([45009, 45009, 0]);
    await sandbox.control('faults', { clear: true });
    expect(await ask(token)).toBe(0);
  });

  it('lists calls without secrets', async () => {
    const token = await sandbox.token(sandbox.service);
    await sandbox.weixin('/cgi-bin/user/info?openid=x', token);
    const answer = await sandbox.get('/control/calls?path=/user/info');
    expect(answer.json['items']).toMatchObject([
      {
        account: sandbox.service.id,
        method: 'GET',
        path: '/api.weixin.qq.com/cgi-bin/user/info',
        errcode: 40003,
      },
    ]);
    const all = (await sandbox.get('/control/calls')).text;
    expect(all).not.toContain(token);
    expect(all).not.toContain(sandbox.service.secret);
  });

  it('moves one clock for all and sets it right again', async () => {
    const moved = await sandbox.control('clock', { advanceMs: 3_600_000 });
    expect(moved.json['offsetMs']).toBe(3_600_000);
    expect(Date.parse(String(moved.json['now'])) - Date.now()).toBeGreaterThan(3_590_000);
    expect((await sandbox.control('clock', { reset: true })).json['offsetMs']).toBe(0);
    expect((await sandbox.control('clock', { advanceMs: -1 })).status).toBe(422);
  });

  it('uses the clock of its host where one is given', async () => {
    let offset = 1_000;
    const other = await startTestSandbox({
      clock: {
        offsetMs: () => offset,
        setOffset: (ms) => {
          offset = ms;
        },
      },
    });
    await other.advance(500);
    expect(offset).toBe(1_500);
    await other.close();
  });

  it('begins anew but keeps what the accounts were told, unless told to forget it', async () => {
    const token = await sandbox.token(sandbox.service);
    await sandbox.control('accounts/configure', {
      account: sandbox.mini.id,
      h5BaseUrl: 'http://localhost:9/app/',
    });
    await sandbox.act('follow', { account: sandbox.service.id, follower: 'luren' });
    const base = async () => {
      const text = (await sandbox.get('/accounts')).text;
      return text.includes('"h5BaseUrl":"http://localhost:9/app"');
    };
    await sandbox.control('reset', {});
    expect(await base()).toBe(true);
    expect((await sandbox.weixin('/cgi-bin/user/get', token)).json).toMatchObject({ total: 0 });
    await sandbox.control('reset', { accounts: true });
    expect(await base()).toBe(false);
    expect((await sandbox.weixin('/cgi-bin/user/get', token)).json['errcode']).toBe(40001);
  });

  it('keeps the last 500 messages of a person', async () => {
    await sandbox.act('follow', { account: sandbox.service.id, follower: 'luren' });
    for (let count = 0; count < 510; count += 1) {
      await sandbox.act('send', { account: sandbox.service.id, follower: 'luren', text: String(count) });
    }
    const messages = await sandbox.messages('luren');
    expect(messages).toHaveLength(500);
    expect(messages[0]).toMatchObject({ text: '10', direction: 'out', via: 'person' });
    const later = await sandbox.get(`/control/messages?user=luren&after=${messages.at(-3)?.seq ?? 0}`);
    expect(later.json['items']).toHaveLength(2);
  });

  it('describes every verb from the schemas that check it', async () => {
    const { json } = await sandbox.get('/control/openapi.json');
    expect(json['openapi']).toBe('3.1.0');
    const paths = z.record(z.string(), z.unknown()).parse(json['paths']);
    expect(Object.keys(paths)).toHaveLength(43);
    expect(json['paths']).toHaveProperty([
      '/control/follow',
      'post',
      'requestBody',
      'content',
      'application/json',
      'schema',
      'properties',
      'follower',
    ]);
    expect(json['paths']).toHaveProperty(['/control/messages', 'get', 'parameters']);
  });

  it('draws codes that a scan understands', async () => {
    const png = await sandbox.get(`/control/qrcode?account=${sandbox.service.id}&scene=shop`);
    expect(png.headers.get('content-type')).toBe('image/png');
    expect((await sandbox.get('/control/qrcode?account=wxnone&scene=a')).status).toBe(404);
    expect((await sandbox.get('/control/qrcode')).status).toBe(422);
    const opened = await sandbox.control('scan', { follower: 'luren', url: 'https://hl.example.cn/d/abc' });
    expect(opened.json).toEqual({ deliveries: [], opens: { url: 'https://hl.example.cn/d/abc' } });
  });
});

describe('the data file', () => {
  it('keeps everything over a restart, and refuses a file that is something else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const dataFile = join(folder, 'nested', 'state.json');
    const first = await startTestSandbox({ dataFile });
    const token = await first.token(first.service);
    await first.act('follow', { account: first.service.id, follower: 'luren', scene: 'kept' });
    await first.close();
    expect(JSON.parse(await readFile(dataFile, 'utf8'))).toHaveProperty('people');
    const second = await startTestSandbox({ dataFile });
    const openid = await second.openid(second.service.id, 'luren');
    const info = await second.weixin(`/cgi-bin/user/info?openid=${openid}`, token);
    expect(info.json).toMatchObject({ subscribe: 1, qr_scene_str: 'kept' });
    await second.close();
    await writeFile(dataFile, '{"other":true}');
    await expect(startSandbox({ port: 0, dataFile })).rejects.toThrow(/not a state of this sandbox/);
    await rm(folder, { recursive: true });
  });
});
