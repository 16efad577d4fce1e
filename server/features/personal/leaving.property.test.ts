import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { downstreamAdminRole } from '../../../config/interconnect-roles.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { openComposed, type Composed } from '../../testing/composed.ts';
import { countOf } from '../../testing/drill.ts';
import { Identity, InterconnectEnterprise, InterconnectUser } from '../accounts/account.entity.ts';
import { verifyLedger } from '../quota/index.ts';
import { AccountCancellation } from './personal.entity.ts';

/*
 * Whoever leaves, in whatever order, through whatever crashes: each account gives its place back once,
 * and what was said to be erased is. The model is a list of accounts with their person.
 */
const runs = countOf({ full: 60, part: 5 });
const seed = Number(process.env['DRILL_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const companies = 2;
const persons = 3;

class Crash extends Error {}

const stepArb = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      verb: fc.constant('cancel' as const),
      person: fc.nat({ max: persons - 1 }),
      /** Which of his accounts; null: all. */
      which: fc.option(fc.nat({ max: companies - 1 })),
      twins: fc.integer({ min: 1, max: 3 }),
      /** In the transaction of leaving: the part at which the process dies; null: it lives. */
      dies: fc.option(fc.nat({ max: 7 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant('work' as const),
      /** While erasing: the part at which the process dies. */
      dies: fc.option(fc.nat({ max: 7 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ verb: fc.constant('unbind' as const), person: fc.nat({ max: persons - 1 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ verb: fc.constant('come' as const), person: fc.nat({ max: persons - 1 }) }),
  },
);
type Step = typeof stepArb extends fc.Arbitrary<infer Made> ? Made : never;

describe('leaving', () => {
  let w: Composed;
  /** Counts down the calls of parts; at 0 the process dies. */
  let fuse: number | null = null;
  const burn = () => {
    if (fuse === null) return;
    if (fuse === 0) {
      fuse = null;
      throw new Crash('the process died');
    }
    fuse -= 1;
  };
  beforeAll(async () => {
    w = await openComposed();
    for (const part of w.server.personal.parts) {
      const leave = part.leave?.bind(part);
      const erase = part.erase?.bind(part);
      Reflect.set(part, 'leave', async (...args: Parameters<NonNullable<typeof leave>>) => {
        await leave?.(...args);
        burn();
      });
      Reflect.set(part, 'erase', async (...args: Parameters<NonNullable<typeof erase>>) => {
        burn();
        return (await erase?.(...args)) ?? 'done';
      });
    }
  });
  afterAll(() => w.drop());

  it(`frees each place once, and erases each person, whatever dies on the way (DRILL_SEED=${seed})`, async () => {
    await fc.assert(fc.asyncProperty(fc.array(stepArb, { minLength: 4, maxLength: 14 }), play), {
      numRuns: runs,
      seed,
    });
  }, 600_000);

  async function play(steps: readonly Step[]): Promise<void> {
    const { server, across } = w;
    const enterpriseId = await w.enterprise('上游', { enterprise: 9, wechat_user: 20 });
    const staff = { staffId: newId(), name: '陈立', enterpriseId, requestId: newId() };
    const companyIds: string[] = [];
    for (let index = 0; index < companies; index += 1) {
      const connectionId = await server.connecting.connections.open(
        staff,
        { name: `下游${index}`, legalName: `下游${index}有限公司`, edition: null, contact: null },
        'zh-CN',
      );
      companyIds.push((await across().findOneOrFail(InterconnectEnterprise, { connectionId })).id);
    }
    const phones = Array.from({ length: persons }, (_, index) => `1540${String(index + 1).padStart(7, '0')}`);
    let people = await Promise.all(phones.map((phone) => w.person(enterpriseId, phone)));
    /** Accounts that there are, and whose they are while they are bound. */
    const model = new Map<string, { person: number; bound: boolean }>();

    /** An account in each company, as a clerk, bound. */
    async function settleIn(person: number): Promise<void> {
      for (const companyId of companyIds) {
        const phone = phones[person] ?? '';
        const id = await inTransaction(across(), async (tx) => {
          const there = await tx.findOne(InterconnectUser, { interconnectEnterpriseId: companyId, phone });
          if (there !== null) return there.id;
          const opened = await server.accounts.opening.openUser(tx, {
            ...{ enterpriseId, interconnectEnterpriseId: companyId, name: `人${person}`, phone },
            ...{ roles: ['clerk'], reservePlace: true, invitedAt: w.clock.now() },
            ...{ openedAt: w.clock.now(), actor: 'system' },
          });
          return opened.id;
        });
        await inTransaction(across(), (tx) =>
          server.accounts.binding.bindQuietly(tx, id, people[person]?.identityId ?? '', newId()),
        );
        model.set(id, { person, bound: true });
      }
    }
    for (let person = 0; person < persons; person += 1) await settleIn(person);
    // One admin more, who stays: nobody has to hand over.
    expect(downstreamAdminRole).toBe('owner');

    const mine = (person: number) => [...model].filter(([, account]) => account.person === person);
    for (const step of steps) {
      if (step.verb === 'work') {
        fuse = step.dies;
        await server.worker.drain();
        fuse = null;
      } else if (step.verb === 'come') {
        // Whoever has gone and comes again is new, and his accounts are opened anew.
        if (mine(step.person).length > 0) continue;
        const again = await w.person(enterpriseId, phones[step.person] ?? '');
        people = people.map((one, index) => (index === step.person ? again : one));
        await settleIn(step.person);
      } else if (step.verb === 'unbind') {
        const [found] = mine(step.person).filter(([, account]) => account.bound);
        if (found === undefined) continue;
        await inTransaction(across(), async (tx) => {
          const user = await tx.findOneOrFail(InterconnectUser, { id: found[0] });
          const by = { actor: 'system', actorName: '', cause: newId(), requestId: newId() };
          await server.accounts.unbinding.unbind(tx, user, by);
        });
        found[1].bound = false;
      } else await cancel(step);
      await check();
    }
    await w.server.worker.drain();
    w.clock.advance(86_400_000 * 2);
    await server.worker.drain();
    // What died with its process is found by the next look.
    for (let round = 0; round < 8; round += 1) {
      w.clock.advance(11_000_000);
      await server.worker.drain();
    }
    await check();
    const left = await across().find(AccountCancellation, { enterpriseId });
    expect(left.filter(({ state }) => state !== 'done')).toEqual([]);
    expect(left.filter(({ sealedPerson }) => typeof sealedPerson === 'string')).toEqual([]);

    async function cancel(step: Extract<Step, { verb: 'cancel' }>): Promise<void> {
      const person = people[step.person];
      if (person === undefined) return;
      const gone = (await across().count(Identity, { id: person.identityId })) === 0;
      const own = mine(step.person);
      const [chosen] = step.which === null ? [undefined] : [own[step.which]];
      if (step.which !== null && chosen === undefined) return;
      const input = {
        accountIds: chosen === undefined ? null : [chosen[0]],
        proofId: gone ? newId() : await person.prove(),
      };
      fuse = step.dies;
      const tries = await Promise.allSettled(
        Array.from({ length: step.twins }, () => server.personal.cancellations.cancel(person.binder, input)),
      );
      const died = tries.some((one) => one.status === 'rejected' && one.reason instanceof Crash);
      const done = tries.filter((one) => one.status === 'fulfilled').length;
      fuse = null;
      for (const one of tries) {
        if (one.status === 'rejected')
          expect([Crash, AppError].some((kind) => one.reason instanceof kind)).toBe(true);
      }
      expect(done, 'of twins one at most').toBeLessThanOrEqual(1);
      if (!died && !gone) expect(done, 'and one where nothing died').toBe(1);
      if (done === 0) return;
      const lost = chosen === undefined ? own : [chosen];
      for (const [id] of lost) model.delete(id);
    }

    async function check(): Promise<void> {
      const users = await across().find(InterconnectUser, { enterpriseId });
      expect(users.map(({ id }) => id).sort()).toEqual([...model.keys()].sort());
      const bound = [...model.values()].filter((account) => account.bound).length;
      expect(users.filter(({ bindingState }) => bindingState === 'bound')).toHaveLength(bound);
      expect(await w.figures(enterpriseId, 'wechat_user')).toMatchObject({ used: bound, bought: 20 });
      const verified = await verifyLedger(server.db.tenant(enterpriseId), enterpriseId);
      expect(verified).toEqual([]);
    }
  }
});
