import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { agreements } from '../../../config/agreements.ts';
import { registrationPreset } from '../../../config/registration.ts';
import { registerSchema } from '../../contract/registration.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { openComposed, type Composed } from '../../testing/composed.ts';
import {
  Identity,
  InterconnectEnterprise,
  InterconnectUser,
  PhoneProof,
} from '../accounts/account.entity.ts';
import { Party, PartyContact } from '../crm/crm.entity.ts';
import { Connection } from '../enterprises/enterprise.entity.ts';
import { Registration } from './registration.entity.ts';

let composed: Composed;
beforeAll(async () => {
  composed = await openComposed();
});
afterAll(() => composed.drop());

/** Few people and phones, so that they meet; each step may run beside the next one. */
const step = fc.record({
  act: fc.constantFrom('register', 'register', 'register', 'enterprise', 'wechat_user', 'complete'),
  person: fc.nat({ max: 3 }),
  phone: fc.nat({ max: 3 }),
  beside: fc.boolean(),
});

it(
  'makes all of an account or nothing, and never more than was bought, in whatever order and however many at once',
  { timeout: 180_000 },
  async () => {
    const { server, clock } = composed;
    const { db, ledger, registration } = server;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
        run += 1;
        const enterpriseId = await composed.enterprise(`注册${run}`);
        const em = () => db.tenant(enterpriseId);
        const phoneOf = (index: number) => `1${String(5_700_000_000 + run * 10 + index)}`;
        const identities: string[] = [];
        await inTransaction(composed.across(), async (tx) => {
          for (let index = 0; index < 4; index += 1) {
            const id = newId();
            identities.push(id);
            await tx.insert(Identity, { id, unionid: null, language: 'zh-CN', createdAt: clock.now() });
            await server.accounts.consents.give(tx, {
              ...{ enterpriseId, identityId: id, locale: 'zh-CN', version: agreements.version },
              ...{ parties: { upstream: 'a', operator: 'b' }, now: clock.now() },
            });
          }
          await registration.book.store(
            tx,
            enterpriseId,
            { ...registrationPreset, methods: { ...registrationPreset.methods, self: true } },
            clock.now(),
          );
        });

        async function credit(kind: string, amount: number): Promise<void> {
          await inTransaction(em(), (tx) =>
            ledger.credit(tx, {
              ...{ enterpriseId, kind, amount, sourceKey: newId(), reason: 'granted', actor: 'system' },
              ...{ startsAt: clock.now(), endsAt: null },
            }),
          );
        }
        async function take({ act, person, phone }: (typeof steps)[number]): Promise<void> {
          if (act === 'complete') return registration.completeWaiting(enterpriseId);
          if (act !== 'register') return credit(act, 1);
          const identityId = identities[person] ?? '';
          const proofId = newId();
          const expiresAt = new Date(clock.now().getTime() + 600_000);
          await inTransaction(db.installation(), (tx) =>
            tx.insert(PhoneProof, {
              ...{ id: proofId, identityId, phone: phoneOf(phone), via: 'wechat', createdAt: clock.now() },
              ...{ expiresAt, usedAt: null },
            }),
          );
          const who = { identityId, enterpriseId, locale: 'zh-CN', requestId: `run-${run}` } as const;
          const wish = registerSchema.parse({ proofId, accountType: 'enterprise', name: `人${person}` });
          await registration.registrations.register(who, wish).catch((error: unknown) => {
            // A refusal is an answer.
            if (!(error instanceof AppError)) throw error;
          });
        }

        async function look(): Promise<void> {
          const rows = await em().find(Registration, {});
          const done = rows.filter(({ state }) => state === 'done');
          const users = await em().find(InterconnectUser, {});
          const companies = await em().find(InterconnectEnterprise, {});
          const customers = await em().find(Party, {});
          const contacts = await em().find(PartyContact, {});
          const connections = await composed.across().find(Connection, { upstreamId: enterpriseId });
          const phones = done.map(({ phone }) => phone).sort();
          expect(users.map(({ phone }) => phone).sort()).toEqual(phones);
          expect(customers.map(({ phone }) => phone).sort()).toEqual(phones);
          expect(contacts.map(({ mobile }) => mobile).sort()).toEqual(phones);
          expect([companies.length, connections.length]).toEqual([phones.length, phones.length]);
          expect(new Set(phones).size).toBe(phones.length);
          const figures = await ledger.figures(em());
          const of = (kind: string) => figures.find((one) => one.kind === kind);
          expect(of('enterprise')?.used ?? 0).toBe(connections.length);
          const bound = users.filter(({ bindingState }) => bindingState === 'bound').length;
          expect(of('wechat_user')?.used ?? 0).toBe(bound);
          for (const figure of figures) expect(figure.remaining).toBeGreaterThanOrEqual(0);
        }

        for (let index = 0; index < steps.length;) {
          const first = steps[index];
          const second = steps[index + 1];
          if (first === undefined) break;
          const both = first.beside && second !== undefined ? [first, second] : [first];
          await Promise.all(both.map(take));
          index += both.length;
          await look();
        }
        await credit('enterprise', 10);
        await registration.completeWaiting(enterpriseId);
        expect(await em().count(Registration, { state: 'waiting_quota' }), 'nobody is left waiting').toBe(0);
        await look();
      }),
      { numRuns: 12 },
    );
  },
);
