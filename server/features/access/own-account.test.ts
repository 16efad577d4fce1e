import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { limits } from '../../../config/limits.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, type Answer } from '../../testing/people.ts';
import { OperationRecord } from '../records/record.entity.ts';

const password = 'correct horse battery';
const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex');

describe('one’s own account', () => {
  let product: Installation;
  let callers: Callers;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    const departmentId = callers.upstreamId;
    await call(product, 'POST', '/staff-members', {
      ...(await callers.as('admin')),
      body: { account: 'lin@lanxi.example', name: '林梅', password, departmentId },
    });
  });
  afterAll(() => product.end());

  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const enter = async (secret = password): Promise<Credentials> => {
    const body = { account: 'lin@lanxi.example', password: secret };
    const answer = await call(product, 'POST', '/sessions/staff-password', { body });
    return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  };
  const me = (who: Credentials) => call(product, 'GET', '/staff/me', who);
  const patch = (body: object, who: Credentials) => call(product, 'PATCH', '/staff/me', { ...who, body });
  const change = (body: object, who: Credentials) =>
    call(product, 'POST', '/staff/me/password', { ...who, body });

  it('keeps name, nickname, memo and language, and leaves a record of what others see', async () => {
    const who = await enter();
    const saved = await patch({ name: '林小梅', nickname: '小梅', note: '周三休息' }, who);
    expect(saved.body.staff).toMatchObject({ name: '林小梅', nickname: '小梅', note: '周三休息' });
    expect((await me(who)).body.staff).toEqual(saved.body.staff);
    expect((await patch({ language: 'en' }, who)).body.language).toBe('en');
    expect((await patch({ language: 'zh-CN' }, who)).body.staff.name).toBe('林小梅');
    for (const body of [{ name: ' ' }, { account: 'other' }, { permissions: ['staff.manage'] }])
      expect(told(await patch(body, who))).toEqual([422, 'request.invalid']);
    const em = product.server.db.tenant(callers.upstreamId);
    const records = await em.find(OperationRecord, { action: 'staff.changed' });
    expect(records.map(({ actorName, before }) => [actorName, before['name']])).toEqual([['林梅', '林梅']]);
  });

  it('takes a picture by its bytes, not by its name, of a size that pages carry', async () => {
    const who = await enter();
    const put = (content: string | null) =>
      call(product, 'PUT', '/staff/me/avatar', { ...who, body: { content } });
    const shown = async () => (await call(product, 'GET', '/staff/me/avatar', who)).body.dataUrl;
    expect(await shown()).toBeNull();
    const saved = await put(png.toString('base64'));
    expect([saved.status, typeof saved.body.staff.avatarAt]).toEqual([200, 'string']);
    expect(await shown()).toBe(`data:image/png;base64,${png.toString('base64')}`);
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '%PDF-1.7', 'GIF89a', '<script>'])
      expect([text, ...told(await put(Buffer.from(text).toString('base64')))]).toEqual([
        text,
        422,
        'own.avatar_kind',
      ]);
    const large = Buffer.concat([png, Buffer.alloc(limits.avatarBytes)]);
    expect(told(await put(large.toString('base64')))).toEqual([422, 'own.avatar_too_large']);
    expect(told(await put('no base64!'))).toEqual([422, 'request.invalid']);
    expect(await shown()).toContain('image/png');
    expect((await put(null)).body.staff.avatarAt).toBeNull();
    expect(await shown()).toBeNull();
  });

  it('changes the password by the old one: the other sessions end, this one stays', async () => {
    const [here, elsewhere] = [await enter(), await enter()];
    const fresh = 'some other few words';
    const wish = { current: password, password: fresh, confirmation: fresh };
    expect(told(await change({ ...wish, current: 'not the old one' }, here))).toEqual([
      422,
      'own.password_wrong',
    ]);
    expect(told(await change({ ...wish, confirmation: 'x' }, here))).toEqual([
      422,
      'staff.password_mismatch',
    ]);
    const weak = { password: 'password123', confirmation: 'password123' };
    expect(told(await change({ ...wish, ...weak }, here))).toEqual([422, 'password.too_common']);
    expect((await me(elsewhere)).status).toBe(200);
    expect((await change(wish, here)).status).toBe(200);
    expect([(await me(here)).status, (await me(elsewhere)).status]).toEqual([200, 401]);
    expect((await me(await enter())).status, 'the old one').toBe(401);
    expect((await me(await enter(fresh))).status).toBe(200);
    const back = { current: fresh, password, confirmation: password };
    expect((await change(back, here)).status).toBe(200);
    expect(told(await change(wish, await callers.as('admin'))), 'comes by WeCom').toEqual([
      409,
      'own.no_password',
    ]);
  });

  it('lets nobody guess the old one from a session that was left open', async () => {
    const who = await enter();
    const guess = {
      current: 'a guess',
      password: 'yet another few words',
      confirmation: 'yet another few words',
    };
    const codes = [];
    for (let at = 0; at <= limits.signInPerAccount; at += 1) codes.push((await change(guess, who)).status);
    expect(codes.at(-1)).toBe(429);
    await product.control('clock', { advanceMs: limits.signInWindowMs + 1_000 });
  });

  it('signs out here, or everywhere', async () => {
    const [here, elsewhere, third] = [await enter(), await enter(), await enter()];
    expect((await call(product, 'POST', '/staff/sign-out', here)).status).toBe(200);
    expect([(await me(here)).status, (await me(elsewhere)).status]).toEqual([401, 200]);
    expect((await call(product, 'POST', '/staff/sign-out-everywhere', elsewhere)).status).toBe(200);
    expect([(await me(elsewhere)).status, (await me(third)).status]).toEqual([401, 401]);
  });
});
