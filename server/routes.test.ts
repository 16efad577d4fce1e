import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RouteDefinition } from './kernel/http/route.ts';
import {
  callerNames,
  openCallers,
  type CallerName,
  type Callers,
  type Credentials,
} from './testing/callers.ts';
import { expectGolden } from './testing/golden.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, type Answer } from './testing/people.ts';
import { openRouteSamples, type RouteSamples } from './testing/route-samples.ts';

const methods = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const;
const nameOf = (route: RouteDefinition) => `${methods[route.method]} ${route.path}`;
const told = ({ status, body }: Answer) =>
  status < 300 ? String(status) : `${status} ${String(body?.error?.code ?? '')}`;
/** Staff of the same enterprise, told apart by where they stand. */
const colleague = new Set<CallerName>(['own', 'same', 'sibling', 'below']);
/** What would end the caller's own session or binding is asked last, and only by who has none. */
const ending = new Set([
  'POST /consents/withdraw',
  'POST /sessions/sign-out',
  'POST /staff/sign-out',
  'POST /staff/sign-out-everywhere',
]);

describe('the route table', () => {
  let product: Installation;
  let callers: Callers;
  let samples: RouteSamples;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    samples = await openRouteSamples(product, callers);
  });
  afterAll(() => product.end());

  const routes = () =>
    [...product.server.routes].sort((left, right) =>
      `${left.path} ${left.method}` < `${right.path} ${right.method}` ? -1 : 1,
    );
  const closed = () => routes().filter((route) => route.audience !== 'public');
  const writes = () => closed().filter((route) => route.method !== 'get');

  function ask(route: RouteDefinition, who: Credentials, id?: string): Promise<Answer> {
    const body = samples.body(route);
    return call(product, methods[route.method], samples.path(route, id), {
      ...who,
      ...(route.method === 'get' ? {} : { body: body ?? {} }),
      headers: route.ifMatch ? { 'if-match': '"999"' } : {},
    });
  }

  it('answers each kind of caller as the golden table says', async () => {
    // Those who would change the very samples are asked what they may read.
    const readers = new Set<CallerName>(['own', 'same', 'admin']);
    // Nothing in the table ends a session of these.
    const lasting = new Map<CallerName, Credentials>();
    for (const name of [...colleague, 'powerless', 'foreign', 'admin'] as const)
      lasting.set(name, await callers.as(name));
    const lines: string[] = [];
    for (const route of routes()) {
      if (route.audience === 'public') {
        lines.push(`${nameOf(route)}  public`);
        continue;
      }
      const cells: string[] = [];
      for (const name of callerNames) {
        if (readers.has(name) && (route.audience !== 'staff' || route.method !== 'get')) continue;
        if (colleague.has(name) && route.audience !== 'staff') continue;
        // What they make anew is theirs: nothing of where they stand is in it.
        if (colleague.has(name) && route.method !== 'get' && !route.path.includes(':id')) continue;
        const skip = ending.has(nameOf(route)) && reaches(route, name);
        const answer = skip ? 'own' : told(await ask(route, lasting.get(name) ?? (await callers.as(name))));
        cells.push(`  ${name}: ${answer}`);
      }
      const right = route.permission === undefined ? '' : ` ${route.permission}`;
      lines.push(`${nameOf(route)}  ${route.audience}${right}`, ...cells);
    }
    expectGolden('routes.txt', `${lines.join('\n')}\n`);
  }, 400_000);

  function reaches(route: RouteDefinition, name: CallerName): boolean {
    if (route.audience === 'staff')
      return name === 'powerless' || name === 'foreign' || name === 'admin' || colleague.has(name);
    return name === 'visitor' || name === 'downstream';
  }

  it('lets nobody in who has no session, and nobody who was disabled a moment ago', async () => {
    for (const route of closed()) {
      const nobody = await ask(route, {});
      expect([nameOf(route), nobody.status, nobody.body.error.code]).toEqual([
        nameOf(route),
        401,
        'session.missing',
      ]);
      const disabled = await ask(route, await callers.as('disabled'));
      expect([nameOf(route), disabled.status]).toEqual([nameOf(route), 401]);
    }
  }, 120_000);

  it('asks a right of staff everywhere but at their own page', () => {
    const open = closed().filter((route) => route.audience === 'staff' && route.permission === undefined);
    expect(open.map(nameOf)).toEqual([
      ...['GET /staff/me', 'PATCH /staff/me', 'GET /staff/me/avatar', 'PUT /staff/me/avatar'],
      ...['POST /staff/me/password', 'POST /staff/sign-out', 'POST /staff/sign-out-everywhere'],
    ]);
  });

  it('answers another tenant’s ids and ids of nothing alike', async () => {
    const withId = closed().filter((route) => route.path.includes(':id'));
    expect(withId.length).toBeGreaterThan(15);
    for (const route of withId) {
      const who = route.audience === 'staff' ? 'foreign' : 'downstream';
      const real = await ask(route, await callers.as(who));
      const unknown = await ask(route, await callers.as(who), samples.unknownId);
      expect([nameOf(route), real.status]).toEqual([nameOf(route), 404]);
      const plain = ({ body, status }: Answer) => ({ status, ...body.error, requestId: '' });
      expect(plain(real), nameOf(route)).toEqual(plain(unknown));
    }
  }, 120_000);

  it('shows a record of people to its owner and his department by right, to the departments beside and below never', async () => {
    const rows = ['/staff-members/:id', '/customers/:id', '/partners/:id'];
    for (const path of rows) {
      const route = closed().find((one) => one.path === path && one.method === 'get');
      if (route === undefined) throw new Error(`No route ${path}`);
      const seen = async (name: CallerName) => (await ask(route, await callers.as(name))).status;
      expect([path, await seen('own')]).toEqual([path, 200]);
      expect([path, await seen('sibling'), await seen('below')]).toEqual([path, 404, 404]);
    }
  });

  it('takes nobody’s identity from a body or a query', async () => {
    const claims = {
      openid: 'oSb002linxiaowen0000000000000',
      unionid: 'u1',
      identityId: callers.identityIds.downstream,
      personId: callers.identityIds.downstream,
      enterpriseId: callers.secondId,
      staffId: callers.identityIds.visitor,
      userId: 'chenli',
      corpId: 'ww1',
      phone: '15400000001',
      audience: 'staff',
      permissions: ['accounts.manage'],
    };
    const accepted: string[] = [];
    const operators = new Set<string>([
      ...['orders.confirm', 'prices.manage', 'merchant.manage', 'sms.review', 'packages.manage'],
    ]);
    for (const route of writes()) {
      // The operator's and the template's rights are none of the brand's admin; the second brand's admin has them all.
      const names = {
        staff: operators.has(route.permission ?? '') ? 'foreign' : 'admin',
        downstream: 'downstream',
        visitor: 'visitor',
        public: 'nobody',
      } as const;
      const who = await callers.as(names[route.audience]);
      const body = samples.body(route) ?? {};
      for (const [name, value] of Object.entries(claims)) {
        const inBody = await call(product, methods[route.method], samples.path(route), {
          ...who,
          body: { ...Object.assign({}, body), [name]: value },
          headers: { 'if-match': '"999"' },
        });
        if (inBody.status !== 422) accepted.push(`${nameOf(route)} ${name} ${inBody.status}`);
        const query = `?${name}=${encodeURIComponent(String(value))}`;
        const inQuery = await call(product, methods[route.method], `${samples.path(route)}${query}`, {
          ...who,
          body,
          headers: { 'if-match': '"999"' },
        });
        expect([nameOf(route), name, inQuery.status]).toEqual([nameOf(route), name, 422]);
      }
    }
    // A phone is a claim: of the person, whom the code then proves, or of the staff whose record it is.
    // Permissions are another's, to whom they are given.
    expect(accepted).toEqual([
      'POST /customers phone 201',
      'PATCH /customers/:id phone 409',
      'POST /interconnect-users/:id/change-phone phone 200',
      'POST /partners phone 201',
      'PATCH /partners/:id phone 409',
      'POST /phone-proofs/sms phone 403',
      'POST /roles permissions 201',
      'PATCH /roles/:id permissions 409',
      'PUT /staff-members/:id/authorisation permissions 409',
    ]);
  }, 120_000);

  it('takes nobody’s identity from a header, nor a session of another kind', async () => {
    const { token = '' } = await callers.as('visitor');
    const { cookie = '' } = await callers.as('powerless');
    const headers = {
      'x-openid': 'oSb002zhoujianguo00000000000',
      'x-wx-openid': 'oSb002zhoujianguo00000000000',
      'x-wx-source': '1',
      'x-identity-id': callers.identityIds.downstream,
      'x-enterprise-id': callers.secondId,
      'x-user-id': 'chenli',
      'x-forwarded-user': 'chenli',
    };
    const plain = await call(product, 'GET', '/me', { token });
    const claimed = await call(product, 'GET', '/me', { token, headers });
    expect(claimed.body).toEqual(plain.body);
    const staff = await call(product, 'GET', '/staff/me', { cookie });
    expect((await call(product, 'GET', '/staff/me', { cookie, headers })).body).toEqual(staff.body);
    const value = cookie.split('=')[1] ?? '';
    const asBearer = await call(product, 'GET', '/me', { token: value });
    expect([asBearer.status, asBearer.body.error.code]).toEqual([403, 'permission.denied']);
    const name = cookie.split('=')[0] ?? '';
    const asCookie = await call(product, 'GET', '/staff/me', { cookie: `${name}=${token}` });
    expect([asCookie.status, asCookie.body.error.code]).toEqual([403, 'permission.denied']);
  });
});
