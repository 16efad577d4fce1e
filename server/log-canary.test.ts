import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { demoWorld } from '../config/demo-world.ts';
import { Staff } from './features/access/access.entity.ts';
import { PlatformToken } from './features/channels/channel.entity.ts';
import { inTransaction } from './kernel/data/transaction.ts';
import { writeRows } from './kernel/data/sql.ts';
import { createLogger } from './kernel/log/logger.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import {
  agree,
  call,
  lastGuide,
  loginCode,
  messagesOf,
  miniAppId,
  oaAppId,
  phoneCode,
  seededOf,
  settle,
  staffCookie,
  ticketOf,
  type Answer,
} from './testing/people.ts';

const secretKey = 'CanaryKey-of-the-installation-4f8a1c77d2';
const { officialAccount, miniProgram, wecom, people } = demoWorld;

/** Locks and renames answer no count of rows. */
const rename = (product: Installation, from: string, to: string) =>
  writeRows(product.server.db.installation(), `alter table ${from} rename to ${to}`, []).catch(
    (error: unknown) => {
      if (error instanceof Error && error.name !== 'ZodError') throw error;
    },
  );

/** Six digits stand in other numbers and ids as well; anything else also counts as written in an address. */
const stands = (value: string, line: string): boolean =>
  /^\d+$/.test(value)
    ? new RegExp(`(?<![0-9a-f])${value}(?![0-9a-f])`).test(line)
    : line.includes(value) || line.includes(encodeURIComponent(value));

