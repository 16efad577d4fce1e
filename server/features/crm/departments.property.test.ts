import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import {
  createPartySchema,
  partyQuerySchema,
  personQuerySchema,
  type PartyQuery,
  type PersonQuery,
} from '../../contract/crm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { openComposed, type Composed } from '../../testing/composed.ts';
import { Staff } from '../access/access.entity.ts';
import { Department } from '../access/department.entity.ts';
import { countParties } from './counts.ts';
import { listContacts } from './contact-list.ts';
import { repairContacts } from './contact-places.ts';
import { Party, PartyContact } from './crm.entity.ts';
import { createActorOf } from './crm.routes.ts';
import { listParties } from './party-list.ts';
import type { Actor } from './ports.ts';

let composed: Composed;
beforeAll(async () => {
  composed = await openComposed();
});
afterAll(() => composed.drop());

const rights = ['crm.same_department', 'crm.sub_departments'];
/** What each of the four people holds beside `crm.use`. */
const held = [[], rights.slice(0, 1), rights.slice(1), rights] as const;
const step = fc.record({
  act: fc.constantFrom(
    'create',
    'create',
    'give',
    'pool',
    'bin',
    'restore',
    'person',
    'person',
    'tree',
    'dissolve',
    'plant',
  ),
  who: fc.nat({ max: 3 }),
  whom: fc.nat({ max: 3 }),
  where: fc.nat(),
  beside: fc.boolean(),
});

