import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createFixedClock } from '../../kernel/clock.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { createHandlers } from '../../kernel/jobs/job-handler.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import { createWorker } from '../../kernel/jobs/worker.ts';
import { createLogger } from '../../kernel/log/logger.ts';
import { createMetrics } from '../../kernel/log/metrics.ts';
import { createKeyring, type Keyring } from '../../kernel/secrets.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { PlatformToken } from './channel.entity.ts';
import { createResealJobs, resealJob, sealedTables } from './reseal.jobs.ts';

const oldKey = 'old-key-'.repeat(6);
const newKey = 'new-key-'.repeat(6);

describe('re-sealing after a change of SECRET_KEY', () => {
  let test: TestDatabase;
  const clock = createFixedClock(new Date('2026-11-25T00:00:00Z'));
  beforeEach(async () => {
    test = await openTestDatabase();
  });
  afterEach(() => test.drop());

  async function fill(keyring: Keyring, count: number): Promise<void> {
    const em = test.db.installation();
    for (let n = 0; n < count; n += 1) {
      em.create(PlatformToken, {
        id: newId(),
        sealedToken: n % 10 === 0 ? null : keyring.seal(`secret ${n}`),
        fence: n,
        updatedAt: clock.now(),
      });
    }
    await em.flush();
  }
  async function run(keyring: Keyring, hasPreviousKey: boolean): Promise<void> {
    const log = createLogger('silent');
    const { kinds, handlers } = createResealJobs({ db: test.db, keyring, log, hasPreviousKey });
    await inTransaction(test.db.acrossTenants('work: inbox and jobs'), (tx) =>
      enqueue(tx, resealJob, {}, { now: clock.now(), cause: 'test', enterpriseId: null }),
    );
    const worker = createWorker({
      db: test.db,
      clock,
      log,
      metrics: createMetrics(),
      handlers: createHandlers(kinds, handlers),
      concurrency: 4,
      idleMs: 5,
    });
    for (let round = 0; round < 6; round += 1) await worker.drain();
  }
  const rows = () => test.db.installation().find(PlatformToken, {}, { orderBy: { fence: 'asc' } });

  it('knows every column that is sealed', () => {
    const names = sealedTables(test.db).flatMap(({ table, columns }) =>
      columns.map((name) => `${table}.${name}`),
    );
    expect(names).toEqual(
      expect.arrayContaining([
        'channel_account.sealed_secret',
        'channel_account.sealed_previous_aes_key',
        'platform_token.sealed_token',
        'inbox.sealed_content',
        'idempotency_key.sealed_body',
      ]),
    );
  });

  it('loses nothing while both keys are held, and needs the new one alone afterwards', async () => {
    await fill(createKeyring(oldKey), 450);
    const both = createKeyring(newKey, oldKey);
    expect((await rows()).map(({ sealedToken }) => sealedToken && both.open(sealedToken))).toContain(
      'secret 449',
    );
    await run(both, true);
    const alone = createKeyring(newKey);
    const opened = (await rows()).map(({ sealedToken }) =>
      typeof sealedToken === 'string' ? alone.open(sealedToken) : null,
    );
    expect(opened).toEqual(Array.from({ length: 450 }, (_, n) => (n % 10 === 0 ? null : `secret ${n}`)));
  });

  it('does nothing while no previous key is held, and leaves alone what it cannot open', async () => {
    await fill(createKeyring(oldKey), 12);
    await run(createKeyring(newKey), false);
    await run(createKeyring(newKey, 'another-key-'.repeat(4)), true);
    const old = createKeyring(oldKey);
    const last = (await rows()).at(-1)?.sealedToken ?? '';
    expect(old.open(last)).toBe('secret 11');
  });
});