describe('the log of a whole story (C1)', () => {
  const lines: string[] = [];
  /** What must not stand in the log: what it is → its value. */
  const canaries = new Map<string, string>();
  let product: Installation;
  let output: { mockRestore(): void }[] = [];

  function hide(name: string, value: unknown): string {
    const text = String(value);
    expect(text.length, `${name} is there to be looked for`).toBeGreaterThanOrEqual(6);
    canaries.set(name, text);
    return text;
  }

  beforeAll(async () => {
    // What packages print past the log counts as well.
    output = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) =>
      vi
        .spyOn(console, method)
        .mockImplementation((...all: unknown[]) => void lines.push(all.map(String).join(' '))),
    );
    product = await startInstallation({
      log: createLogger('trace', { write: (line) => void lines.push(line) }),
      env: { SECRET_KEY: secretKey },
    });
  });
  afterAll(async () => {
    await product.end();
    for (const spy of output) spy.mockRestore();
  });

  const logged = () => lines.join('\n');
  const told = ({ status, body }: Answer) => [status, body.error?.code];

  /** Follow, sign in, agree, prove the phone by its button, bind: 林晓雯. */
  async function bindByButton(): Promise<string> {
    await product.control('follow', { account: oaAppId, follower: 'linxiaowen' });
    const ticket = hide('binding ticket', ticketOf(await lastGuide(product, 'linxiaowen')));
    const code = hide('login code', await loginCode(product, 'linxiaowen'));
    const signedIn = await call(product, 'POST', '/sessions/mini-program', {
      body: { appId: miniAppId, code },
    });
    const token = hide('visitor session', signedIn.body.token);
    expect(
      told(await call(product, 'POST', '/sessions/mini-program', { body: { appId: miniAppId, code } })),
    ).toEqual([422, 'sign_in.code_invalid']);
    await call(product, 'POST', '/binding/start', { token, body: { ticket } });
    await agree(product, token);
    const phone = hide('phone code', await phoneCode(product, 'linxiaowen'));
    const proof = await call(product, 'POST', '/phone-proofs/wechat', { token, body: { code: phone } });
    const bound = await call(product, 'POST', '/bindings', { token, body: { proofId: proof.body.proofId } });
    expect(bound.body.outcome).toBe('bound');
    await settle(product);
    const kinds = (await messagesOf(product, 'linxiaowen')).map(({ via }) => via);
    expect(kinds).toContain('template');
    return hide('downstream session', bound.body.session.token);
  }

  /** A code by SMS, guessed wrong, and not stored while the database refuses: 赵会计. */
  async function proveBySms(): Promise<void> {
    const code = await loginCode(product, 'zhaokuaiji');
    const { body } = await call(product, 'POST', '/sessions/mini-program', {
      body: { appId: miniAppId, code },
    });
    const token = hide('another session', body.token);
    await agree(product, token);
    const ask = () => call(product, 'POST', '/phone-proofs/sms', { token, body: { phone: '15400000003' } });
    await rename(product, 'sms_challenge', 'sms_challenge_away');
    expect(told(await ask())).toEqual([500, 'internal']);
    await rename(product, 'sms_challenge_away', 'sms_challenge');
    const asked = await ask();
    await settle(product);
    const text = (await messagesOf(product, 'zhaokuaiji')).find(({ via }) => via === 'sms')?.text;
    const digits = hide('SMS code', /\d{6}/.exec(text)?.[0]);
    const verify = (guess: string) =>
      call(product, 'POST', '/phone-proofs/sms/verify', {
        token,
        body: { challengeId: asked.body.challengeId, code: guess },
      });
    const guess = digits === '111111' ? '222222' : '111111';
    expect(told(await verify(guess))).toEqual([422, 'sms.code_wrong']);
    await rename(product, 'phone_proof', 'phone_proof_away');
    expect(told(await verify(digits))).toEqual([500, 'internal']);
    await rename(product, 'phone_proof_away', 'phone_proof');
    expect((await verify(digits)).status).toBe(201);
  }

  /** By WeCom and by a one-time link; connects with a wrong secret, looks at the keys, rotates them: 陈立. */
  async function staffAtWork(): Promise<void> {
    const { upstreamId } = await seededOf(product);
    const cookie = await staffCookie(product, 'chenli');
    hide('staff session', cookie.split('=')[1]);
    const { server } = product;
    const across = server.db.acrossTenants('operator: seed');
    const { id: staffId } = await across.findOneOrFail(Staff, {
      enterpriseId: upstreamId,
      account: 'chenli',
    });
    const link = hide(
      'staff link',
      await inTransaction(server.db.acrossTenants('door: staff link'), (tx) =>
        server.staffLinks.make(tx, upstreamId, staffId),
      ),
    );
    const entered = await call(product, 'POST', '/sessions/staff-link', { body: { code: link } });
    expect(entered.status).toBeLessThan(300);
    hide('session by link', /hl_staff_\d+=([\w-]{20,})/.exec(entered.headers.getSetCookie().join())?.[1]);
    expect(
      (await call(product, 'POST', '/sessions/staff-link', { body: { code: link } })).status,
    ).toBeGreaterThan(399);
    expect((await call(product, 'GET', '/me', { token: 'CanaryGuessedToken0123456789' })).status).toBe(401);
    hide('guessed token', 'CanaryGuessedToken0123456789');

    await storeIdNumber(cookie);
    const accounts = await call(product, 'GET', '/channel-accounts', { cookie });
    const service = accounts.body.items.find(({ kind }: { kind: string }) => kind === 'official-account');
    const wrong = hide('secret that was refused', 'CanarySecret00000000000000000001');
    const changed = await call(product, 'PATCH', `/channel-accounts/${service.id}`, {
      cookie,
      body: { secret: wrong },
      headers: { 'if-match': `"${service.version}"` },
    });
    expect(changed.status, JSON.stringify(changed.body)).toBe(422);
    const keys = await call(product, 'GET', `/channel-accounts/${service.id}/callback-credentials`, {
      cookie,
    });
    expect(keys.body.token).toBe(officialAccount.token);
    const rotated = await call(product, 'POST', `/channel-accounts/${service.id}/rotate-callback`, {
      cookie,
    });
    hide('new Token', rotated.body.token);
    hide('new EncodingAESKey', rotated.body.encodingAesKey);
  }

  /** A contact's, mistyped, stored, revealed, and not stored while the database refuses. */
  async function storeIdNumber(cookie: string): Promise<void> {
    const write = (method: 'PUT' | 'POST', path: string, version: number, body: object) =>
      call(product, method, path, { cookie, body, headers: { 'if-match': `"${version}"` } });
    const wish = { enabled: true, purpose: '设备实名登记' };
    expect((await write('PUT', '/crm-id-numbers', 0, wish)).status).toBe(200);
    const { items } = (await call(product, 'GET', '/customers?scope=all', { cookie })).body;
    const { contacts } = (await call(product, 'GET', `/customers/${items[0].id}`, { cookie })).body;
    const path = `/customers/${items[0].id}/contacts/${contacts[0].id}/id-number`;
    const mistyped = hide('mistyped ID number', '110105194912310021');
    const number = hide('ID number', '11010519491231002X');
    expect(told(await write('PUT', path, contacts[0].version, { number: mistyped, consent: true }))).toEqual([
      ...[422, 'crm.id_number_check'],
    ]);
    const put = () => write('PUT', path, contacts[0].version, { number, consent: true });
    await rename(product, 'crm_id_number', 'crm_id_number_away');
    expect(told(await put())).toEqual([500, 'internal']);
    await rename(product, 'crm_id_number_away', 'crm_id_number');
    expect((await put()).status).toBe(200);
    expect((await call(product, 'POST', `${path}/reveal`, { cookie })).body).toEqual({ number });
  }

  /** Callbacks that are refused, and one whose work fails. */
  async function refusedCallbacks(): Promise<void> {
    const at = await product.server.db
      .acrossTenants('door: callback key')
      .getConnection()
      .execute('select callback_key as k from channel_account where app_id = ?', [oaAppId]);
    const key: unknown = Array.isArray(at) && typeof at[0] === 'object' ? Reflect.get(at[0], 'k') : undefined;
    const timestamp = Math.floor(product.server.clock.now().getTime() / 1000);
    const sign = '0123456789abcdef0123456789abcdef01234567';
    const query = `signature=${sign}&timestamp=${timestamp}&nonce=1&openid=oX&encrypt_type=aes&msg_signature=${sign}`;
    for (const [path, body] of [
      [
        `/callbacks/official-accounts/${String(key)}?${query}`,
        '<xml><Encrypt><![CDATA[QUJD]]></Encrypt></xml>',
      ],
      [`/callbacks/official-accounts/${String(key)}?${query}`, 'CanaryWords 13812345678'],
      [`/callbacks/official-accounts/nobody?${query}`, ''],
    ] as const) {
      const answer = await fetch(`${product.url}${path}`, { method: 'POST', body });
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    hide('words of a refused callback', 'CanaryWords');
    hide('phone in a refused callback', '13812345678');
  }

  /** The platform refuses, repeating what it was sent; is not reached; says nothing that can be read. */
  async function platformErrors(): Promise<void> {
    const rows = await product.server.db.installation().find(PlatformToken, { sealedToken: { $ne: null } });
    const tokens = rows.map(({ sealedToken }) => product.server.keyring.open(sealedToken ?? ''));
    expect(tokens.length).toBeGreaterThan(1);
    tokens.forEach((token, index) => hide(`access token ${index}`, token));
    const errmsg = `invalid credential ${tokens.join(' ')} rid: 65a1-2b3c-4d5e`;
    const faults = [
      { drop: true },
      { status: 502 },
      { errcode: -1, errmsg: 'system error' },
      { errcode: 40001, errmsg },
      // The last: what has a budget of the day is not asked again after it.
      { errcode: 45009, errmsg },
    ];
    for (const [index, fault] of faults.entries()) {
      const id = `canary-${index}`;
      const phone = hide(`phone of ${id}`, `1391234000${index}`);
      await product.control('people', { id, name: id, phones: [phone] });
      await product.control('faults', { match: { path: '/*' }, fault });
      // Nobody knows him yet: the question who he is meets the fault, as his sign-in does.
      await product.control('follow', { account: oaAppId, follower: id });
      const code = await loginCode(product, id);
      const answer = await call(product, 'POST', '/sessions/mini-program', {
        body: { appId: miniAppId, code },
      });
      expect(answer.status, JSON.stringify(fault)).toBeGreaterThanOrEqual(400);
      await settle(product);
      await product.control('faults', { clear: true });
    }
  }

  it('holds no secret, no token, no code and no phone', async () => {
    for (const [name, account] of Object.entries({ officialAccount, miniProgram, wecom })) {
      hide(`${name} secret`, account.secret);
      hide(`${name} Token`, account.token);
      hide(`${name} EncodingAESKey`, account.encodingAesKey);
    }
    hide('key of the installation', secretKey);
    for (const { phones } of people) for (const phone of phones) hide(`phone ${phone}`, phone);
    for (const { mobile } of wecom.members) hide(`phone ${mobile}`, mobile);

    await bindByButton();
    await proveBySms();
    await staffAtWork();
    await refusedCallbacks();
    await platformErrors();
    await product.stop();

    const text = logged();
    // The story was told: each of its faults left its line.
    for (const word of [
      'callback refused',
      'request failed',
      'the platform refused with',
      'was not reached',
      'refused',
    ])
      expect(text).toContain(word);
    expect(canaries.size).toBeGreaterThan(40);
    const found = [...canaries].flatMap(([name, value]) => {
      const line = lines.find((one) => stands(value, one));
      return line === undefined ? [] : [`${name}: ${line.slice(0, 400)}`];
    });
    expect(found).toEqual([]);
  }, 120_000);
});
