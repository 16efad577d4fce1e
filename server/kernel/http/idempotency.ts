import { UniqueConstraintViolationException } from '@mikro-orm/core';

import { limits } from '../../../config/limits.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../data/orm.ts';
import { IdempotencyKey } from '../data/kernel.entity.ts';
import { AppError } from '../errors/app-error.ts';
import { hashSecret } from '../ids.ts';
import type { Keyring } from '../secrets.ts';

export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** How long a twin waits for the first call's answer, in real time. Ours. */
const twinWaitMs = 5_000;
const twinLookMs = 40;
/** A call that died half-way left its key: after this another may take it over. Ours. */
const staleMs = 60_000;

/**
 * Same key and body → the same answer, also when two arrive at once: the second waits for the
 * first. Same key and another body → 422. A refused call forgets its key, so that the corrected one
 * may use it again.
 * @throws request.idempotency_key | request.idempotency_reused | request.in_progress (the first call
 * takes longer than a twin waits)
 */
export function createIdempotency(deps: { db: Database; clock: Clock; keyring: Keyring }) {
  const { db, clock, keyring } = deps;

  async function claim(id: string, bodyHash: string): Promise<'mine' | 'busy' | StoredAnswer> {
    const em = db.installation();
    const now = clock.now();
    try {
      await em.insert(IdempotencyKey, { id, bodyHash, status: null, sealedBody: null, createdAt: now });
      return 'mine';
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
    }
    const row = await em.findOne(IdempotencyKey, { id });
    // The first call was refused a moment ago: the key is free again.
    if (row === null) return 'busy';
    if (row.bodyHash !== bodyHash) throw new AppError('request.idempotency_reused', { status: 422 });
    if (typeof row.status === 'number' && typeof row.sealedBody === 'string') {
      return { status: row.status, body: JSON.parse(keyring.open(row.sealedBody)) };
    }
    const stale = new Date(now.getTime() - staleMs);
    const where = { id, status: null, createdAt: { $lt: stale } };
    return (await em.nativeUpdate(IdempotencyKey, where, { createdAt: now })) === 0 ? 'busy' : 'mine';
  }

  async function firstOrStored(id: string, bodyHash: string): Promise<StoredAnswer | null> {
    const until = performance.now() + twinWaitMs;
    for (;;) {
      const claimed = await claim(id, bodyHash);
      if (claimed === 'mine') return null;
      if (claimed !== 'busy') return claimed;
      if (performance.now() > until)
        throw new AppError('request.in_progress', { status: 409, retryAfterSeconds: 1 });
      await new Promise((resolve) => setTimeout(resolve, twinLookMs));
    }
  }

  /** @param owner the person, not his session: a retry may come after a new sign-in */
  return async function once(
    owner: string,
    key: string,
    request: string,
    work: () => Promise<StoredAnswer>,
  ): Promise<StoredAnswer> {
    if (!/^[\w-]{8,80}$/.test(key)) throw new AppError('request.idempotency_key', { status: 422 });
    const id = hashSecret(`${owner}\n${key}`);
    // Keyed, for a request may hold a password: its bare hash would let one guess it from a copy of the database.
    const stored = await firstOrStored(id, keyring.sign('idempotency', request));
    if (stored !== null) return stored;
    const em = db.installation();
    try {
      const answer = await work();
      const sealedBody = keyring.seal(JSON.stringify(answer.body ?? null));
      await em.nativeUpdate(IdempotencyKey, { id }, { status: answer.status, sealedBody });
      return answer;
    } catch (error) {
      await em.nativeDelete(IdempotencyKey, { id });
      throw error;
    }
  };
}

/** Swept by the scheduler. */
export async function sweepIdempotencyKeys(db: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - limits.idempotencyKeepMs);
  return db.installation().nativeDelete(IdempotencyKey, { createdAt: { $lt: before } });
}
