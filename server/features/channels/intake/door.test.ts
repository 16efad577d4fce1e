import { encrypt, getSignature } from '@wecom/crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createFixedClock } from '../../../kernel/clock.ts';
import {
  buildEvent,
  buildText,
  newNonce,
  newOpenid,
  openCallbackWorld,
  readReply,
  sealCallback,
  sha1,
  xmlOf,
  type CallbackWorld,
  type TestAccount,
} from '../../../testing/callbacks.ts';
import { full } from '../../../testing/drill.ts';

const Minute = 60_000;
const clock = createFixedClock(new Date('2026-03-02T08:00:00Z'));
let world: CallbackWorld;
let safe: TestAccount;
let compatible: TestAccount;
let plain: TestAccount;
let mini: TestAccount;
let wecom: TestAccount;

beforeAll(async () => {
  world = await openCallbackWorld({ clock });
  safe = await world.connect('official-account');
  compatible = await world.connect('official-account', { mode: 'compatible' });
  plain = await world.connect('official-account', { mode: 'plain' });
  mini = await world.connect('mini-program');
  wecom = await world.connect('wecom', { appId: 'ww3a9d1c5e7b2f4860' });
});
afterAll(() => world.end());

const seconds = () => String(Math.floor(clock.now().getTime() / 1000));
const text = (words = '你好') => buildText(clock.now(), words, { FromUserName: newOpenid() });

/** Sends what must be refused: 401 without a word, and nothing stored. */
async function refused(callback: { path: string; query: string; body: string }, status = 401): Promise<void> {
  const before = (await world.inbox()).length;
  const answer = await world.send(callback);
  expect(answer.status).toBe(status);
  expect(answer.text).toBe('');
  expect((await world.inbox()).length).toBe(before);
}

describe('the URL check', () => {
  it.each([
    ['service account', () => safe],
    ['mini program', () => mini],
  ])('of a %s echoes the exact text once the signature holds (R5)', async (_name, account) => {
    const echo = '<script>alert(1)</script>';
    const nonce = newNonce();
    const query = (signature: string) =>
      `signature=${signature}&timestamp=${seconds()}&nonce=${nonce}&echostr=${encodeURIComponent(echo)}`;
    const answer = await world.check(account(), query(sha1(account().token, seconds(), nonce)));
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(echo);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'");
    const wrong = await world.check(account(), query(sha1('another token', seconds(), nonce)));
    expect(wrong.status).toBe(401);
    expect(wrong.text).toBe('');
    const unsigned = await world.check(account(), `echostr=${encodeURIComponent(echo)}`);
    expect(unsigned.status).toBe(401);
    expect(unsigned.text).toBe('');
  });

  it('of WeCom opens the echo with the key, and refuses one of another corp', async () => {
    const nonce = newNonce();
    const query = (echo: string) =>
      `msg_signature=${getSignature(wecom.token, seconds(), nonce, echo)}&timestamp=${seconds()}&nonce=${nonce}&echostr=${encodeURIComponent(echo)}`;
    const good = encrypt(wecom.encodingAesKey, '4719028471923', wecom.appId);
    const answer = await world.check(wecom, query(good));
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('4719028471923');
    const foreign = await world.check(wecom, query(encrypt(wecom.encodingAesKey, '1', 'ww0000000000000000')));
    expect(foreign.status).toBe(401);
    const unencrypted = await world.check(wecom, query('4719028471923'));
    expect(unencrypted.status).toBe(401);
  });

  it('is refused outside five minutes either way', async () => {
    const check = (awayMs: number) => {
      const at = String(Math.floor((clock.now().getTime() + awayMs) / 1000));
      return world.check(safe, `signature=${sha1(safe.token, at, '77')}&timestamp=${at}&nonce=77&echostr=1`);
    };
    expect((await check(4 * Minute)).status).toBe(200);
    expect((await check(-4 * Minute)).status).toBe(200);
    expect((await check(6 * Minute)).status).toBe(401);
    expect((await check(-6 * Minute)).status).toBe(401);
  });
});

