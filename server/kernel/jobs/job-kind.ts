import type { z } from 'zod';

import { Job } from '../data/kernel.entity.ts';
import type { EntityManager } from '../data/orm.ts';
import { newId } from '../ids.ts';
import { tellOfJob } from './job-news.ts';

/** How often and when a kind of work is tried again before a person must look at it. */
export interface RetryPolicy {
  /** Waits between tries; when they are used up the job is dead. */
  readonly delaysMs: readonly number[];
  /** How long one try may hold its job. A worker that takes longer loses the right to commit. */
  readonly leaseMs: number;
}

/** 5 s, 30 s, 2 min, 10 min, 1 h, 3 h: a platform that is down for a morning is outlived. Ours. */
export const defaultRetry: RetryPolicy = {
  delaysMs: [5_000, 30_000, 120_000, 600_000, 3_600_000, 10_800_000],
  leaseMs: 60_000,
};

export interface JobKind<P> {
  readonly name: string;
  readonly payload: z.ZodType<P>;
  readonly retry: RetryPolicy;
}

/** Names a kind of work and the shape of what it is told. Its handler is given to the worker. */
export function defineJob<P>(
  name: string,
  payload: z.ZodType<P>,
  retry: RetryPolicy = defaultRetry,
): JobKind<P> {
  return { name, payload, retry };
}

export interface EnqueueOptions {
  readonly now: Date;
  /** Inbox row or request that led to it. */
  readonly cause: string;
  /** Whose staff see it when it fails; null: the installation's own work. */
  readonly enterpriseId: string | null;
  readonly runAt?: Date;
  /** The same key again adds nothing. */
  readonly uniqueKey?: string;
  /** Work of one key runs one at a time, in order. */
  readonly orderKey?: string;
}

/**
 * Adds work in the transaction of the effect that causes it: both are there, or neither. Workers
 * hear of it when it commits, or find it at their next look.
 * @returns the job's id, or null where its unique key was there already
 */
export async function enqueue<P>(
  tx: EntityManager,
  kind: JobKind<P>,
  payload: P,
  options: EnqueueOptions,
): Promise<string | null> {
  if (options.uniqueKey !== undefined && (await tx.count(Job, { uniqueKey: options.uniqueKey })) > 0)
    return null;
  const id = newId();
  const runAt = options.runAt ?? options.now;
  await tx.insert(Job, {
    id,
    kind: kind.name,
    payload: kind.payload.parse(payload),
    uniqueKey: options.uniqueKey ?? null,
    orderKey: options.orderKey ?? null,
    enterpriseId: options.enterpriseId,
    cause: options.cause.slice(0, 80),
    state: 'due',
    attempts: 0,
    runAt,
    createdAt: options.now,
  });
  tellOfJob(tx, { id, attempts: 0, runAt });
  return id;
}
