import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request as httpRequest, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { encrypt, getSignature } from '@wecom/crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createFixedClock } from '../../../kernel/clock.ts';
import {
  buildText,
  newNonce,
  newOpenid,
  openCallbackWorld,
  sealCallback,
  xmlOf,
  type CallbackWorld,
  type TestAccount,
  type TestCallback,
} from '../../../testing/callbacks.ts';
import { full } from '../../../testing/drill.ts';

const clock = createFixedClock(new Date('2026-03-02T08:00:00Z'));
let world: CallbackWorld;
let safe: TestAccount;
let plain: TestAccount;
let listener: Server;
let hits = 0;
let listenerUrl = '';
const folder = mkdtempSync(join(tmpdir(), 'hulian-xxe-'));
const secretFile = join(folder, 'secret.txt');

beforeAll(async () => {
  world = await openCallbackWorld({ clock });
  safe = await world.connect('official-account');
  plain = await world.connect('official-account', { mode: 'plain' });
  writeFileSync(secretFile, 'what no answer may carry');
  listener = createServer((_request, response) => {
    hits += 1;
    response.end('<!ENTITY hit "1">');
  });
  await new Promise<void>((resolve) => {
    listener.listen(0, '127.0.0.1', resolve);
  });
  const address = listener.address();
  listenerUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(async () => {
  listener.close();
  rmSync(folder, { recursive: true, force: true });
  await world.end();
});

const text = () => buildText(clock.now(), '你好', { FromUserName: newOpenid() });

/** The hostile XML as the clear text of a callback that is signed and sealed as it should be. */
const inside = (xml: string) => sealCallback(safe, xml, clock.now());
/** The hostile XML as the body itself. */
const outside = (xml: string): TestCallback => ({ ...sealCallback(plain, xml, clock.now()) });

const fields = () => xmlOf(text()).replace(/^<xml>|<\/xml>$/g, '');

function vectors(): Record<string, string> {
  const tail = `<xml>${fields()}`;
  const laughs = Array.from(
    { length: 10 },
    (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
  ).join('');
  return {
    'external entity to a file': `<!DOCTYPE xml [<!ENTITY e SYSTEM "file://${secretFile}">]>${tail}<Title>&e;</Title></xml>`,
    'external entity to a listener': `<!DOCTYPE xml [<!ENTITY e SYSTEM "${listenerUrl}/e">]>${tail}<Title>&e;</Title></xml>`,
    'external document type': `<!DOCTYPE xml SYSTEM "${listenerUrl}/dtd">${tail}</xml>`,
    'parameter entity': `<!DOCTYPE xml [<!ENTITY % p SYSTEM "${listenerUrl}/p">%p;]>${tail}</xml>`,
    'billion laughs': `<!DOCTYPE xml [<!ENTITY l0 "ha">${laughs}]>${tail}<Title>&l10;</Title></xml>`,
    'an entity without a declaration': `${tail}<Title>&e;</Title></xml>`,
    'a character that is none': `${tail}<Title>&#0;</Title></xml>`,
    'a stylesheet instruction': `<?xml-stylesheet href="${listenerUrl}/x.xsl"?>${tail}</xml>`,
    'another encoding declared': `<?xml version="1.0" encoding="UTF-16"?>${tail}</xml>`,
    'UTF-7': `<?xml version="1.0" encoding="UTF-7"?>+ADw-xml+AD4-+ADwAIQ-DOCTYPE+AD4-`,
    inclusion: `<xml xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file://${secretFile}" parse="text"/></xml>`,
    'nested roots': `<xml>${tail}</xml></xml>`,
    'two roots': `${tail}</xml>${tail}</xml>`,
    'a name that stands twice': `${tail}<MsgType><![CDATA[event]]></MsgType></xml>`,
    'CDATA in CDATA': `<xml><Content><![CDATA[a<![CDATA[b]]>c]]></Content>${fields()}</xml>`,
    'an open CDATA section': `${tail}<Title><![CDATA[never closed</Title></xml>`,
    'an end of CDATA without its beginning': `${tail}<Title>a]]>b</Title></xml>`,
    'a comment': `${tail}<!-- a --></xml>`,
    'an attribute': `${tail}<Title lang="zh">a</Title></xml>`,
    'too deep': `${tail}${'<a>'.repeat(40)}${'</a>'.repeat(40)}</xml>`,
    'too many elements': `${tail}${'<a></a>'.repeat(2_000)}</xml>`,
    'not closed': tail,
    'text between elements': `${tail}words</xml>`,
    'prototype names': `${tail}<__proto__><a>1</a></__proto__></xml>`,
    'a zero byte': `${tail}<Title>a\0b</Title></xml>`,
    'no XML at all': 'subscribe',
    empty: '',
  };
}

describe('hostile XML (R6)', () => {
  it.each(Object.keys(vectors()))('%s: refused inside the ciphertext and as the body', async (name) => {
    const xml = vectors()[name] ?? '';
    const before = (await world.inbox()).length;
    for (const callback of [inside(xml), outside(xml)]) {
      const answer = await world.send(callback);
      expect(answer.status).toBe(401);
      expect(answer.text).toBe('');
    }
    expect((await world.inbox()).length).toBe(before);
    expect(hits).toBe(0);
    expect(world.log.join('\n')).not.toContain('what no answer may carry');
  });

  it('the same fields without the trick are taken', async () => {
    for (const callback of [inside(xmlOf(text())), outside(xmlOf(text()))]) {
      expect((await world.send(callback)).status).toBe(200);
    }
    const prolog = `<?xml version="1.0" encoding="UTF-8"?>\n${xmlOf(text())}\n`;
    expect((await world.send(inside(prolog))).status).toBe(200);
  });

  it('UTF-16, either way round, is refused', async () => {
    const callback = outside('');
    for (const swap of [false, true]) {
      const bytes = Buffer.from(`\ufeff${xmlOf(text())}`, 'utf16le');
      const answer = await world.send(callback, { body: swap ? bytes.swap16() : bytes });
      expect(answer.status).toBe(401);
    }
  });

  it('two ciphertexts in one body are refused, whichever of them is signed', async () => {
    const nonce = newNonce();
    const timestamp = String(Math.floor(clock.now().getTime() / 1000));
    const [one, two] = [1, 2].map(() => encrypt(safe.encodingAesKey, xmlOf(text()), safe.appId));
    const body = `<xml><ToUserName>a</ToUserName><Encrypt>${one ?? ''}</Encrypt><Encrypt>${two ?? ''}</Encrypt></xml>`;
    for (const cipher of [one, two]) {
      const signature = getSignature(safe.token, timestamp, nonce, cipher ?? '');
      const query = `timestamp=${timestamp}&nonce=${nonce}&msg_signature=${signature}`;
      expect((await world.send({ ...inside(''), query, body })).status).toBe(401);
    }
  });
});

describe('the size of bodies', () => {
  it('ends at 64 KB: ten megabytes are cut off, and so is a length that lies', async () => {
    const callback = inside(xmlOf(text()));
    const large = await raw(callback, 'x'.repeat(10 * 1024 * 1024), { 'transfer-encoding': 'chunked' });
    expect([413, 0]).toContain(large);
    expect(await raw(callback, 'x'.repeat(64 * 1024 + 1), {})).toBe(413);
    expect(await raw(callback, '', { 'content-length': String(70 * 1024) })).toBe(413);
    // Longer than it says: what is beyond is no part of the body, which then cannot be read; and as
    // the next request of the connection it is none (400, whichever answer comes first).
    expect([400, 401]).toContain(await overTheWire(callback, callback.body.length - 5));
    expect(await overTheWire(callback, callback.body.length)).toBe(200);
  });

  it('lets a long text through that fits', async () => {
    const callback = inside(
      xmlOf(buildText(clock.now(), '长'.repeat(10_000), { FromUserName: newOpenid() })),
    );
    expect(callback.body.length).toBeGreaterThan(40_000);
    expect((await world.send(callback)).status).toBe(200);
  });
});

/** The status, or 0 where the connection was cut before one came. */
function raw(callback: TestCallback, body: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const request = httpRequest(
      `${world.base}${callback.path}?${callback.query}`,
      { method: 'POST', headers },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    request.on('error', () => {
      resolve(0);
    });
    request.end(body);
  });
}

function overTheWire(callback: TestCallback, declared: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(world.port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      if (status === undefined) return;
      socket.destroy();
      resolve(Number(status));
    });
    socket.on('error', reject);
    socket.write(
      `POST ${callback.path}?${callback.query} HTTP/1.1\r\nHost: a\r\nContent-Length: ${declared}\r\n\r\n${callback.body}`,
    );
  });
}

