import { expect } from 'vitest';

import { inTransaction } from '../kernel/data/transaction.ts';
import { newId } from '../kernel/ids.ts';
import { openCallers, type Credentials } from './callers.ts';
import type { Installation } from './installation.ts';
import { call, prove, signIn, type Answer } from './people.ts';
import { InterconnectEnterprise, InterconnectUser } from '../features/accounts/account.entity.ts';
import { Party, PartyContact } from '../features/crm/crm.entity.ts';
import { Connection, Enterprise } from '../features/enterprises/enterprise.entity.ts';
import { QuotaEntry } from '../features/quota/quota.entity.ts';

export interface Stranger {
  readonly person: string;
  readonly phone: string;
  readonly token: string;
  readonly proofId: string;
}

/** The brand's settings, its quota, and people whom nobody knows. */
export async function openRegistrationWorld(product: Installation) {
  const callers = await openCallers(product);
  const admin = await callers.as('admin');
  const { upstreamId } = callers;
  const { db, ledger, clock } = product.server;
  const mine = () => db.tenant(upstreamId);
  let strangers = 0;

  const settings = (who: Credentials = admin) => call(product, 'GET', '/registration-settings', who);
  async function change(patch: object, who: Credentials = admin): Promise<Answer> {
    const { version } = (await settings(who)).body;
    const headers = { 'if-match': `"${version}"` };
    return call(product, 'PATCH', '/registration-settings', { ...who, headers, body: patch });
  }

  return {
    callers,
    admin,
    upstreamId,
    mine,
    settings,
    change,
    told: ({ status, body }: Answer) => [status, body.error?.code],

    /** Self-registration on, as a brand begins with it. */
    preset: {
      methods: { admin: true, salesperson: true, self: true },
      enterprise: {
        ...{ on: true, role: 'clerk', nameMode: 'editable', review: false },
        ...{ match: 'exact', minLength: 4, most: 3 },
        fields: { email: 'off', position: 'off', address: 'off', note: 'off' },
      },
      personal: { on: false, role: null, review: false },
    },

    async set(patch: object): Promise<void> {
      const answer = await change(patch);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    },

    async places(kind: string, amount: number): Promise<void> {
      await inTransaction(mine(), (tx) =>
        ledger.credit(tx, {
          ...{ enterpriseId: upstreamId, kind, amount, sourceKey: newId(), reason: 'granted' },
          ...{ actor: 'system', startsAt: clock.now(), endsAt: null },
        }),
      );
    },

    /** Takes all that is left of a kind. */
    async fill(kind: 'enterprise' | 'wechat_user'): Promise<void> {
      const [figure] = await ledger.figures(mine(), kind);
      await inTransaction(mine(), async (tx) => {
        for (let index = 0; index < (figure?.remaining ?? 0); index += 1)
          await ledger.use(tx, {
            ...{ enterpriseId: upstreamId, kind, causeKey: 'fill', actor: 'system' },
            holder: kind === 'enterprise' ? `connection:${newId()}` : `user:${newId()}`,
            reason: kind === 'enterprise' ? 'opened' : 'bound',
          });
      });
    },

    async figure(kind: string) {
      const [one] = await ledger.figures(mine(), kind);
      return one ?? { bought: 0, used: 0, reserved: 0, remaining: 0 };
    },

    /** Somebody whom nobody knows, with a phone of his own that he has proved. */
    async stranger(options: { phone?: string } = {}): Promise<Stranger> {
      strangers += 1;
      const person = `registrant-${strangers}`;
      const phone = options.phone ?? String(15600000000 + strangers);
      await product.control('people', { id: person, name: `新客${strangers}`, phones: [phone] });
      const { token } = await signIn(product, person);
      return { person, phone, token, proofId: await prove(product, person, token) };
    },

    register: (who: Pick<Stranger, 'token' | 'proofId'>, body: object = {}, key?: string) =>
      call(product, 'POST', '/registrations', {
        token: who.token,
        body: { proofId: who.proofId, accountType: 'enterprise', name: '王新', ...body },
        headers: key === undefined ? {} : { 'idempotency-key': key },
      }),

    search: (who: Pick<Stranger, 'token' | 'proofId'>, text: string) =>
      call(product, 'GET', `/registration-names?proofId=${who.proofId}&search=${encodeURIComponent(text)}`, {
        token: who.token,
      }),

    /** A customer in the upstream's books. */
    async customer(name: string, phone: string): Promise<string> {
      const { body, status } = await call(product, 'POST', '/customers', {
        ...admin,
        body: {
          ...{ name, phone, classKey: 'dealer', importance: 'high', stage: '', source: '', address: '' },
          ...{ note: '', owner: 'pool' },
          contact: {
            name: '联系人',
            mobile: '13900000001',
            email: 'c@example.cn',
            position: '',
            hobby: '',
            note: '',
          },
        },
      });
      expect(status, JSON.stringify(body)).toBe(201);
      return body.id;
    },

    /** Rows of everything that registering could make. */
    async counts() {
      const em = db.acrossTenants('operator: seed');
      return {
        customers: await em.count(Party, {}),
        contacts: await em.count(PartyContact, {}),
        tenants: await em.count(Enterprise, {}),
        connections: await em.count(Connection, {}),
        companies: await em.count(InterconnectEnterprise, {}),
        users: await em.count(InterconnectUser, {}),
        entries: await em.count(QuotaEntry, {}),
      };
    },
  };
}
export type RegistrationWorld = Awaited<ReturnType<typeof openRegistrationWorld>>;
