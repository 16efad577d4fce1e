import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createPartySchema, contactInputSchema } from '../../contract/crm.ts';
import { planOpeningSchema } from '../../contract/account-opening.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { openComposed, type Composed } from '../../testing/composed.ts';
import { countOf } from '../../testing/drill.ts';
import { InterconnectEnterprise, InterconnectUser } from '../accounts/account.entity.ts';
import type { CrmActor } from '../crm/index.ts';
import { verifyLedger } from '../quota/index.ts';
import { OpeningRow } from './salesperson.entity.ts';

/*
 * However many customers with however many people meet whatever quota, in one run or two beside each
 * other, and however often a worker dies and comes again: each row is whole or not there, and the
 * ledger holds exactly the places of what there is.
 */
const runs = countOf({ full: 300, part: 8 });
let composed: Composed;
beforeAll(async () => {
  composed = await openComposed();
});
afterAll(() => composed.drop());

const world = fc.record({
  enterprises: fc.nat({ max: 4 }),
  users: fc.nat({ max: 7 }),
  /** People of each customer. */
  customers: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 }),
  people: fc.constantFrom('none' as const, 'first' as const, 'all' as const),
  /** Which of them are in a second run that is worked at the same time. */
  twice: fc.boolean(),
  /** Works of each run: more than one is a worker that lost it to another. */
  workers: fc.integer({ min: 1, max: 2 }),
  /** What is disabled, and enabled again, afterwards. */
  then: fc.array(fc.record({ which: fc.nat(), disabled: fc.boolean() }), { maxLength: 4 }),
});

it(
  'never half-opens, whatever the quota, and the ledger holds exactly what was opened',
  { timeout: 300_000 },
  async () => {
    await fc.assert(fc.asyncProperty(world, play), { numRuns: runs });
  },
);

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

async function play(input: World): Promise<void> {
  const { server, clock } = composed;
  const { salespeople } = server;
  const enterpriseId = await composed.enterprise(`上游${newId()}`, {
    ...{ enterprise: input.enterprises, wechat_user: input.users },
  });
  const em = () => server.db.tenant(enterpriseId);
  const permissions = ['crm.use', 'accounts.open', 'accounts.disable', 'settings.manage'];
  const personId = await inTransaction(composed.across(), (tx) =>
    server.staff.put(tx, {
      ...{ enterpriseId, account: newId().slice(-12), name: '业务员', phone: null, enabled: true },
      ...{ permissions, now: clock.now() },
    }),
  );
  const by: CrmActor = {
    ...{ enterpriseId, personId, name: '业务员', locale: 'zh-CN', requestId: newId() },
    ...{ permissions: new Set(permissions), departmentIds: new Set() },
  };
  await salespeople.plugin.change(em(), 0, { enabled: true }, { ...by, staffId: personId });

  const ids: string[] = [];
  for (const [index, count] of input.customers.entries()) {
    const contact = (at: number) =>
      contactInputSchema.parse({
        ...{ name: `人${at}`, mobile: `1540${String(index).padStart(3, '0')}${String(at).padStart(4, '0')}` },
        email: 'a@example.com',
      });
    const party = createPartySchema.parse({
      ...{ name: `客户${index}`, phone: `0571-8800${String(index).padStart(4, '0')}`, classKey: 'other' },
      ...{ importance: 'low', contact: contact(0) },
    });
    const id = await server.crm.parties.create(em(), by, 'customer', party);
    for (let at = 1; at < count; at += 1)
      await server.crm.contacts.add(em(), by, { kind: 'customer', id }, contact(at));
    ids.push(id);
  }

  const plan = () =>
    salespeople.runs.plan(
      em(),
      by,
      planOpeningSchema.parse({
        ...{ kind: 'customer', people: input.people, sms: false },
        items: ids.map((id) => ({ id })),
      }),
    );
  const runIds = [await plan(), ...(input.twice ? [await plan()] : [])];
  const preview = await salespeople.runs.one(em(), by, runIds[0] ?? '');
  for (const id of runIds) await salespeople.runs.start(em(), by, id);
  await Promise.all(
    runIds.flatMap((id) =>
      Array.from({ length: input.workers }, () => salespeople.runs.work(enterpriseId, id)),
    ),
  );

  const companies = await em().find(InterconnectEnterprise, {});
  const users = await em().find(InterconnectUser, {});
  const wanted = (index: number) =>
    input.people === 'none' ? 0 : input.people === 'first' ? 1 : (input.customers[index] ?? 0);
  for (const [index, id] of ids.entries()) {
    const own = companies.filter(({ partyId }) => partyId === id);
    const people = users.filter(({ interconnectEnterpriseId }) => interconnectEnterpriseId === own[0]?.id);
    const rows = await em().find(OpeningRow, { partyId: id, runId: { $in: runIds } });
    expect(own.length).toBeLessThanOrEqual(1);
    expect(people.length, 'all of its people, or none').toBe(own.length === 0 ? 0 : wanted(index));
    expect(rows.some(({ state }) => state === 'done')).toBe(own.length === 1);
    expect(rows.every(({ state }) => state === 'done' || state === 'refused')).toBe(true);
  }
  const enough =
    preview.needs.enterprise.needs <= preview.needs.enterprise.left &&
    preview.needs.wechatUser.needs <= preview.needs.wechatUser.left;
  expect(companies.length === ids.length, 'what the look said').toBe(enough);

  const check = async (open: number, reserved: number) => {
    const enterprise = await composed.figures(enterpriseId, 'enterprise');
    const wechat = await composed.figures(enterpriseId, 'wechat_user');
    expect([enterprise.used, enterprise.remaining]).toEqual([open, input.enterprises - open]);
    expect([wechat.reserved, wechat.remaining]).toEqual([reserved, input.users - reserved]);
    expect(await verifyLedger(em(), enterpriseId)).toEqual([]);
  };
  await check(companies.length, users.length);

  const off = new Set<string>();
  for (const { which, disabled } of input.then) {
    const id = ids[which % ids.length] ?? '';
    const company = companies.find(({ partyId }) => partyId === id);
    const refused = await salespeople.opening
      .setCompany(em(), { ...by, requestId: newId() }, { kind: 'customer', id }, disabled)
      .then(() => false)
      .catch(() => true);
    const allowed = company !== undefined && off.has(id) !== disabled;
    expect(refused).toBe(!allowed);
    if (allowed && disabled) off.add(id);
    if (allowed && !disabled) off.delete(id);
  }
  const gone = new Set(companies.filter(({ partyId }) => off.has(partyId ?? '')).map(({ id }) => id));
  const touched = new Set(
    input.then
      .map(({ which }) => ids[which % ids.length] ?? '')
      .filter((id) => companies.some((one) => one.partyId === id)),
  );
  const open = companies.length - gone.size;
  const enterprise = await composed.figures(enterpriseId, 'enterprise');
  expect(enterprise.used).toBe(open);
  expect(await verifyLedger(em(), enterpriseId)).toEqual([]);
  if (touched.size === 0) await check(companies.length, users.length);
}
