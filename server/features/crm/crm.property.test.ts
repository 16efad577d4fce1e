import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { openComposed, type Composed } from '../../testing/composed.ts';
import { createPartySchema } from '../../contract/crm.ts';
import { Party, PartyContact } from './crm.entity.ts';
import type { Actor } from './ports.ts';

let composed: Composed;
beforeAll(async () => {
  composed = await openComposed();
});
afterAll(() => composed.drop());

/** Few names and numbers, so that they meet; each step may run beside the next one. */
const step = fc.record({
  act: fc.constantFrom('create', 'create', 'create', 'bin', 'restore', 'reown', 'rename', 'pool', 'claim'),
  who: fc.nat({ max: 2 }),
  name: fc.nat({ max: 3 }),
  phone: fc.nat({ max: 3 }),
  which: fc.nat(),
  beside: fc.boolean(),
});

it(
  'has never two live ones of a name or number, and loses none, in whatever order and however many at once',
  { timeout: 120_000 },
  async () => {
    const { server } = composed;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        run += 1;
        const enterpriseId = await composed.enterprise(`客户库${run}`);
        const staffIds = await inTransaction(composed.across(), async (tx) => {
          const made: string[] = [];
          for (const account of ['a', 'b', 'c'])
            made.push(
              await server.staff.put(tx, {
                ...{ enterpriseId, account, name: account, phone: null, enabled: true },
                ...{ permissions: ['crm.use', 'crm.manage'], now: composed.clock.now() },
              }),
            );
          return made;
        });
        const actor = (who: number): Actor => ({
          ...{ enterpriseId, personId: staffIds[who] ?? '', name: String(who), locale: 'zh-CN' },
          ...{
            permissions: new Set(['crm.use', 'crm.manage']),
            departmentIds: new Set(),
            requestId: `run-${run}`,
          },
        });
        const { parties, ownership } = server.crm;
        const em = () => server.db.tenant(enterpriseId);
        const ids: string[] = [];

        async function take({ act, who, name, phone, which }: (typeof steps)[number]): Promise<void> {
          const by = actor(who);
          const id = ids[which % Math.max(ids.length, 1)];
          const values = { name: `公司 ${name}`, phone: `0571-8800000${phone}`, classKey: 'other' };
          if (act === 'create') {
            const contact = { name: '人', mobile: '15400000001', email: 'a@b.cn' };
            const input = createPartySchema.parse({ ...values, importance: 'low', contact });
            ids.push(await parties.create(em(), by, 'customer', input));
            return;
          }
          if (id === undefined) return;
          if (act === 'bin') await parties.bin(em(), by, 'customer', id);
          if (act === 'restore') await parties.restore(em(), by, 'customer', id);
          if (act === 'claim') await ownership.claim(em(), by, 'customer', id);
          if (act === 'reown' || act === 'pool') {
            const ownerId = act === 'pool' ? null : (staffIds[name % 3] ?? null);
            await ownership.handOver(em(), by, 'customer', { ids: [id], ownerId });
          }
          if (act === 'rename') {
            const { version } = await em().findOneOrFail(Party, { id });
            await parties.change(em(), by, 'customer', id, version, values);
          }
        }
        /** A refusal is an answer; anything else is a fault. */
        const tried = (one: (typeof steps)[number]) =>
          take(one).catch((error: unknown) => {
            if (!(error instanceof AppError)) throw error;
          });

        for (let index = 0; index < steps.length;) {
          const first = steps[index];
          const second = steps[index + 1];
          if (first === undefined) break;
          const both = first.beside && second !== undefined ? [first, second] : [first];
          await Promise.all(both.map(tried));
          index += both.length;

          const rows = await em().find(Party, {});
          const live = rows.filter(({ state }) => state === 'live');
          for (const key of ['nameKey', 'phoneKey'] as const) {
            expect(new Set(live.map((row) => row[key])).size).toBe(live.length);
            expect(live.every((row) => typeof row[key] === 'string')).toBe(true);
          }
          expect(rows.filter(({ state }) => state === 'binned').every((row) => row.nameKey === null)).toBe(
            true,
          );
          expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
          expect(await em().count(PartyContact, {})).toBe(ids.length);
        }
      }),
      { numRuns: 25 },
    );
  },
);
