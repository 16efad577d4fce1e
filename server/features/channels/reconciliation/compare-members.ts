import { raw } from '@mikro-orm/core';

import { PlatformError } from '../../../../bot/channels/shared/platform-error.ts';
import type { MemberPresence } from '../../../../bot/channels/wecom/client.ts';
import { limits } from '../../../../config/limits.ts';
import type { ComparisonReason } from '../../../contract/reconciliation.ts';
import { Job } from '../../../kernel/data/kernel.entity.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { orderKeyOfPerson } from '../intake/inbox-item.ts';
import { rest } from './rest.ts';
import { ReconciliationRun } from './run.entity.ts';

interface Asked {
  readonly id: string;
  readonly account: string;
  readonly left: boolean;
}
interface Found {
  readonly enterpriseId: string;
  readonly staffId: string;
  readonly account: string;
  readonly asOf: Date;
  readonly runId: string;
  readonly at: Date;
}

/** Staff as a comparison needs them; the access feature fits it by shape. */
export interface MemberBook {
  page(em: EntityManager, enterpriseId: string, after: string, limit: number): Promise<readonly Asked[]>;
  countHere(em: EntityManager, enterpriseId: string): Promise<number>;
  markAbsent(
    em: EntityManager,
    enterpriseId: string,
    staffIds: readonly string[],
    began: Date,
  ): Promise<void>;
  countAbsent(em: EntityManager, enterpriseId: string, began: Date, asOf: Date): Promise<number>;
  pageAbsent(
    em: EntityManager,
    input: { enterpriseId: string; began: Date; asOf: Date; after: string; limit: number },
  ): Promise<readonly Asked[]>;
  foundGone(tx: EntityManager, found: Found): Promise<boolean>;
  foundHere(tx: EntityManager, found: Found): Promise<boolean>;
}

export interface MemberComparison {
  readonly em: EntityManager;
  readonly runId: string;
  readonly account: { readonly id: string; readonly enterpriseId: string };
  readonly began: Date;
  /** So many may be ended whatever the brake says: staff have looked. 0 without their word. */
  readonly allowed: number;
  readonly now: () => Date;
  readonly members: MemberBook;
  readonly presenceOf: (userId: string) => Promise<MemberPresence>;
  /** So many were made up for, and committed. */
  readonly onMissed: (kind: 'member_left' | 'member_back', count: number) => void;
}

export interface MemberComparisonEnd {
  /** Null: everyone was asked about, and both sides agree now. */
  readonly stoppedBy: Extract<ComparisonReason, 'empty' | 'too_many'> | null;
  readonly heldBack: number;
  /** The last code by which WeCom refused to tell about somebody: he was left as he is. */
  readonly refusedWith: string | null;
}

/** People of one look at the database, and of one transaction: others get their turn between. Ours. */
const atOnce = 50;
/** These are about the one who was asked for; any other code would come for the next one too. */
const aboutHim = new Set<number | string>([40003, 50002, 60011]);

const isGone = (presence: MemberPresence): boolean =>
  presence === 'absent' || presence === 'disabled' || presence === 'left';

/**
 * Asks WeCom about each member of staff who is enabled by hand. Who is here again is let in at once;
 * who is gone is marked in his row with the moment at which this comparison began, and ended at its
 * end, unless they are too many to be true, or nobody is here. What callbacks told since a moment before it began stands.
 */
export async function compareMembers(comparison: MemberComparison): Promise<MemberComparisonEnd> {
  const { em, runId, account, began, allowed, members } = comparison;
  const { enterpriseId } = account;
  const asOf = new Date(began.getTime() - limits.compareLagMs);
  const known = await members.countHere(em, enterpriseId);
  await em.nativeUpdate(ReconciliationRun, { id: runId }, { known, listed: 0 });
  const { asked, here, refusedWith } = await askAll(comparison, asOf);
  const gone = await members.countAbsent(em, enterpriseId, began, asOf);
  const { count, share } = limits.compareMembersBrake;
  // Nobody at all: the accounts were put in wrongly, or the application may see nobody. Whoever could
  // mend that must not be shut out first, not even by his own word.
  if (gone > 0 && here === 0) return { stoppedBy: 'empty', heldBack: gone, refusedWith };
  if (gone > allowed && gone > count && gone > asked * share)
    return { stoppedBy: 'too_many', heldBack: gone, refusedWith };
  await endAbsent(comparison, asOf);
  return { stoppedBy: null, heldBack: 0, refusedWith };
}

