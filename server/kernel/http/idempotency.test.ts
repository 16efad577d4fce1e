import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createFixedClock } from '../clock.ts';
import { IdempotencyKey } from '../data/kernel.entity.ts';
import { AppError } from '../errors/app-error.ts';
import { hashSecret } from '../ids.ts';
import { createKeyring } from '../secrets.ts';
import { createIdempotency, sweepIdempotencyKeys, type StoredAnswer } from './idempotency.ts';

const clock = createFixedClock(new Date('2026-11-24T10:00:00.000Z'));

describe('an Idempotency-Key', () => {
  let test: TestDatabase;
  let once: ReturnType<typeof createIdempotency>;
  let count = 0;
  const work = async (): Promise<StoredAnswer> => {
    count += 1;
    await new Promise((resolve) => setTimeout(resolve, 30));
    return { status: 201, body: { token: `secret-${count}` } };
  };
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: unknown) => (error instanceof AppError ? error.code : 'unexpected'),
    );
  beforeAll(async () => {
    test = await openTestDatabase();
    once = createIdempotency({ db: test.db, clock, keyring: createKeyring('k'.repeat(40)) });
  });
  afterAll(() => test.drop());

  it('gives twenty that arrive at once one effect and one answer, and the same one later', async () => {
    count = 0;
    const calls = Array.from({ length: 20 }, () => once('person', 'key-at-once', 'POST /x\n{}', work));
    const answers = await Promise.all([...calls]);
    expect(count).toBe(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"status":201,"body":{"token":"secret-1"}}']),
    );
    expect(await once('person', 'key-at-once', 'POST /x\n{}', work)).toEqual(answers[0]);
    expect(count).toBe(1);
  });

  it('refuses another body under the same key, and knows the key of another person apart', async () => {
    expect(await codeOf(once('person', 'key-at-once', 'POST /x\n{"a":1}', work))).toBe(
      'request.idempotency_reused',
    );
    expect(await codeOf(once('another', 'key-at-once', 'POST /x\n{"a":1}', work))).toBe('done');
    expect(await codeOf(once('person', 'short', 'POST /x\n{}', work))).toBe('request.idempotency_key');
  });

  it('forgets the key of a refused call, so that the corrected one may use it', async () => {
    const refuse = () => Promise.reject(new AppError('not_found', { status: 404 }));
    expect(await codeOf(once('person', 'key-refused', 'POST /x\n{}', refuse))).toBe('not_found');
    expect(await codeOf(once('person', 'key-refused', 'POST /x\n{"a":1}', work))).toBe('done');
  });

  it('lets a call that died half-way be taken over after a minute, by one only', async () => {
    const em = test.db.installation();
    const id = hashSecret('person\nkey-crashed');
    const bodyHash = createKeyring('k'.repeat(40)).sign('idempotency', 'POST /x\n{}');
    await em.insert(IdempotencyKey, { id, bodyHash, status: null, sealedBody: null, createdAt: clock.now() });
    clock.advance(61_000);
    count = 0;
    await Promise.all([1, 2, 3].map(() => once('person', 'key-crashed', 'POST /x\n{}', work)));
    expect(count).toBe(1);
  });

  it('keeps no answer in the clear, and sweeps old keys', async () => {
    const em = test.db.installation();
    const rows = await em.find(IdempotencyKey, {});
    expect(JSON.stringify(rows)).not.toContain('secret-');
    expect(await sweepIdempotencyKeys(test.db, clock.now())).toBe(0);
    clock.advance(25 * 3_600_000);
    expect(await sweepIdempotencyKeys(test.db, clock.now())).toBe(rows.length);
  });
});
