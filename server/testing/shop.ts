import { expect, vi } from 'vitest';

import { Staff } from '../features/access/access.entity.ts';
import { readRows, writeRows } from '../kernel/data/sql.ts';
import { openCallers, type Callers, type Credentials } from './callers.ts';
import type { Installation } from './installation.ts';
import { call } from './people.ts';

/** Someone who may buy quota, the operator, and what they do, over HTTP; the sandbox's merchant takes the money. */
export interface Shop {
  readonly callers: Callers;
  readonly admin: Credentials;
  readonly operator: Credentials;
  post(path: string, body?: unknown, who?: Credentials): ReturnType<typeof call>;
  get(path: string, who?: Credentials): ReturnType<typeof call>;
  /** Places of the enterprise kind that were bought, by the figures of the quota page. */
  bought(): Promise<number>;
  /** Makes an order of one line of the enterprise kind, 5 places for a year. */
  order(changes?: object): Promise<string>;
  codeOf(id: string): Promise<string>;
  /** Scans the code, which makes the platform know the order. @returns our number of it */
  numberOf(codeUrl: string): Promise<string>;
  pay(codeUrl: string, more?: object): Promise<unknown>;
  show(id: string): Promise<Awaited<ReturnType<typeof call>>['body']>;
  /** The platform tells the end of a refund a moment later. */
  eventually(check: () => Promise<void>): Promise<void>;
  /** While `work` runs, every statement on the table is refused: nothing of its transaction may stay. */
  without<T>(table: string, work: () => Promise<T>): Promise<T>;
}

export const line = (changes: object = {}) => ({ kind: 'enterprise', places: 5, years: 1, ...changes });

/**
 * @param buyer `admin`: somebody whom WeCom knows, for tests that move the clock by days: a comparison
 *   with the directory ends the sessions of whom it does not find
 */
export async function openShop(product: Installation, buyer: 'buyer' | 'admin' = 'buyer'): Promise<Shop> {
  const callers = await openCallers(product);
  const admin =
    buyer === 'admin'
      ? await callers.as('admin')
      : await callers.staffSession(
          callers.upstreamId,
          await callers.putStaff(callers.upstreamId, 'buyer', ['quota.read', 'orders.manage']),
        );
  await product.control('pay-settings', { refundDelayMs: 0 });
  const em = product.server.db.acrossTenants('operator: seed');
  const person = await em.findOneOrFail(Staff, { account: 'operator' });
  const operator = await callers.staffSession(person.enterpriseId, person.id);

  const post = (path: string, body: unknown = {}, who: Credentials = admin) =>
    call(product, 'POST', path, { ...who, body });
  const get = (path: string, who: Credentials = admin) => call(product, 'GET', path, who);
  const rename = (from: string, to: string) =>
    writeRows(em.fork(), `alter table ${from} rename to ${to}`, []).catch((error: unknown) => {
      // It answers no count of rows.
      if (error instanceof Error && error.name !== 'ZodError') throw error;
    });

  return {
    ...{ callers, admin, operator, post, get },
    async bought() {
      const { body } = await get('/quota');
      return body.figures.find(({ kind }: { kind: string }) => kind === 'enterprise').bought;
    },
    async order(changes = {}) {
      const { body: prices } = await get('/quota-prices');
      const made = await post('/quota-orders', { lines: [line(changes)], priceVersion: prices.version });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      return made.body.id;
    },
    async codeOf(id) {
      const answer = await post(`/quota-orders/${id}/pay-native`);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      return answer.body.codeUrl;
    },
    async numberOf(codeUrl) {
      const page: unknown = await product.control('pay-open', { codeUrl, person: 'zhoujianguo' });
      return String(typeof page === 'object' && page !== null ? Reflect.get(page, 'outTradeNo') : '');
    },
    pay: (codeUrl, more = {}) => product.control('pay', { codeUrl, person: 'zhoujianguo', ...more }),
    show: async (id) => (await get(`/quota-orders/${id}`)).body,
    eventually: (check) => vi.waitFor(check, { timeout: 10_000, interval: 100 }),
    async without(table, work) {
      // Where they lie is found anew: a statement that was prepared before must not help.
      await readRows(em.fork(), `select 1 from ${table} limit 1`, []);
      await rename(table, `${table}_away`);
      try {
        return await work();
      } finally {
        await rename(`${table}_away`, table);
      }
    },
  };
}