async function askAll(
  comparison: MemberComparison,
  asOf: Date,
): Promise<{ asked: number; here: number; refusedWith: string | null }> {
  const { em, runId, account, began, members } = comparison;
  let asked = 0;
  let here = 0;
  let refusedWith: string | null = null;
  let after = '';
  for (;;) {
    const people = await members.page(em, account.enterpriseId, after, atOnce);
    const last = people.at(-1);
    if (last === undefined) return { asked, here, refusedWith };
    after = last.id;
    const back: Asked[] = [];
    const gone: string[] = [];
    for (const person of people) {
      const presence = await ask(comparison, person.account);
      if (typeof presence !== 'string') {
        refusedWith = String(presence.code);
        continue;
      }
      asked += 1;
      if (!isGone(presence)) here += 1;
      if (presence === 'active' && person.left) back.push(person);
      if (isGone(presence) && !person.left) gone.push(person.id);
    }
    if (gone.length > 0) await members.markAbsent(em, account.enterpriseId, gone, began);
    await em.nativeUpdate(ReconciliationRun, { id: runId }, { listed: asked });
    await makeUp(comparison, 'member_back', back, asOf);
    await rest(em);
  }
}

/** @throws PlatformError for what is not about him; PlatformUnreachableError */
async function ask(comparison: MemberComparison, userId: string): Promise<MemberPresence | PlatformError> {
  try {
    return await comparison.presenceOf(userId);
  } catch (error) {
    if (error instanceof PlatformError && aboutHim.has(error.code)) return error;
    throw error;
  }
}

async function endAbsent(comparison: MemberComparison, asOf: Date): Promise<void> {
  const { em, account, began, members } = comparison;
  let after = '';
  for (;;) {
    const people = await members.pageAbsent(em, {
      ...{ enterpriseId: account.enterpriseId, began, asOf, after },
      limit: atOnce,
    });
    const last = people.at(-1);
    if (last === undefined) return;
    after = last.id;
    await makeUp(comparison, 'member_left', people, asOf);
    await rest(em);
  }
}

/** Changes some in one transaction, together with the count of them. */
async function makeUp(
  comparison: MemberComparison,
  kind: 'member_left' | 'member_back',
  people: readonly Asked[],
  asOf: Date,
): Promise<void> {
  const { em, runId, account, members } = comparison;
  if (people.length === 0) return;
  const missed = await inTransaction(em, async (tx) => {
    let changed = 0;
    for (const { id: staffId, account: userId } of people) {
      const found = { enterpriseId: account.enterpriseId, staffId, account: userId, asOf, runId };
      const at = comparison.now();
      const change =
        kind === 'member_left'
          ? members.foundGone(tx, { ...found, at })
          : members.foundHere(tx, { ...found, at });
      if (await change) changed += 1;
    }
    if (changed === 0 || (await hasOpenWork(tx, account.id))) return 0;
    const column = kind === 'member_left' ? 'unfollows' : 'follows';
    await tx.nativeUpdate(
      ReconciliationRun,
      { id: runId },
      { [column]: raw<object, number>(`${column} + ${changed}`) },
    );
    return changed;
  });
  if (missed > 0) comparison.onMissed(kind, missed);
}

/** Callbacks of the directory are stored and not worked yet: they may tell the same, which was not missed then. */
async function hasOpenWork(tx: EntityManager, accountId: string): Promise<boolean> {
  const orderKey = orderKeyOfPerson(accountId, 'sys');
  return (await tx.count(Job, { orderKey, state: { $in: ['due', 'running'] } })) > 0;
}
