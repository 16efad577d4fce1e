import { executionAsyncId } from 'node:async_hooks';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { newId } from '../ids.ts';
import { Setting } from './kernel.entity.ts';
import { inTransaction } from './transaction.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.drop());

const now = new Date('2026-03-02T08:00:00Z');
const create = (id: string) => ({ id, value: { n: 1 }, updatedAt: now });

/** Promises have numbers of their own while anybody's hooks are on. */
async function areHooksOn(): Promise<boolean> {
  return (await Promise.resolve().then(() => executionAsyncId())) !== 0;
}

it('a transaction with reads, writes and flushes leaves the hooks of Node off', async () => {
  // The test runner may have them on for itself: then nothing can be told here.
  const before = await areHooksOn();
  const id = newId();
  await inTransaction(test.db.installation(), async (tx) => {
    tx.create(Setting, create(id));
    await tx.flush();
    const row = await tx.findOneOrFail(Setting, { id });
    row.value = { n: 2 };
  });
  expect((await test.db.installation().findOneOrFail(Setting, { id })).value).toEqual({ n: 2 });
  expect(await areHooksOn()).toBe(before);
});

it('a transaction that fails leaves nothing, also when it was flushed', async () => {
  const id = newId();
  const work = inTransaction(test.db.installation(), async (tx) => {
    tx.create(Setting, create(id));
    await tx.flush();
    throw new Error('not this time');
  });
  await expect(work).rejects.toThrow('not this time');
  expect(await test.db.installation().count(Setting, { id })).toBe(0);
});

it('flushes of one scope that are asked for at once all come through', async () => {
  const em = test.db.installation();
  const ids = [newId(), newId(), newId()];
  await Promise.all(
    ids.map(async (id) => {
      em.create(Setting, create(id));
      await em.flush();
    }),
  );
  expect(await test.db.installation().count(Setting, { id: { $in: ids } })).toBe(3);
});

it('what a transaction changed is seen by who loaded it before', async () => {
  const em = test.db.installation();
  const id = newId();
  em.create(Setting, create(id));
  await em.flush();
  const held = await em.findOneOrFail(Setting, { id });
  await inTransaction(em, async (tx) => {
    (await tx.findOneOrFail(Setting, { id })).value = { n: 3 };
  });
  expect(held.value).toEqual({ n: 3 });
});
