import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { OperationRecord } from './features/records/record.entity.ts';
import type { RouteDefinition } from './kernel/http/route.ts';
import { openCallers, type Callers } from './testing/callers.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call } from './testing/people.ts';
import { openRouteSamples, type RouteSamples } from './testing/route-samples.ts';

const methods = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const;
const nameOf = (route: RouteDefinition) => `${methods[route.method]} ${route.path}`;

/** Writes that change nothing of the enterprise's, each with why. */
const leavesNone: Readonly<Record<string, string>> = {
  'PATCH /staff/me': 'the person’s own language',
  'POST /staff/sign-out': 'the person’s own session',
  'POST /staff/sign-out-everywhere': 'the person’s own sessions',
  'PUT /staff/me/avatar': 'the person’s own picture',
  'POST /follow-guides/:id/preview': 'only shows',
  'POST /auto-replies/try': 'only shows',
  'POST /channel-accounts/:id/check': 'looks at what the platform says',
  'POST /deliveries/:id/resend': 'a message, which the deliveries show',
  'POST /template-mappings/:purpose/test': 'a message, which the deliveries show',
  'POST /webhook-endpoints/:id/test': 'an event, which the deliveries show',
  'POST /user-invitations': 'messages, which the invitations show; each that goes leaves one',
  'POST /quota-orders/quote': 'only shows',
  'POST /quota-orders/:id/pay-native': 'a try to pay, which the order’s history shows',
  'POST /quota-orders/:id/new-number': 'a try to pay, which the order’s history shows',
  'POST /quota-orders/:id/check': 'looks at what the platform says',
  'POST /account-openings': 'a plan of which nothing is opened before it is started',
  'POST /crm-imports': 'a file of which nothing is taken in before it is started',
  'POST /crm-imports/:id/pieces': 'a piece of that file',
};
/** Two things are done at once: the number is written and its person is bound; an account is made and the request answered. */
const leavesTwo = new Set(['POST /binding-requests/:id/resolve', 'POST /staff-requests/:id/accept']);
/** At least these are driven to success below; later routes are judged as soon as their sample succeeds. */
const atLeast = [
  'PATCH /channel-accounts/:id',
  'PATCH /enterprise-names',
  'POST /staff-members',
  'PATCH /staff-members/:id',
  'POST /staff-members/:id/disable',
  'POST /staff-members/:id/reset-password',
  'PUT /staff-members/:id/authorisation',
  'POST /roles',
  'PATCH /roles/:id',
  'POST /roles/:id/members',
  'POST /roles/:id/remove',
  'PUT /departments/:id/default-authorisation',
  'POST /departments',
  'POST /directory-runs',
  'POST /directory-runs/:id/export',
  'POST /staff-requests/:id/accept',
  'PATCH /departments/:id',
  'POST /departments/:id/remove',
  'PATCH /follow-guides/:id',
  'PATCH /sign-in-prompt',
  'PATCH /registration-settings',
  'POST /registrations/:id/refuse',
  'POST /invitation-sms/drafts',
  'POST /channel-accounts/:id/disconnect',
  'POST /channel-accounts/:id/reconnect',
  'POST /failed-work/:source/:id/retry',
  'POST /interconnect-users/:id/disable',
  'POST /interconnect-users/:id/enable',
  'POST /operation-records/export',
  'POST /interconnect-users/export',
  'POST /account-cancellations/:id/confirm',
  'POST /received-callbacks/:id/replay',
];

describe('every write of staff', () => {
  let product: Installation;
  let callers: Callers;
  let samples: RouteSamples;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    samples = await openRouteSamples(product, callers);
  });
  afterAll(() => product.end());

  /** What the caller would have read before he edits: the row's version, there or in its list. */
  async function versionOf(route: RouteDefinition): Promise<number> {
    const admin = await callers.as('admin');
    const path = samples.path(route);
    const one = await call(product, 'GET', path, admin);
    if (one.status === 200) return one.body.version;
    const id = path.split('/').at(-1);
    const list = await call(product, 'GET', path.slice(0, path.lastIndexOf('/')), admin);
    if (typeof list.body?.version === 'number') return list.body.version;
    return list.body?.items?.find((item: { id: string }) => item.id === id)?.version ?? 0;
  }

  it('leaves exactly one operation record when it succeeds, and none when it is refused', async () => {
    const writes = product.server.routes.filter(
      (route) =>
        route.audience === 'staff' && route.method !== 'get' && leavesNone[nameOf(route)] === undefined,
    );
    // First what an account must be connected for, then its end, and its return.
    const order = ({ path }: RouteDefinition) =>
      path.endsWith('/disconnect') || path.endsWith('/remove') ? 1 : path.endsWith('/reconnect') ? 2 : 0;
    const succeeded: string[] = [];
    const wrong: string[] = [];
    for (const route of [...writes].sort((left, right) => order(left) - order(right))) {
      const headers = route.ifMatch ? { 'if-match': `"${await versionOf(route)}"` } : {};
      const answer = await call(product, methods[route.method], samples.path(route), {
        ...(await callers.as('admin')),
        body: samples.body(route) ?? {},
        headers,
      });
      const requestId = answer.headers.get('x-request-id') ?? '';
      const left = await product.server.db.tenant(callers.upstreamId).count(OperationRecord, { requestId });
      const done = answer.status < 300;
      if (done) succeeded.push(nameOf(route));
      const due = !done ? 0 : leavesTwo.has(nameOf(route)) ? 2 : 1;
      if (left !== due) wrong.push(`${nameOf(route)}: ${answer.status}, ${left} records`);
    }
    expect(wrong).toEqual([]);
    expect(succeeded).toEqual(expect.arrayContaining(atLeast));
  }, 60_000);
});
