import { LockMode } from '@mikro-orm/core';

import type { Members } from '../../../bot/features/members.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { Staff } from './access.entity.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import type { Sessions } from './sessions.ts';
import { readRows } from '../../kernel/data/sql.ts';
import { isAfter, laterOf } from '../../kernel/times.ts';

/** Operation records; the records feature fits it by shape. */
export interface StaffRecords {
  add(
    tx: EntityManager,
    record: {
      enterpriseId: string;
      actor: string;
      actorName: string;
      action: 'staff.left' | 'staff.returned' | 'staff.account_changed';
      target: string;
      before: Record<string, unknown>;
      after: Record<string, unknown>;
      requestId: string;
      at: Date;
    },
  ): Promise<void>;
}

export interface MemberDeps {
  readonly sessions: Pick<Sessions, 'end'>;
  readonly records: StaffRecords;
  /** The application whose word counts where an enterprise has several: the one that sends its cards. */
  readonly speaksFor: (tx: EntityManager, enterpriseId: string) => Promise<string | null>;
}

/** Somebody whom a comparison asks about. */
export interface AskedMember {
  readonly id: string;
  readonly account: string;
  readonly left: boolean;
}

/** What a comparison was told of somebody, and what that is worth against what callbacks told. */
export interface FoundMember {
  readonly enterpriseId: string;
  readonly staffId: string;
  /** As he was asked for: of a userid that was changed since, the answer says nothing. */
  readonly account: string;
  /** What callbacks told later than this stands. */
  readonly asOf: Date;
  readonly runId: string;
  readonly at: Date;
}

export interface StaffMembers extends Members<EntityManager> {
  /** Enabled by hand, in the order of their ids. */
  page(em: EntityManager, enterpriseId: string, after: string, limit: number): Promise<AskedMember[]>;
  /** How many of those count as here. */
  countHere(em: EntityManager, enterpriseId: string): Promise<number>;
  /** Notes that a comparison was told he is gone; nothing is ended yet. */
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
  ): Promise<AskedMember[]>;
  /** @returns whether anything changed */
  foundGone(tx: EntityManager, found: FoundMember): Promise<boolean>;
  foundHere(tx: EntityManager, found: FoundMember): Promise<boolean>;
  /**
   * The directory tells of somebody whose row is held.
   * @returns false where that is known, or newer is
   */
  toldByDirectory(
    tx: EntityManager,
    staff: Staff,
    presence: 'here' | 'gone',
    cause: { readonly requestId: string; readonly told: Date; readonly at: Date },
  ): Promise<boolean>;
  /** Gives him another userid; his row is held. @throws staff.account_taken */
  rename(tx: EntityManager, staff: Staff, account: string): Promise<void>;
  /**
   * WeCom vouches for him, who signs in by it; the row is held.
   * @param asked before WeCom was asked
   * @returns false where it said since that he left
   */
  vouched(tx: EntityManager, staff: Staff, asked: Date): Promise<boolean>;
}

const isGone = ({ leftAt }: Pick<Staff, 'leftAt'>): boolean => leftAt !== null && leftAt !== undefined;

