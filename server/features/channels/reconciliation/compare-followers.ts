import { raw, UniqueConstraintViolationException } from '@mikro-orm/core';

import { limits } from '../../../../config/limits.ts';
import type { ComparisonReason } from '../../../contract/reconciliation.ts';
import { Job } from '../../../kernel/data/kernel.entity.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction, retryLocks } from '../../../kernel/data/transaction.ts';
import { Follower } from '../channel.entity.ts';
import type { FollowerBook } from '../intake/followers.ts';
import { rest } from './rest.ts';
import { ReconciliationRun } from './run.entity.ts';

/** One page of the platform's list, as the client gives it. */
export interface FollowerPage {
  readonly total: number;
  readonly openids: readonly string[];
  readonly next: string | null;
}

export interface Comparison {
  readonly em: EntityManager;
  readonly runId: string;
  readonly account: { readonly id: string; readonly enterpriseId: string; readonly appId: string };
  readonly began: Date;
  /** So many may be ended whatever the brake says: staff have looked. 0 without their word. */
  readonly allowed: number;
  readonly followers: Pick<FollowerBook, 'foundFollowing' | 'foundGone'>;
  /** @param after null: from the start */
  readonly page: (after: string | null) => Promise<FollowerPage>;
  /** So many were made up for, and committed. */
  readonly onMissed: (kind: 'follow' | 'unfollow', count: number) => void;
}

export interface ComparisonEnd {
  readonly listed: number;
  /** Null: the list was read to its end, and both sides agree now. */
  readonly stoppedBy: Extract<ComparisonReason, 'empty' | 'incomplete' | 'too_many'> | null;
  readonly heldBack: number;
}

/** The list does not come forward: its next page is the one that was read. */
export class UnusableListError extends Error {
  constructor() {
    super('The list of followers does not come to an end');
    this.name = 'UnusableListError';
  }
}

/** Rows that one statement names, and changes that one transaction makes: others get their turn between. Ours. */
const namedAtOnce = 500;
const changedAtOnce = 50;
/** Each follow that was missed asks the platform for his unionid, at this distance. Ours. */
const unionidEveryMs = 50;

/** Too many to be true, of so many (reliability.md M1). */
const isTooMany = (missing: number, of: number): boolean =>
  missing > limits.compareBrake.count && missing > of * limits.compareBrake.share;

/**
 * Compares page by page. Who is listed is marked in his row with the moment at which this list was
 * begun, so that neither side is ever in memory as a whole; who follows here and bears no mark at the
 * end was not listed. The mark only rises: a comparison that lost its lease and wakes up late takes
 * none away from a newer one. What callbacks told since a moment before the list stands.
 */
export async function compareFollowers(comparison: Comparison): Promise<ComparisonEnd> {
  const { em, runId, account, began, allowed } = comparison;
  const known = await em.count(Follower, { channelAccountId: account.id, following: true });
  await em.nativeUpdate(ReconciliationRun, { id: runId }, { known, listed: 0 });
  const { listed, total } = await readList(comparison);
  if (listed === 0 && known > 0) return { listed, stoppedBy: 'empty', heldBack: known };
  const unlisted = unlistedOf(account.id, began);
  const gone = await em.count(Follower, unlisted);
  if (gone === 0) return { listed, stoppedBy: null, heldBack: 0 };
  if (isTooMany(total - listed, total)) return { listed, stoppedBy: 'incomplete', heldBack: gone };
  if (gone > allowed && isTooMany(gone, known)) return { listed, stoppedBy: 'too_many', heldBack: gone };
  await endFollows(comparison);
  return { listed, stoppedBy: null, heldBack: 0 };
}

const asOf = (began: Date): Date => new Date(began.getTime() - limits.compareLagMs);

/** Follows here, no newer than the list, and not named in it. */
function unlistedOf(channelAccountId: string, began: Date) {
  return {
    channelAccountId,
    following: true,
    $and: [
      { $or: [{ listedAt: null }, { listedAt: { $lt: began } }] },
      { $or: [{ followedAt: null }, { followedAt: { $lte: asOf(began) } }] },
    ],
  };
}

