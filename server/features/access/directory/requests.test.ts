import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { staffRequestPageSchema } from '../../../contract/directory.ts';

import { addEnterprise, signIn } from '../../../testing/comparisons.ts';
import { openDirectoryWorld, type DirectoryWorld } from '../../../testing/directory.ts';
import { wecomOnPhone } from '../../../testing/people.ts';
import { Delivery } from '../../messaging/messaging.entity.ts';
import { OperationRecord } from '../../records/record.entity.ts';

let w: DirectoryWorld;
beforeEach(async () => {
  w = await openDirectoryWorld();
});
afterEach(() => w.end());

/** A browser: comes from WeCom as a member, and keeps what cookies it is given. */
function openBrowser() {
  const jar = new Map<string, string>();
  const keep = (answer: Response) => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const cut = pair.indexOf('=');
      const [name, value] = [pair.slice(0, cut), pair.slice(cut + 1)];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  const headers = () => ({
    cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    origin: 'http://localhost:3000',
    'content-type': 'application/json',
    'user-agent': wecomOnPhone,
  });
  const get = async (url: string) => keep(await fetch(url, { headers: headers(), redirect: 'manual' }));
  const api = `${w.world.base}/api/v1`;
  return {
    jar,
    /** @returns where it ends */
    async enter(member: string): Promise<string> {
      const start = await get(`${api}/oauth/wecom/start?redirect=/workbench/`);
      const authorize = new URL(start.headers.get('location') ?? '');
      const there = await fetch(`${authorize.href.split('#')[0] ?? ''}&member=${member}`, {
        redirect: 'manual',
      });
      const back = new URL(there.headers.get('location') ?? '');
      const end = await get(`${api}/oauth/wecom/callback${back.search}`);
      return end.headers.get('location') ?? '';
    },
    async own(method: 'GET' | 'POST', body?: object) {
      const answer = await fetch(`${api}/own-staff-request`, {
        ...{ method, headers: headers() },
        ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
      });
      return { status: answer.status, body: z.record(z.string(), z.unknown()).parse(await answer.json()) };
    },
  };
}

const notMapped = '/workbench/sign-in?error=staff.not_mapped';
const requests = async (as = w.admin) => {
  const { body } = await as('GET', '/staff-requests?state=open');
  return staffRequestPageSchema.parse(body).items;
};

describe('a member of WeCom without an account', () => {
  it('is told so, asks once, and signs in after he was accepted with a new account', async () => {
    const browser = openBrowser();
    expect(await browser.enter('suwan')).toBe(notMapped);
    expect((await browser.own('GET')).body).toMatchObject({ state: 'none', userId: 'suwan' });
    expect((await browser.own('POST', { note: '华东大区店长' })).body).toMatchObject({ state: 'open' });
    expect((await browser.own('POST', { note: '再来一次' })).body).toMatchObject({ state: 'open' });
    // Who may answer has heard of it, once.
    const cards = await w.world.em().find(Delivery, { causeKey: { $like: 'card:staff-request:%' } });
    expect(cards.map(({ purpose }) => purpose)).toEqual(['staff.card']);
    const [request, ...more] = await requests();
    expect([request, more]).toMatchObject([{ userId: 'suwan', name: '苏婉', note: '华东大区店长' }, []]);
    const accepted = await w.admin('POST', `/staff-requests/${request?.id ?? ''}/accept`, {
      ...{ departmentId: w.world.enterpriseId, name: '苏婉' },
    });
    expect(accepted.body).toMatchObject({ state: 'accepted', decidedBy: 'chenli' });
    expect(await browser.enter('suwan')).toBe('/workbench/');
    expect(await w.row('suwan')).toMatchObject({ origin: 'wecom', permissions: [] });
    expect(await w.world.em().count(OperationRecord, { action: 'staff_request.accepted' })).toBe(1);
    expect((await browser.own('POST')).body).toMatchObject({ error: { code: 'staff_request.mapped' } });
  });

  it('is accepted as staff who are here already: one account, with its rights, under his userid', async () => {
    const created = await w.admin('POST', '/staff-members', {
      ...{ account: 'su.wan@lanxi.example', name: '苏婉', departmentId: w.world.enterpriseId },
      password: 'correct horse battery',
    });
    const { id: staffId } = z.object({ id: z.string() }).parse(created.body);
    const browser = openBrowser();
    await browser.enter('suwan');
    await browser.own('POST');
    const [request] = await requests();
    const path = `/staff-requests/${request?.id ?? ''}/accept`;
    expect((await w.admin('POST', path, { staffId })).status).toBe(200);
    expect(await w.row('suwan')).toMatchObject({ id: staffId });
    expect(await browser.enter('suwan')).toBe('/workbench/');
    expect((await w.admin('POST', path, { staffId })).body).toMatchObject({
      error: { code: 'staff_request.decided' },
    });
  });

  it('is turned down with a reason that he reads, and may ask again a day later', async () => {
    const browser = openBrowser();
    await browser.enter('suwan');
    await browser.own('POST');
    const [request] = await requests();
    await w.admin('POST', `/staff-requests/${request?.id ?? ''}/turn-down`, { answer: '请走总部流程' });
    expect((await browser.own('GET')).body).toMatchObject({ state: 'turned_down', answer: '请走总部流程' });
    expect((await browser.own('POST')).body).toMatchObject({ error: { code: 'staff_request.turned_down' } });
    await w.control('clock', { advanceMs: 25 * 3_600_000 });
    await w.later(25 * 3_600_000);
    const again = openBrowser();
    await again.enter('suwan');
    expect((await again.own('POST')).body).toMatchObject({ state: 'open' });
  });

  it('is believed by what WeCom said in this browser alone, and for half an hour', async () => {
    const stranger = openBrowser();
    expect(await stranger.own('GET')).toMatchObject({
      status: 401,
      body: { error: { code: 'staff_request.too_late' } },
    });
    stranger.jar.set('hl_staff_request_0', 'e30.forged');
    expect((await stranger.own('POST')).status).toBe(401);
    const browser = openBrowser();
    await browser.enter('suwan');
    await w.later(31 * 60_000);
    expect((await browser.own('POST')).status).toBe(401);
    expect(await requests()).toEqual([]);
  });

  it('is answered by who may, of the own enterprise alone, and gets no right that the answerer lacks', async () => {
    const browser = openBrowser();
    await browser.enter('suwan');
    await browser.own('POST');
    const [request] = await requests();
    const clerk = await signIn(w.world, w.world.enterpriseId, ['staff.manage']);
    expect((await clerk('GET', '/staff-requests')).status).toBe(403);
    const other = await signIn(w.world, await addEnterprise(w.world), ['directory.manage', 'staff.manage']);
    expect(await requests(other)).toEqual([]);
    const accept = (as: typeof clerk, body: object) =>
      as('POST', `/staff-requests/${request?.id ?? ''}/accept`, body);
    expect((await accept(other, { departmentId: w.world.enterpriseId, name: 'x' })).status).toBe(404);
    const strong = await signIn(w.world, w.world.enterpriseId, ['orders.manage'], 'strong');
    expect((await strong('GET', '/staff/me')).status).toBe(200);
    const { id: staffId } = await w.row('strong');
    expect((await accept(w.admin, { staffId })).body).toMatchObject({ error: { code: 'staff.beyond_own' } });
    expect(await requests()).toHaveLength(1);
  });
});
