import { DeadlockException } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { inTransaction } from './transaction.ts';

describe('a transaction that met another writer', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.drop());

  async function triesOf(first: Error): Promise<number> {
    let tries = 0;
    await inTransaction(test.db.installation(), () => {
      tries += 1;
      return tries === 1 ? Promise.reject(first) : Promise.resolve();
    });
    return tries;
  }

  it('is tried again, also where a handler wrapped the conflict in an error of its own', async () => {
    const conflict = new DeadlockException(new Error('Deadlock found'));
    expect(await triesOf(conflict)).toBe(2);
    expect(await triesOf(new Error('A handler failed', { cause: conflict }))).toBe(2);
  });

  it('is not tried again for any other reason', async () => {
    await expect(triesOf(new Error('wrong', { cause: new Error('quite') }))).rejects.toThrow('wrong');
  });
});
