import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openCallers, type Callers } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call } from '../../testing/people.ts';

describe('what a request may look like', () => {
  let product: Installation;
  let callers: Callers;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
  });
  afterAll(() => product.end());

  async function send(body: string, type = 'application/json'): Promise<[number, unknown]> {
    const { token = '' } = await callers.as('visitor');
    const answer = await fetch(`${product.url}/api/v1/binding/start`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body,
    });
    const json: unknown = await answer.json();
    const error: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'error') : undefined;
    return [
      answer.status,
      typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined,
    ];
  }

  it('is JSON that says so', async () => {
    expect(await send('{}')).toEqual([200, undefined]);
    expect(await send('{}', 'application/json; charset=utf-8')).toEqual([200, undefined]);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json-patch+json',
      'text/json',
    ]) {
      expect([type, await send('{}', type)]).toEqual([type, [415, 'request.media_type']]);
    }
    for (const broken of ['{', '{"a":}', 'null garbage', "{'a':1}", '\u0000']) {
      expect([broken, await send(broken)]).toEqual([broken, [400, 'request.not_json']]);
    }
    for (const shape of ['[]', '1', 'null', '"x"', '{"unknown":1}', '{"__proto__":{"ticket":1}}']) {
      expect([shape, await send(shape)]).toEqual([shape, [422, 'request.invalid']]);
    }
  });

  it('is at most 256 KB, whether it says its length or not', async () => {
    const padding = ' '.repeat(255 * 1024);
    expect(await send(`{${padding}}`)).toEqual([200, undefined]);
    expect(await send(`{${padding}${padding}}`)).toEqual([413, 'request.too_large']);
    const { token = '' } = await callers.as('visitor');
    const line = await new Promise<string>((resolve, reject) => {
      const socket = connect(product.port, '127.0.0.1', () => {
        socket.write(
          `POST /api/v1/binding/start HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
        );
        const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
        for (let sent = 0; sent < 6; sent += 1) socket.write(chunk);
      });
      socket.once('data', (data) => {
        resolve(data.toString('latin1').split('\r\n')[0] ?? '');
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(line).toBe('HTTP/1.1 413 Payload Too Large');
  });

  it('names the version that it edits, and the older of two edits is refused', async () => {
    const admin = await callers.as('admin');
    const { body } = await call(product, 'GET', '/follow-guides', admin);
    const guide = body.items[0];
    const edit = async (headers: Record<string, string>) =>
      call(product, 'PATCH', `/follow-guides/${guide.id}`, {
        ...(await callers.as('admin')),
        body: { enabled: true },
        headers,
      });
    const missing = await edit({});
    expect([missing.status, missing.body.error.code]).toEqual([422, 'request.if_match_missing']);
    for (const wrong of ['*', 'W/"1"', '"x"', '"-1"'])
      expect((await edit({ 'if-match': wrong })).status).toBe(422);
    const version = { 'if-match': `"${guide.version}"` };
    const answers = await Promise.all([edit(version), edit(version)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const late = await edit(version);
    expect([late.status, late.body.error.code]).toEqual([409, 'conflict.version']);
  });
});