/** @returns total: the least that a page said; people come and go while it is read */
async function readList(comparison: Comparison): Promise<{ listed: number; total: number }> {
  const { em, runId } = comparison;
  const progress = { listed: 0, total: Infinity, recovered: 0 };
  let after: string | null = null;
  for (;;) {
    const page: FollowerPage = await comparison.page(after);
    progress.total = Math.min(progress.total, page.total);
    for (let start = 0; start < page.openids.length; start += namedAtOnce) {
      progress.recovered += await takeListed(
        comparison,
        page.openids.slice(start, start + namedAtOnce),
        progress.recovered,
      );
    }
    progress.listed += page.openids.length;
    await em.nativeUpdate(ReconciliationRun, { id: runId }, { listed: progress.listed });
    if (page.next === null) return progress;
    if (page.next === after) throw new UnusableListError();
    after = page.next;
  }
}

/** Marks those who are known, and makes up for the follows of those who are not. */
async function takeListed(
  comparison: Comparison,
  openids: readonly string[],
  before: number,
): Promise<number> {
  const { em, account, began } = comparison;
  const named = { channelAccountId: account.id, openid: { $in: [...openids] } };
  await retryLocks(() =>
    em.nativeUpdate(
      Follower,
      { ...named, $or: [{ listedAt: null }, { listedAt: { $lt: began } }] },
      { listedAt: began },
    ),
  );
  const rows = await em.find(
    Follower,
    { ...named, following: true },
    { fields: ['openid'], disableIdentityMap: true },
  );
  await rest(em);
  const following = new Set(rows.map(({ openid }) => openid));
  const missed = openids.filter((openid) => !following.has(openid));
  let recovered = 0;
  for (let start = 0; start < missed.length; start += changedAtOnce) {
    const chunk = missed.slice(start, start + changedAtOnce);
    const from = before + recovered;
    recovered += await makeUp(comparison, 'follow', chunk, (tx, openid, index) =>
      comparison.followers.foundFollowing(tx, {
        account,
        openid,
        asOf: asOf(began),
        listedAt: began,
        runAt: new Date(began.getTime() + (from + index) * unionidEveryMs),
      }),
    );
  }
  return recovered;
}

async function endFollows(comparison: Comparison): Promise<void> {
  const { em, account, began } = comparison;
  let after = '';
  for (;;) {
    const rows = await em.find(
      Follower,
      { ...unlistedOf(account.id, began), openid: { $gt: after } },
      { fields: ['openid'], orderBy: { openid: 'asc' }, limit: changedAtOnce, disableIdentityMap: true },
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.openid;
    const waiting = await withOpenWork(em, account.id, rows);
    // Whose own callback still waits is left to it.
    const gone = rows.map(({ openid }) => openid).filter((openid) => !waiting.has(openid));
    await makeUp(comparison, 'unfollow', gone, (tx, openid) =>
      comparison.followers.foundGone(tx, { account, openid, asOf: asOf(began) }),
    );
  }
}

/** People of whom a callback is stored and not worked yet: that one was not missed. */
async function withOpenWork(
  em: EntityManager,
  accountId: string,
  people: readonly { readonly openid: string }[],
): Promise<Set<string>> {
  const keys = new Map(people.map(({ openid }) => [`${accountId}:${openid}`, openid]));
  const jobs = await em.find(
    Job,
    { orderKey: { $in: [...keys.keys()] }, state: { $in: ['due', 'running'] } },
    { fields: ['orderKey'], disableIdentityMap: true },
  );
  return new Set(jobs.map(({ orderKey }) => keys.get(orderKey ?? '') ?? ''));
}

/** Changes some in one transaction, together with the count of them. @returns how many changed */
async function makeUp(
  comparison: Comparison,
  kind: 'follow' | 'unfollow',
  openids: readonly string[],
  change: (tx: EntityManager, openid: string, index: number) => Promise<boolean>,
): Promise<number> {
  const { em, runId, account } = comparison;
  if (openids.length === 0) return 0;
  const once = () =>
    inTransaction(em, async (tx) => {
      const waiting = await withOpenWork(
        tx,
        account.id,
        openids.map((openid) => ({ openid })),
      );
      let changed = 0;
      let missed = 0;
      for (const [index, openid] of openids.entries()) {
        if (!(await change(tx, openid, index))) continue;
        changed += 1;
        if (!waiting.has(openid)) missed += 1;
      }
      if (missed > 0) {
        const column = kind === 'follow' ? 'follows' : 'unfollows';
        await tx.nativeUpdate(
          ReconciliationRun,
          { id: runId },
          { [column]: raw<object, number>(`${column} + ${missed}`) },
        );
      }
      return { changed, missed };
    });
  const { changed, missed } = await once().catch((error: unknown) => {
    // A callback made one of these rows at the same moment: it is there now.
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    return once();
  });
  await rest(em);
  if (missed > 0) comparison.onMissed(kind, missed);
  return changed;
}
