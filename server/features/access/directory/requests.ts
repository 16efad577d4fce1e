import { limits } from '../../../../config/limits.ts';
import type { AcceptStaffRequest, OwnStaffRequest, StaffRequestRow } from '../../../contract/directory.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { assertThat } from '../../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../../kernel/http/page.ts';
import { newId } from '../../../kernel/ids.ts';
import type { NewRecord } from '../../records/index.ts';
import { Staff } from '../access.entity.ts';
import type { ActingStaff } from '../departments.ts';
import type { StaffAccounts } from '../staff-accounts.ts';
import type { StaffMembers } from '../staff-members.ts';
import { StaffRequest } from './directory.entity.ts';

/** Who came back from WeCom and has no account; his cookie says so, WeCom vouched for it. */
export interface Asker {
  readonly enterpriseId: string;
  readonly userId: string;
}

/** Hears of a new request, in its transaction. */
export interface StaffRequestNotices {
  tell(
    tx: EntityManager,
    request: {
      readonly enterpriseId: string;
      readonly id: string;
      readonly userId: string;
      readonly name: string;
      readonly note: string;
      readonly at: Date;
    },
  ): Promise<void>;
}

export interface RequestDeps {
  readonly clock: Clock;
  readonly staffAccounts: Pick<StaffAccounts, 'hold' | 'addMember'>;
  readonly members: Pick<StaffMembers, 'rename'>;
  readonly notices: StaffRequestNotices;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
}

/** A member of WeCom without an account asks for one, and staff answer (row 120). */
export function createStaffRequests(deps: RequestDeps) {
  const { clock, records } = deps;

  const latest = (em: EntityManager, { enterpriseId, userId }: Asker) =>
    em.findOne(
      StaffRequest,
      { enterpriseId, userId: userId.toLowerCase() },
      { orderBy: { id: 'desc' }, disableIdentityMap: true },
    );

  /** Turned down lately: he may ask again later. */
  const rests = (row: StaffRequest): boolean =>
    row.state === 'turned_down' &&
    (row.decidedAt?.getTime() ?? 0) + limits.staffRequestAgainMs > clock.now().getTime();

  const present = (row: StaffRequest): StaffRequestRow => ({
    ...{ id: row.id, userId: row.userId, name: row.name, note: row.note, state: row.state },
    ...{ answer: row.answer, decidedBy: row.decidedBy, createdAt: row.createdAt.toISOString() },
    decidedAt: row.decidedAt?.toISOString() ?? null,
  });

  async function open(tx: EntityManager, by: ActingStaff, id: string): Promise<StaffRequest> {
    const row = await tx.findOne(StaffRequest, { id, enterpriseId: by.enterpriseId });
    assertThat(row, 'not_found', 404);
    assertThat(row.state === 'open', 'staff_request.decided', 409);
    return row;
  }

  async function decide(
    tx: EntityManager,
    by: ActingStaff,
    row: StaffRequest,
    how: Pick<StaffRequest, 'answer'> & { state: 'accepted' | 'turned_down'; staffId: string | null },
  ): Promise<void> {
    const now = clock.now();
    Object.assign(row, { ...how, openKey: null, decidedAt: now, decidedBy: by.name.slice(0, 60) });
    await tx.flush();
    await records.add(tx, {
      ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.staffId}`, actorName: by.name },
      target: how.staffId === null ? `staff_request:${row.id}` : `staff:${how.staffId}`,
      action: how.state === 'accepted' ? 'staff_request.accepted' : 'staff_request.turned_down',
      before: {},
      after: { account: row.userId, name: row.name, ...(how.answer === '' ? {} : { reason: how.answer }) },
      ...{ requestId: by.requestId, at: now },
    });
  }

  return {
    async own(em: EntityManager, asker: Asker, name: string): Promise<OwnStaffRequest> {
      const row = await latest(em, asker);
      const state = row?.state === 'open' ? 'open' : row !== null && rests(row) ? 'turned_down' : 'none';
      return {
        name,
        userId: asker.userId,
        state,
        answer: state === 'turned_down' ? (row?.answer ?? '') : '',
      };
    },

    /** Twice is once. @throws staff_request.turned_down | staff_request.mapped */
    ask(em: EntityManager, asker: Asker, wish: { name: string; note: string }): Promise<void> {
      const { enterpriseId } = asker;
      const userId = asker.userId.toLowerCase();
      return inTransaction(em, async (tx) => {
        const has = (await tx.count(Staff, { enterpriseId, account: userId })) > 0;
        assertThat(!has, 'staff_request.mapped', 409);
        const row = await latest(tx, asker);
        if (row?.state === 'open') return;
        assertThat(row === null || !rests(row), 'staff_request.turned_down', 409);
        const now = clock.now();
        const id = newId();
        const name = wish.name.slice(0, 60);
        await tx.insert(StaffRequest, {
          ...{ id, enterpriseId, userId, openKey: userId, name, note: wish.note },
          ...{ state: 'open', answer: '', staffId: null, decidedBy: '', createdAt: now, decidedAt: null },
        });
        await deps.notices.tell(tx, { ...{ enterpriseId, id, userId, name, note: wish.note }, at: now });
      });
    },

    async list(
      em: EntityManager,
      by: ActingStaff,
      query: { cursor?: string | undefined; limit: number; state?: StaffRequest['state'] | undefined },
    ) {
      const after = decodeCursor(query.cursor);
      const rows = await em.find(
        StaffRequest,
        {
          enterpriseId: by.enterpriseId,
          ...(query.state === undefined ? {} : { state: query.state }),
          ...(after === undefined ? {} : { id: { $lt: after } }),
        },
        { orderBy: { id: 'desc' }, limit: query.limit + 1, disableIdentityMap: true },
      );
      const page = cutPage(rows, query.limit);
      return { items: page.rows.map(present), nextCursor: page.nextCursor };
    },

    async byId(em: EntityManager, by: ActingStaff, id: string): Promise<StaffRequestRow> {
      const row = await em.findOne(
        StaffRequest,
        { id, enterpriseId: by.enterpriseId },
        { disableIdentityMap: true },
      );
      assertThat(row, 'not_found', 404);
      return present(row);
    },

    /**
     * He becomes the account that is named, with the rights that it has, or gets a new one.
     * @throws staff_request.decided | staff.account_taken | staff.beyond_own | staff.department_out_of_sight
     */
    accept(em: EntityManager, by: ActingStaff, id: string, how: AcceptStaffRequest): Promise<void> {
      return inTransaction(em, async (tx) => {
        const row = await open(tx, by, id);
        const staffId = await ('staffId' in how
          ? link(tx, by, how.staffId, row.userId)
          : deps.staffAccounts.addMember(tx, by, { ...how, account: row.userId }));
        await decide(tx, by, row, { state: 'accepted', answer: '', staffId });
      });
    },

    /** @throws staff_request.decided */
    turnDown(em: EntityManager, by: ActingStaff, id: string, answer: string): Promise<void> {
      return inTransaction(em, async (tx) => {
        const row = await open(tx, by, id);
        await decide(tx, by, row, { state: 'turned_down', answer, staffId: null });
      });
    },
  };

  async function link(tx: EntityManager, by: ActingStaff, staffId: string, userId: string): Promise<string> {
    const staff = await deps.staffAccounts.hold(tx, by, staffId);
    await deps.members.rename(tx, staff, userId);
    staff.origin = 'wecom';
    await tx.flush();
    return staff.id;
  }
}
export type StaffRequests = ReturnType<typeof createStaffRequests>;