describe('where a callback goes', () => {
  it('is the account of the address, and nobody else', async () => {
    expect((await world.send(sealCallback(safe, xmlOf(text()), clock.now()))).status).toBe(200);
    const good = sealCallback(safe, xmlOf(text()), clock.now());
    await refused({ ...good, path: '/callbacks/official-accounts/AAAAAAAAAAAAAAAAAAAAAA' });
    await refused({ ...good, path: `/callbacks/official-accounts/${compatible.key}` });
    await refused({ ...good, path: `/callbacks/mini-programs/${safe.key}` });
    await refused({ ...good, path: `/callbacks/wecom/${safe.key}` });
    await refused({ ...good, path: `/callbacks/telegrams/${safe.key}` }, 404);
    await refused({ ...good, path: '/callbacks/official-accounts/' }, 404);
    await refused({ ...good, path: `/callbacks/official-accounts/${safe.key}/more` }, 404);
  });

  it('is asked by GET and POST only', async () => {
    const good = sealCallback(safe, xmlOf(text()), clock.now());
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await world.send(good, { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, POST');
    }
  });

  it('refuses a ciphertext for another app under the same keys', async () => {
    const fields = xmlOf(text());
    await refused(sealCallback(safe, fields, clock.now(), { receiver: 'wx0000000000000000' }));
    await refused(sealCallback(safe, fields, clock.now(), { receiver: '' }));
    expect((await world.send(sealCallback(safe, fields, clock.now()))).status).toBe(200);
  });

  it('is closed while the account is disconnected', async () => {
    const account = await world.connect('official-account');
    expect((await world.deliver(account, text())).status).toBe(200);
    await world.server.channelAccounts.disconnect(world.db.tenant(world.enterpriseId), account.id, world.by);
    await refused(sealCallback(account, xmlOf(text()), clock.now()));
  });
});

describe('bodies', () => {
  it('of mini programs and WeCom may be JSON; of a service account they may not', async () => {
    for (const account of [mini, wecom]) {
      const fields = { ...text('JSON'), MsgId: '24000000000000001' };
      const callback = sealCallback(account, JSON.stringify(fields), clock.now(), { json: true });
      expect((await world.send(callback)).status).toBe(200);
      const rows = await world.inbox(account);
      expect(rows.at(-1)?.kind).toBe('text');
      await refused({ ...callback, body: callback.body.replace('}', '') });
    }
    await refused(sealCallback(safe, JSON.stringify(text()), clock.now(), { json: true }));
  });

  it('keep a MsgId of JSON that no JavaScript number can hold', async () => {
    const from = newOpenid();
    const json = (id: string) =>
      `{"ToUserName":"gh_a","FromUserName":"${from}","CreateTime":1772438400,"MsgType":"text","Content":"a","MsgId":${id}}`;
    const before = (await world.inbox(mini)).length;
    for (const id of ['24000000000000001', '24000000000000002', '24000000000000001']) {
      const callback = sealCallback(mini, json(id), clock.now(), { json: true });
      expect((await world.send(callback)).status).toBe(200);
    }
    expect((await world.inbox(mini)).length - before).toBe(2);
  });

  it('are compared as bytes: other spaces and another order under a right signature are taken (T13)', async () => {
    const callback = sealCallback(safe, xmlOf(text()), clock.now());
    const spaced = callback.body
      .replace(/^<xml>(.*?)(<Encrypt>.*<\/Encrypt>)<\/xml>$/, '<xml>\n  $2\n  $1\n</xml>\n')
      .replace('<ToUserName>', '\t<ToUserName>');
    expect(spaced).not.toBe(callback.body);
    expect((await world.send({ ...callback, body: spaced })).status).toBe(200);
    const other = sealCallback(safe, xmlOf(text()), clock.now());
    const at = other.body.indexOf('<Encrypt>') + 40;
    const letter = other.body.charAt(at) === 'A' ? 'B' : 'A';
    await refused({ ...other, body: `${other.body.slice(0, at)}${letter}${other.body.slice(at + 1)}` });
  });

  it('answer with a reply that another reader understands, in the mode of the account', async () => {
    for (const account of [safe, compatible, plain]) {
      const words = await world.deliver(account, text('绑定'));
      expect(words.status).toBe(200);
      const reply = readReply(account, words.text);
      expect(reply?.['MsgType']).toBe('text');
      expect(String(reply?.['Content'])).toContain('http://localhost:3000/b');
      expect(words.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    }
  });
});

describe('the mode of an account is its own, whatever the request says (R1)', () => {
  it.each([
    ['safe', () => safe],
    ['compatible', () => compatible],
  ])('%s: every way down to plaintext is refused, the right one is taken', async (_name, accountOf) => {
    const account = accountOf();
    const clear = xmlOf(text());
    const good = sealCallback(account, clear, clock.now());
    const nonce = newNonce();
    const signature = sha1(account.token, seconds(), nonce);
    const head = `timestamp=${seconds()}&nonce=${nonce}`;
    const asPlain = { path: good.path, body: clear };
    await refused({ ...asPlain, query: head });
    await refused({ ...asPlain, query: `signature=${signature}&${head}` });
    await refused({ ...asPlain, query: `signature=${signature}&${head}&encrypt_type=raw` });
    await refused({ ...asPlain, query: `signature=${signature}&${head}&encrypt_type=aes` });
    await refused({ ...asPlain, query: `signature=${signature}&${head}&msg_signature=` });
    await refused({ ...asPlain, query: `signature=${signature}&${head}&msg_signature=${signature}` });
    const without = good.query.replace(/&msg_signature=[0-9a-f]{40}/, '');
    await refused({ ...good, query: without });
    await refused({ ...good, query: `${without}&msg_signature=` });
    await refused({ ...good, query: `${without}&msg_signature=${signature}` });
    await refused({ ...good, query: `${without}&encrypt_type=raw` });
    await refused({ ...good, query: `${good.query}&msg_signature=${signature}` });
    await refused({ ...good, query: good.query.replace('timestamp=', 'timestamp[]=') });
    await refused({ ...good, query: good.query.replace('msg_signature=', 'msg_signature[]=') });
    await refused({ ...good, query: `${good.query}&timestamp=${seconds()}` });
    await refused({ ...good, body: good.body.replace('<Encrypt>', '<Encrypt></Encrypt><Encrypt>') });
    expect((await world.send(good)).status).toBe(200);
  });

  it('safe: plain fields beside the ciphertext are refused', async () => {
    const good = sealCallback(safe, xmlOf(text()), clock.now());
    for (const field of [
      '<Content>1</Content>',
      '<MsgType>event</MsgType>',
      '<Event>subscribe</Event>',
      '<EventKey>1</EventKey>',
      '<MsgId>1</MsgId>',
      '<FromUserName>o</FromUserName>',
    ]) {
      await refused({ ...good, body: good.body.replace('</xml>', `${field}</xml>`) });
    }
    expect((await world.send(good)).status).toBe(200);
  });

  it('compatible: only the ciphertext counts, whatever stands beside it', async () => {
    const fields = text('里面');
    const good = sealCallback(compatible, xmlOf(fields), clock.now());
    const swapped = good.body.replace('<MsgType><![CDATA[text]]>', '<MsgType><![CDATA[event]]>');
    expect(swapped).not.toBe(good.body);
    expect((await world.send({ ...good, body: swapped })).status).toBe(200);
    expect((await world.inbox(compatible)).at(-1)?.kind).toBe('text');
  });
});

describe('a plaintext account (R2)', () => {
  it('is answered, and changes nothing: its signature covers no body', async () => {
    const openid = newOpenid();
    const answer = await world.deliver(plain, buildEvent(clock.now(), 'subscribe', { FromUserName: openid }));
    expect(answer.status).toBe(200);
    const reply = readReply(plain, answer.text);
    expect(String(reply?.['Content'])).not.toMatch(/[?&]t=/);
    await world.work();
    expect(await world.followers(plain)).toEqual([]);
    expect((await world.deliveries()).filter((row) => row.channelAccountId === plain.id)).toEqual([]);
  });

  it('refuses another body under a query that was used', async () => {
    const first = sealCallback(plain, xmlOf(text('一')), clock.now());
    expect((await world.send(first)).status).toBe(200);
    expect((await world.send(first)).status).toBe(200);
    await refused({ ...first, body: xmlOf(text('二')) });
  });

  it('refuses a ciphertext', async () => {
    const sealed = sealCallback({ ...plain, mode: 'safe' }, xmlOf(text()), clock.now());
    await refused(sealed);
  });
});

describe('time and form of the query (T14)', () => {
  it('takes four minutes either way, refuses six', async () => {
    const at = (ms: number) =>
      sealCallback(safe, xmlOf(text()), clock.now(), {
        timestamp: String(Math.floor((clock.now().getTime() + ms) / 1000)),
      });
    expect((await world.send(at(4 * Minute))).status).toBe(200);
    expect((await world.send(at(-4 * Minute))).status).toBe(200);
    await refused(at(6 * Minute));
    await refused(at(-6 * Minute));
  });

  it.each([
    '',
    'NaN',
    'now',
    '-1764043738',
    '1764043738.0',
    '0x69252eda',
    '1e9',
    '٣٣٣٣٣٣٣٣٣٣',
    '17640437380',
    ' 176404373',
  ])('refuses the timestamp «%s» also when it is signed', async (timestamp) => {
    const callback = sealCallback(safe, xmlOf(text()), clock.now(), { timestamp });
    await refused({
      ...callback,
      query: callback.query.replace(`timestamp=${timestamp}`, `timestamp=${encodeURIComponent(timestamp)}`),
    });
  });

  it.each(['', 'a'.repeat(33), 'a b', 'a-b', '空'])(
    'refuses the nonce «%s» also when it is signed',
    async (nonce) => {
      const callback = sealCallback(safe, xmlOf(text()), clock.now(), { nonce });
      await refused({
        ...callback,
        query: callback.query.replace(`nonce=${nonce}`, `nonce=${encodeURIComponent(nonce)}`),
      });
      const good = sealCallback(safe, xmlOf(text()), clock.now(), { nonce: 'a'.repeat(32) });
      expect((await world.send(good)).status).toBe(200);
    },
  );

  it('refuses every way of cutting the signed text elsewhere (R4)', async () => {
    const count = full ? 1_000 : 100;
    for (let round = 0; round < count; round += 1) {
      const fields = text(`第${String(round)}句`);
      const good = sealCallback(safe, xmlOf(fields), clock.now());
      if (round % 20 === 0) expect((await world.send(good)).status).toBe(200);
      const before = (await world.inbox(safe)).length;
      const timestamp = seconds();
      const nonce = /nonce=([^&]+)/.exec(good.query)?.[1] ?? '';
      const cipher = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(good.body)?.[1] ?? '';
      const answers = await Promise.all(
        shifts(timestamp, nonce, cipher).map(([at, number, encrypted]) => {
          const query = good.query
            .replace(`timestamp=${timestamp}`, `timestamp=${encodeURIComponent(at)}`)
            .replace(`nonce=${nonce}`, `nonce=${encodeURIComponent(number)}`);
          return world.send({ ...good, query, body: good.body.replace(cipher, encrypted) });
        }),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
      if (round % 20 === 0 || round === count - 1) expect((await world.inbox(safe)).length).toBe(before);
    }
  }, 600_000);
});

/** Neighbours in the sorted text, with digits moved over the border; and the two swapped. */
function shifts(timestamp: string, nonce: string, cipher: string): [string, string, string][] {
  const moved: [string, string, string][] = [[nonce, timestamp, cipher]];
  for (const by of [1, 2, 5, 9]) {
    moved.push([timestamp.slice(0, -by), timestamp.slice(-by) + nonce, cipher]);
    moved.push([timestamp + nonce.slice(0, by), nonce.slice(by), cipher]);
    moved.push([nonce.slice(-by) + timestamp, nonce.slice(0, -by), cipher]);
    moved.push([timestamp.slice(by), nonce + timestamp.slice(0, by), cipher]);
    moved.push([timestamp, nonce.slice(0, -by), nonce.slice(-by) + cipher]);
    moved.push([timestamp, nonce + cipher.slice(0, by), cipher.slice(by)]);
  }
  return moved;
}

describe('the same request again (R3)', () => {
  it('has one effect inside the window, and is refused after it', async () => {
    const good = sealCallback(
      safe,
      xmlOf(buildEvent(clock.now(), 'subscribe', { FromUserName: newOpenid() })),
      clock.now(),
    );
    const before = (await world.inbox(safe)).length;
    const first = await world.send(good);
    expect(first.status).toBe(200);
    const again = await world.send(good);
    expect(again.status).toBe(200);
    expect(readReply(safe, again.text)).toEqual(readReply(safe, first.text));
    clock.advance(299_000);
    expect((await world.send(good)).status).toBe(200);
    clock.advance(2_000);
    expect((await world.send(good)).status).toBe(401);
    clock.advance(24 * 60 * Minute);
    expect((await world.send(good)).status).toBe(401);
    expect((await world.inbox(safe)).length - before).toBe(1);
  });

  it('is known again after a restart', async () => {
    const sharing = { databaseUrl: world.databaseUrl, enterpriseId: world.enterpriseId };
    const good = sealCallback(safe, xmlOf(text('绑定')), clock.now());
    const first = await world.send(good);
    const before = (await world.inbox(safe)).length;
    // On the embedded engine two processes never share the file: here one is idle while the other works.
    const second = await openCallbackWorld({ clock, sharing });
    try {
      const again = await second.send(good);
      expect(again.status).toBe(200);
      expect(readReply(safe, again.text)).toEqual(readReply(safe, first.text));
      expect((await second.inbox(safe)).length).toBe(before);
      const parallel = sealCallback(safe, xmlOf(text('绑定')), clock.now());
      if (world.db.dialect === 'mysql') {
        const answers = await Promise.all(
          Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? world : second).send(parallel)),
        );
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
        const replies = new Set(answers.map((answer) => JSON.stringify(readReply(safe, answer.text))));
        expect(replies.size).toBe(1);
        expect((await world.inbox(safe)).length).toBe(before + 1);
      }
    } finally {
      await second.end();
    }
  });
});

describe('the rotation of a pair', () => {
  it('takes both while it lasts, and the old one no longer after it', async () => {
    const account = await world.connect('official-account');
    const fresh = await world.server.channelAccounts.rotate(
      world.db.tenant(world.enterpriseId),
      account.id,
      world.by,
    );
    const renewed = { ...account, token: fresh.token, encodingAesKey: fresh.encodingAesKey };
    for (const [index, sender] of [account, renewed, account, renewed].entries()) {
      const answer = await world.deliver(sender, text('绑定'));
      expect(answer.status).toBe(200);
      // The reply is sealed with the pair that the question came with.
      expect(readReply(sender, answer.text)?.['MsgType']).toBe('text');
      expect((await world.inbox(account)).length).toBe(index + 1);
    }
    // The console saves token and key one after the other: halves of two pairs are taken meanwhile.
    const halves = { token: fresh.token, encodingAesKey: account.encodingAesKey };
    expect((await world.deliver(account, text(), { pair: halves })).status).toBe(200);
    const until = new Date(fresh.previousAcceptedUntil ?? 0).getTime();
    clock.advance(until - clock.now().getTime() + 1);
    await refused(sealCallback(account, xmlOf(text()), clock.now()));
    expect((await world.deliver(renewed, text())).status).toBe(200);
  });
});
