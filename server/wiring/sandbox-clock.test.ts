import { afterAll, beforeAll, expect, it } from 'vitest';

import { openTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createSharedClock } from './sandbox-clock.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.drop());

it('never goes back to what was read before a change, however the two cross', async () => {
  const shared = createSharedClock(test.db);
  for (let round = 1; round <= 30; round += 1) {
    const reads = Array.from({ length: 4 }, () => shared.start());
    await shared.setOffset(round * 60_000);
    await Promise.all(reads);
    expect(shared.offsetMs()).toBe(round * 60_000);
    shared.stop();
  }
});

it('is the same for every process, and after a restart', async () => {
  await createSharedClock(test.db).setOffset(3_600_000);
  const other = createSharedClock(test.db);
  await other.start();
  other.stop();
  expect(other.offsetMs()).toBe(3_600_000);
});
