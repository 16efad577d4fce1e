import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openDatabase } from '../database.ts';
import { Department } from '../features/access/department.entity.ts';
import { Job } from '../kernel/data/kernel.entity.ts';
import { newId } from '../kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { onMySql } from './engine.ts';
import { beginPool } from './mysql-pool.ts';

describe.skipIf(!onMySql)('the databases of a run', () => {
  let end: () => Promise<void>;
  beforeAll(() => {
    // Its own, so that no other process takes what is given here.
    end = beginPool();
  });
  afterAll(() => end());

  const across = ({ db }: TestDatabase) => db.acrossTenants('operator: seed');

  it('go empty to the next test, and never to two at once', { timeout: 90_000 }, async () => {
    const first = await openTestDatabase();
    await fill(first);
    await first.drop();
    const second = await openTestDatabase();
    expect(second.url).toBe(first.url);
    expect(await across(second).count(Department, {})).toBe(0);
    expect(await second.db.pendingMigrations()).toEqual([]);
    const beside = await openTestDatabase();
    expect(beside.url).not.toBe(second.url);
    await beside.drop();
    await second.drop();
  });

  it(
    'are dropped where a table has changed, or somebody is still connected',
    { timeout: 90_000 },
    async () => {
      const changed = await openTestDatabase();
      await across(changed).getConnection().execute('alter table job rename to work');
      await changed.drop();
      const held = await openTestDatabase();
      expect(held.url).not.toBe(changed.url);
      const other = await openDatabase(held.url);
      await other.ping();
      await held.drop();
      const next = await openTestDatabase();
      expect(next.url).not.toBe(held.url);
      expect(await across(next).count(Job, {})).toBe(0);
      await other.close();
      await next.drop();
    },
  );

  /** Rows that point to each other, so that no order of deleting suits them. */
  async function fill(test: TestDatabase): Promise<void> {
    const [root, below] = [newId(), newId()];
    const at = new Date('2026-11-24T10:30:00.000Z');
    const both = { enterpriseId: root, introduction: '', defaultPermissions: [], createdAt: at, version: 1 };
    const path = `/${root}/`;
    await across(test).insert(Department, {
      ...both,
      id: root,
      parentId: null,
      path,
      depth: 1,
      name: '岚汐',
    });
    const under = { id: below, parentId: root, path: `${path}${below}/`, depth: 2, name: '销售部' };
    await across(test).insert(Department, { ...both, ...under });
  }
});