it(
  'shows each his own, the pool and the departments of his rights, wherever people, records and departments are moved, also at once',
  { timeout: 180_000 },
  async () => {
    const { server } = composed;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
        run += 1;
        const enterpriseId = await composed.enterprise(`部门${run}`);
        const em = () => server.db.tenant(enterpriseId);
        const acting = { enterpriseId, name: '管理员', requestId: `run-${run}` };
        const people: string[] = [];
        const admin = await inTransaction(composed.across(), async (tx) => {
          const put = (account: string, permissions: readonly string[], departmentId: string) =>
            server.staff.put(tx, {
              ...{ enterpriseId, account, name: account, phone: null, enabled: true, permissions },
              ...{ departmentId, now: composed.clock.now() },
            });
          // A chain, so that somebody stands above, beside and below from the beginning.
          const east = await server.departments.plant(tx, enterpriseId, enterpriseId, '东');
          const first = await server.departments.plant(tx, enterpriseId, east, '一部');
          const west = await server.departments.plant(tx, enterpriseId, enterpriseId, '西');
          for (const [index, home] of [first, east, enterpriseId, west].entries())
            people.push(await put(`p${index}`, ['crm.use', ...(held[index] ?? [])], home));
          const staffRights = ['staff.manage', 'staff.same_department', 'staff.sub_departments'];
          return put('admin', [...staffRights, 'departments.manage', 'crm.use', ...rights], enterpriseId);
        });
        const by = { ...acting, staffId: admin };
        const who = (index: number): Promise<Actor> =>
          createActorOf(server.staff)({
            em: em(),
            caller: {
              ...{ audience: 'staff', sessionId: '', enterpriseId, personId: people[index] ?? '' },
              ...{ name: `p${index}`, permissions: new Set(['crm.use', ...(held[index] ?? [])]) },
              ...{ membershipId: null, appId: '', language: 'zh-CN' },
            },
            locale: 'zh-CN',
            requestId: acting.requestId,
          });
        const manager: Actor = {
          ...{ enterpriseId, personId: admin, name: '管理员', locale: 'zh-CN', requestId: 'x' },
          ...{ permissions: new Set(['crm.use', 'crm.manage']), departmentIds: new Set() },
        };
        const { parties, ownership } = server.crm;
        const ids: string[] = [];

        async function take({ act, whom, where }: (typeof steps)[number]): Promise<void> {
          const departments = await em().find(Department, {}, { orderBy: { id: 'asc' } });
          const department = departments[where % departments.length];
          const id = ids[where % Math.max(ids.length, 1)];
          const person = people[whom] ?? '';
          if (department === undefined) return;
          if (act === 'create') {
            const number = ids.length + where * 100 + whom;
            const contact = { name: '人', mobile: '15400000001', email: 'a@b.cn' };
            const values = {
              name: `公司${run} ${number}`,
              phone: `0571-${10_000_000 + (number % 1_000_000)}`,
            };
            const input = createPartySchema.parse({
              ...{ ...values, classKey: 'other', importance: 'low', contact, owner: person },
            });
            ids.push(await parties.create(em(), manager, 'customer', input));
          }
          if (act === 'give' && id !== undefined)
            await ownership.handOver(em(), manager, 'customer', { ids: [id], ownerId: person });
          if (act === 'pool' && id !== undefined)
            await ownership.handOver(em(), manager, 'customer', { ids: [id], ownerId: null });
          if (act === 'bin' && id !== undefined) await parties.bin(em(), manager, 'customer', id);
          if (act === 'restore' && id !== undefined) await parties.restore(em(), manager, 'customer', id);
          if (act === 'person') {
            const { version } = await em().findOneOrFail(Staff, { id: person });
            const patch = { departmentId: department.id };
            await server.staffAccounts.change(em(), by, { id: person, version, patch });
          }
          if (act === 'tree') {
            const target = departments[whom % departments.length];
            const patch = { parentId: target?.id ?? null };
            const { version } = department;
            await server.departments.change(em(), by, { id: department.id, version, patch });
          }
          if (act === 'dissolve') await server.departments.remove(em(), by, department.id, true);
          if (act === 'plant')
            await server.departments.create(em(), by, {
              ...{ name: `部门 ${Math.random()}`, introduction: '', parentId: department.id },
            });
        }
        /** A refusal is an answer; anything else is a fault. */
        const tried = (one: (typeof steps)[number]) =>
          take(one).catch((error: unknown) => {
            if (!(error instanceof AppError)) throw error;
          });

        async function pages(actor: Actor, query: Partial<PartyQuery>): Promise<string[]> {
          const seen: string[] = [];
          for (let cursor: string | undefined; ;) {
            const asked = { ...partyQuerySchema.parse({ scope: 'all', limit: 3 }), ...query, cursor };
            const deps = { staff: server.staff, visits: server.crm.visits };
            const page = await listParties(em(), deps, actor, 'customer', asked);
            seen.push(...page.rows.map(({ id }) => id));
            if (page.nextCursor === null) return seen;
            cursor = page.nextCursor;
          }
        }

        async function peoplePages(actor: Actor, query: Partial<PersonQuery>): Promise<string[]> {
          const seen: string[] = [];
          for (let cursor: string | undefined; ;) {
            const asked = { ...personQuerySchema.parse({ scope: 'all', limit: 3 }), ...query, cursor };
            const page = await listContacts(em(), actor, asked);
            seen.push(...page.rows.map(({ contact }) => contact.id));
            if (page.nextCursor === null) return seen;
            cursor = page.nextCursor;
          }
        }

        async function check(): Promise<void> {
          // Nothing of what people keep of their record is ever behind it.
          expect(await repairContacts(em(), enterpriseId)).toBe(0);
          const rows = (await em().find(Party, {})).filter(({ state }) => state === 'live');
          const staff = new Map((await em().find(Staff, {})).map((one) => [one.id, one.departmentId]));
          const parents = new Map((await em().find(Department, {})).map((one) => [one.id, one.parentId]));
          const standsBelow = (id: string | null | undefined, above: string): boolean => {
            const parent = typeof id === 'string' ? parents.get(id) : null;
            return typeof parent === 'string' && (parent === above || standsBelow(parent, above));
          };
          for (const index of held.keys()) {
            const actor = await who(index);
            const home = staff.get(actor.personId) ?? '';
            const expected = rows
              .filter(({ ownerId }) => {
                if (typeof ownerId !== 'string' || ownerId === actor.personId) return true;
                const at = staff.get(ownerId);
                return (
                  (actor.permissions.has('crm.same_department') && at === home) ||
                  (actor.permissions.has('crm.sub_departments') && standsBelow(at, home))
                );
              })
              .sort((one, other) => (one.id < other.id ? 1 : -1));
            const newest = expected.map(({ id }) => id);
            expect(await pages(actor, {})).toEqual(newest);
            // Their people are the same rows’, by two walks of their own.
            const theirs = (await em().find(PartyContact, { partyId: { $in: newest } }))
              .map(({ id }) => id)
              .sort()
              .reverse();
            expect(await peoplePages(actor, {})).toEqual(theirs);
            for (const search of ['人', '15400'])
              expect((await peoplePages(actor, { search })).sort().reverse()).toEqual(theirs);
            const found = await pages(actor, { search: `公司${run}` });
            expect([...found].sort()).toEqual([...newest].sort());
            const names = found.map((id) => expected.find((row) => row.id === id)?.nameKey ?? '');
            expect(names).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
            const classes = { of: () => Promise.resolve({ items: [], version: 0 }) };
            const counts = await countParties(
              em(),
              { staff: server.staff, classes: { ...classes, save: () => Promise.resolve() } },
              actor,
              'customer',
            );
            expect(counts.total).toBe(newest.length);
            for (const { id } of rows)
              expect((await server.crm.explain(em(), actor, id))?.sees).toBe(newest.includes(id));
          }
        }

        for (let index = 0; index < steps.length;) {
          const first = steps[index];
          const second = steps[index + 1];
          if (first === undefined) break;
          const both = first.beside && second !== undefined ? [first, second] : [first];
          await Promise.all(both.map(tried));
          index += both.length;
        }
        await check();
      }),
      { numRuns: 25 },
    );
  },
);
