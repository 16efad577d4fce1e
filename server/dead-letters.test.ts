import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { Job } from './kernel/data/kernel.entity.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, oaAppId, settle, staffCookie } from './testing/people.ts';

/* Work that outlives the trouble of a platform waits among the failed work, until staff have it tried again. */

const Minute = 60_000;
const path = '/cgi-bin/user/info';
const troubles = [{ status: 429 }, { errcode: 45009 }, { errcode: -1 }];
const pageSchema = z.object({
  items: z.array(z.object({ id: z.string(), source: z.string(), kind: z.string(), attempts: z.number() })),
});

describe('a platform that is in trouble', () => {
  let product: Installation;
  let cookie = '';
  beforeAll(async () => {
    product = await startInstallation();
  });
  afterAll(() => product.end());

  const failedWork = async () =>
    pageSchema.parse((await call(product, 'GET', '/failed-work', { cookie })).body).items;
  const unionidJobs = async () =>
    product.server.db
      .installation()
      .find(Job, { kind: 'accounts.learn-unionid' }, { orderBy: { id: 'asc' } });
  async function pass(minutes: number): Promise<void> {
    await settle(product);
    await product.control('clock', { advanceMs: minutes * Minute });
    // Also where the shared clock is read from the database.
    await settle(product);
  }

  it.each(troubles)(
    'with %j for a morning: its work is given up, and done when staff have it tried again',
    async (fault) => {
      cookie = await staffCookie(product, 'chenli');
      await product.control('faults', { match: { path }, fault });
      const person = `morning-${JSON.stringify(fault).length}-${troubles.indexOf(fault)}`;
      await product.control('people', { id: person, name: person, phones: [] });
      const before = await unionidJobs();
      await product.control('follow', { account: oaAppId, follower: person });
      // For an hour it is tried again by itself, and not given up.
      for (const minutes of [1, 1, 3, 11]) await pass(minutes);
      expect(await failedWork()).toEqual([]);
      for (const minutes of [61, 181, 1]) await pass(minutes);
      const [dead, ...more] = await failedWork();
      expect([dead?.kind, dead?.source, dead?.attempts, more]).toEqual([
        'accounts.learn-unionid',
        'job',
        7,
        [],
      ]);

      const retry = () => call(product, 'POST', `/failed-work/job/${dead?.id}/retry`, { cookie, body: {} });
      await product.control('faults', { clear: true });
      // The day's quota is another the next day.
      await pass(24 * 60);
      // A day without a request ends a session.
      cookie = await staffCookie(product, 'chenli');
      expect((await retry()).status).toBe(200);
      expect((await retry()).status, 'it waits no longer').toBe(404);
      await settle(product);
      expect(await failedWork()).toEqual([]);
      const own = (await unionidJobs()).slice(before.length);
      expect(own.map(({ state, attempts }) => [state, attempts])).toEqual([['done', 1]]);
    },
    120_000,
  );
});
