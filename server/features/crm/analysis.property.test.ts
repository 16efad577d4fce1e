import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createPartySchema, stageSchema } from '../../contract/crm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { openComposed, type Composed } from '../../testing/composed.ts';
import { Party, PartyDeal, PartyFollowUp } from './crm.entity.ts';
import type { Actor } from './ports.ts';

let composed: Composed;
beforeAll(async () => {
  composed = await openComposed();
});
afterAll(() => composed.drop());

const step = fc.record({
  act: fc.constantFrom(
    'create',
    'create',
    'deal',
    'deal',
    'deal',
    'strike',
    'talk',
    'talk',
    'stage',
    'give',
    'bin',
  ),
  who: fc.nat({ max: 2 }),
  which: fc.nat(),
  fen: fc.integer({ min: 1, max: 100_000_000_000 }),
  day: fc.integer({ min: 1, max: 24 }),
  points: fc.option(fc.integer({ min: 1, max: 5 })),
  beside: fc.boolean(),
});

it(
  'counts per salesperson stages, buyers, repeat buyers, money and satisfaction as the records themselves say, in whatever order they are made',
  { timeout: 180_000 },
  async () => {
    const { server } = composed;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 6, maxLength: 20 }),
        fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 })),
        async (steps, days) => {
          run += 1;
          const enterpriseId = await composed.enterprise(`分析${run}`);
          const em = () => server.db.tenant(enterpriseId);
          const people = await inTransaction(composed.across(), async (tx) => {
            const made: string[] = [];
            for (const account of ['a', 'b', 'c'])
              made.push(
                await server.staff.put(tx, {
                  ...{ enterpriseId, account, name: account, phone: null, enabled: true },
                  ...{ permissions: ['crm.use'], now: composed.clock.now() },
                }),
              );
            return made;
          });
          const by: Actor = {
            ...{ enterpriseId, personId: people[0] ?? '', name: 'a', locale: 'zh-CN', requestId: 'x' },
            ...{ permissions: new Set(['crm.use', 'crm.manage']), departmentIds: new Set() },
          };
          const { parties, contacts, deals, ownership } = server.crm;
          const ids: string[] = [];
          const date = (day: number) => `2026-11-${String(day).padStart(2, '0')}`;

          async function take(one: (typeof steps)[number]): Promise<void> {
            const id = ids[one.which % Math.max(ids.length, 1)];
            const person = people[one.who] ?? '';
            if (one.act === 'create') {
              const number = ids.length + one.which;
              const contact = { name: '人', mobile: '15400000001', email: 'a@b.cn' };
              const values = { name: `公司 ${number}`, phone: `0571-${10_000_000 + (number % 1_000_000)}` };
              const stage = stageSchema.options[one.which % 4];
              const input = createPartySchema.parse({
                ...{ ...values, classKey: 'other', importance: 'low', contact, owner: person, stage },
              });
              ids.push(await parties.create(em(), by, 'customer', input));
            }
            if (id === undefined) return;
            if (one.act === 'deal')
              await deals.add(em(), by, id, { day: date(one.day), amountFen: one.fen, text: '净水机' });
            if (one.act === 'strike') {
              const all = await em().find(PartyDeal, { partyId: id }, { orderBy: { id: 'asc' } });
              const deal = all[one.day % Math.max(all.length, 1)];
              if (deal !== undefined)
                await deals.strike(em(), by, { partyId: id, dealId: deal.id }, '录错了');
            }
            if (one.act === 'talk')
              await contacts.followUp(
                em(),
                by,
                { kind: 'customer', id },
                { text: '回访', satisfaction: one.points },
              );
            if (one.act === 'stage') {
              const { version } = await em().findOneOrFail(Party, { id });
              const stage = stageSchema.options[one.day % 4] ?? 'vip';
              await parties.change(em(), by, 'customer', id, version, { stage });
            }
            if (one.act === 'give')
              await ownership.handOver(em(), by, 'customer', { ids: [id], ownerId: person });
            if (one.act === 'bin') await parties.bin(em(), by, 'customer', id);
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
          }

          const [from, to] = [date(Math.min(...days)), date(Math.max(...days))];
          const rows = (await em().find(Party, { state: 'live' })).filter(({ ownerId }) => ownerId !== null);
          const ledger = (await em().find(PartyDeal, {})).filter(
            ({ struckAt }) => (struckAt ?? null) === null,
          );
          const talks = await em().find(PartyFollowUp, {});
          for (const row of rows)
            expect(row.dealCount).toBe(ledger.filter(({ partyId }) => partyId === row.id).length);
          for (const query of [{}, { from, to }]) {
            const { items } = await server.crm.analysis(em(), by, query);
            const expected = people.flatMap((id) => {
              const own = rows.filter(({ ownerId }) => ownerId === id);
              if (own.length === 0) return [];
              const ofOwn = ({ partyId }: { partyId: string }) => own.some((row) => row.id === partyId);
              const times = (row: Party) => ledger.filter(({ partyId }) => partyId === row.id).length;
              const within = ledger
                .filter(ofOwn)
                .filter(({ day }) => !('from' in query) || (day >= from && day <= to));
              // All of them were spoken with today, 24 November.
              const heard = talks.filter(ofOwn).filter(() => !('from' in query) || to === '2026-11-24');
              const rated = heard.flatMap(({ satisfaction }) => satisfaction ?? []);
              const staged = (stage: string) => own.filter((row) => row.stage === stage).length;
              return [
                {
                  owner: id,
                  ...{ customers: own.length, target: staged('target'), intention: staged('intention') },
                  ...{ deal: staged('deal'), vip: staged('vip') },
                  buyers: own.filter((row) => times(row) > 0).length,
                  repeatBuyers: own.filter((row) => times(row) > 1).length,
                  deals: within.length,
                  amountFen: within.reduce((sum, { amountFen }) => sum + amountFen, 0),
                  followUps: heard.length,
                  rated: rated.length,
                  points: rated.reduce((sum, one) => sum + one, 0),
                },
              ];
            });
            const told = items.map(({ owner, ...row }) => ({
              owner: owner.id,
              ...{ customers: row.customers, target: row.target, intention: row.intention },
              ...{ deal: row.deal, vip: row.vip, buyers: row.buyers, repeatBuyers: row.repeatBuyers },
              ...{ deals: row.deals, amountFen: row.amountFen, followUps: row.followUps },
              ...{ rated: row.rated, points: row.points },
            }));
            const sorted = <Row extends { owner: string }>(list: readonly Row[]) =>
              [...list].sort((one, other) => (one.owner < other.owner ? -1 : 1));
            expect(sorted(told)).toEqual(sorted(expected));
          }
        },
      ),
      { numRuns: 25 },
    );
  },
);