describe('floods (D1)', () => {
  it('slow senders and wrong signatures leave the real callbacks alone', async () => {
    const slow = Array.from({ length: full ? 2_000 : 200 }, () => openSlow(inside(xmlOf(text()))));
    const good = inside(xmlOf(text()));
    const query = good.query.replace(/msg_signature=[0-9a-f]{40}/, `msg_signature=${'0'.repeat(40)}`);
    const bad = { ...good, query };
    const flood = Promise.all(Array.from({ length: full ? 1_000 : 500 }, () => world.send(bad)));
    const real = await Promise.all(Array.from({ length: 40 }, () => world.send(inside(xmlOf(text())))));
    expect(real.map(({ status }) => status)).toEqual(real.map(() => 200));
    expect(new Set((await flood).map(({ status }) => status))).toEqual(new Set([401]));
    expect((await world.send(inside(xmlOf(text())))).status).toBe(200);
    // Who never finishes is cut, not waited for.
    const ended = await Promise.all(slow.map(({ ended: end }) => end));
    expect(ended.every(Boolean)).toBe(true);
    expect((await world.send(inside(xmlOf(text())))).status).toBe(200);
  });

  it('twenty connections that are kept open are served side by side', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const once = (callback: TestCallback) =>
      new Promise<number>((resolve, reject) => {
        const request = httpRequest(
          `${world.base}${callback.path}?${callback.query}`,
          { method: 'POST', agent },
          (response) => {
            response.resume();
            response.once('end', () => {
              resolve(response.statusCode ?? 0);
            });
          },
        );
        request.once('error', reject);
        request.end(callback.body);
      });
    const statuses = await Promise.all(Array.from({ length: 200 }, () => once(inside(xmlOf(text())))));
    expect(new Set(statuses)).toEqual(new Set([200]));
    agent.destroy();
  });
});

/** Sends the head and a little of the body, and then nothing; `ended` once the server cuts it. */
function openSlow(callback: TestCallback): { ended: Promise<boolean> } {
  const ended = new Promise<boolean>((resolve) => {
    const socket = connect(world.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(true);
    });
    socket.resume();
    socket.write(
      `POST ${callback.path}?${callback.query} HTTP/1.1\r\nHost: a\r\nContent-Length: 800\r\n\r\n<xml>`,
    );
  });
  return { ended };
}