/** Whoever changes a member holds his row: what he finds in it is what others have written last. */
export async function heldStaff(
  tx: EntityManager,
  enterpriseId: string,
  by: { readonly id: string } | { readonly account: string },
): Promise<Staff | null> {
  const found = await tx.findOne(
    Staff,
    { ...by, enterpriseId },
    { fields: ['id'], disableIdentityMap: true },
  );
  if (found === null) return null;
  // Found by an account that was changed meanwhile, he is not the one who was meant.
  return tx.findOne(
    Staff,
    { ...by, id: found.id, enterpriseId },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
}

/** Staff who are no longer, or again, what WeCom calls a member. People's own `state` is never touched. */
export function createStaffMembers(deps: MemberDeps): StaffMembers {
  interface Cause {
    readonly requestId: string;
    /** Of when this is true. */
    readonly told: Date;
    /** When it is written. */
    readonly at: Date;
  }

  const record = (
    tx: EntityManager,
    staff: Staff,
    action: 'staff.left' | 'staff.returned' | 'staff.account_changed',
    change: { before: Record<string, unknown>; after: Record<string, unknown> },
    { requestId, at }: Cause,
  ) =>
    deps.records.add(tx, {
      enterpriseId: staff.enterpriseId,
      actor: 'system',
      actorName: 'WeCom',
      action,
      target: `staff:${staff.id}`,
      ...change,
      requestId,
      at,
    });

  const shown = (staff: Staff) => ({ leftAt: staff.leftAt?.toISOString() ?? null });

  async function setPresence(
    tx: EntityManager,
    staff: Staff,
    presence: 'here' | 'gone',
    cause: Cause,
  ): Promise<boolean> {
    const changes = isGone(staff) !== (presence === 'gone');
    staff.toldAt = laterOf(staff.toldAt, cause.told);
    const before = shown(staff);
    if (changes) staff.leftAt = presence === 'gone' ? cause.at : null;
    await tx.flush();
    if (!changes) return false;
    if (presence === 'gone') await deps.sessions.end(tx, { personId: staff.id });
    await record(
      tx,
      staff,
      presence === 'gone' ? 'staff.left' : 'staff.returned',
      { before, after: shown(staff) },
      cause,
    );
    return true;
  }

  async function found(
    tx: EntityManager,
    presence: 'here' | 'gone',
    { enterpriseId, staffId, account, asOf, runId, at }: FoundMember,
  ): Promise<boolean> {
    const staff = await heldStaff(tx, enterpriseId, { id: staffId });
    if (staff?.account !== account || staff.state !== 'enabled' || isAfter(staff.toldAt, asOf)) return false;
    if (isGone(staff) === (presence === 'gone')) return false;
    return setPresence(tx, staff, presence, { requestId: runId, told: asOf, at });
  }

  /** A password goes with the account; where somebody elsewhere signs in by the new name, he keeps WeCom alone. */
  async function freeName(tx: EntityManager, name: string): Promise<string | null> {
    const taken = await readRows(tx, 'select 1 from staff where sign_in_name = ?', [name]);
    return taken.length === 0 ? name : null;
  }

  /** A password goes along. */
  async function rename(tx: EntityManager, staff: Staff, account: string): Promise<void> {
    staff.account = account;
    if ((staff.signInName ?? null) !== null) staff.signInName = await freeName(tx, account);
  }

  async function speaks(tx: EntityManager, account: { id: string; enterpriseId: string }): Promise<boolean> {
    return (await deps.speaksFor(tx, account.enterpriseId)) === account.id;
  }

  /** Of accounts that were made here WeCom knows nothing: that it does not name them says nothing. */
  const known = { state: 'enabled', origin: 'wecom' } as const;

  const absent = (enterpriseId: string, began: Date, asOf: Date) => ({
    enterpriseId,
    ...known,
    leftAt: null,
    absentAt: began,
    $or: [{ toldAt: null }, { toldAt: { $lte: asOf } }],
  });

  const pageOf = async (
    em: EntityManager,
    where: Parameters<typeof em.find<Staff>>[1],
    limit: number,
  ): Promise<AskedMember[]> => {
    const rows = await em.find(Staff, where, {
      fields: ['id', 'account', 'leftAt'],
      orderBy: { id: 'asc' },
      limit,
      disableIdentityMap: true,
    });
    return rows.map((row) => ({ id: row.id, account: row.account, left: isGone(row) }));
  };

  return {
    async changed(tx, { account, userId, presence, updateId, at }) {
      if (!(await speaks(tx, account))) return;
      const staff = await heldStaff(tx, account.enterpriseId, { account: userId.toLowerCase() });
      if (staff === null || isAfter(staff.toldAt, at)) return;
      await setPresence(tx, staff, presence, { requestId: updateId, told: at, at });
    },

    async renamed(tx, { account, userId, newUserId, updateId, at }) {
      if (!(await speaks(tx, account))) return;
      const { enterpriseId } = account;
      const [before, after] = [userId.toLowerCase(), newUserId.toLowerCase()];
      if ((await tx.count(Staff, { enterpriseId, account: after })) > 0) return;
      const staff = await heldStaff(tx, enterpriseId, { account: before });
      if (staff === null) return;
      await rename(tx, staff, after);
      staff.toldAt = laterOf(staff.toldAt, at);
      await tx.flush();
      await record(
        tx,
        staff,
        'staff.account_changed',
        { before: { account: before }, after: { account: after } },
        { requestId: updateId, told: at, at },
      );
    },

    page: (em, enterpriseId, after, limit) =>
      pageOf(em, { enterpriseId, ...known, id: { $gt: after } }, limit),
    countHere: (em, enterpriseId) => em.count(Staff, { enterpriseId, ...known, leftAt: null }),
    async markAbsent(em, enterpriseId, staffIds, began) {
      await em.nativeUpdate(
        Staff,
        { enterpriseId, id: { $in: [...staffIds] }, $or: [{ absentAt: null }, { absentAt: { $lt: began } }] },
        { absentAt: began },
      );
    },
    countAbsent: (em, enterpriseId, began, asOf) => em.count(Staff, absent(enterpriseId, began, asOf)),
    pageAbsent: (em, { enterpriseId, began, asOf, after, limit }) =>
      pageOf(em, { ...absent(enterpriseId, began, asOf), id: { $gt: after } }, limit),
    foundGone: (tx, member) => found(tx, 'gone', member),
    foundHere: (tx, member) => found(tx, 'here', member),
    async rename(tx, staff, account) {
      if (staff.account === account) return;
      const taken = (await tx.count(Staff, { enterpriseId: staff.enterpriseId, account })) > 0;
      assertThat(!taken, 'staff.account_taken', 409, { account });
      await rename(tx, staff, account);
    },
    async toldByDirectory(tx, staff, presence, cause) {
      if (isAfter(staff.toldAt, cause.told) || isGone(staff) === (presence === 'gone')) return false;
      return setPresence(tx, staff, presence, cause);
    },

    async vouched(tx, staff, asked) {
      if (isGone(staff) && isAfter(staff.toldAt, asked)) return false;
      // Who comes by WeCom is its member, whoever made the account.
      staff.origin = 'wecom';
      await setPresence(tx, staff, 'here', { requestId: 'wecom-sign-in', told: asked, at: asked });
      return true;
    },
  };
}
