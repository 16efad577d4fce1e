import type { DirectoryConflictRow } from '../../../contract/directory.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { assertThat } from '../../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../../kernel/http/page.ts';
import type { NewRecord } from '../../records/index.ts';
import { Staff } from '../access.entity.ts';
import { holdsAll } from '../delegation.ts';
import type { ActingStaff, Departments } from '../departments.ts';
import type { StaffAccounts } from '../staff-accounts.ts';
import type { StaffMembers } from '../staff-members.ts';
import { rightsOfAll, viewerOf } from '../rights.ts';
import { departmentOf, scopeOf, sees, staffData } from '../visibility.ts';
import type { DirectoryChangeWork } from './changes.ts';
import { DirectoryConflict } from './directory.entity.ts';
import type { WecomDirectories } from './ports.ts';

export interface ConflictDeps {
  readonly clock: Clock;
  readonly departments: Pick<Departments, 'names'>;
  readonly staffAccounts: Pick<StaffAccounts, 'hold'>;
  readonly members: Pick<StaffMembers, 'rename'>;
  readonly readPerson: DirectoryChangeWork['readPerson'];
  readonly wecom: WecomDirectories;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
}

/** Members of WeCom who may be staff already (row 107): linked by a person's word, never made twice. */
export function createDirectoryConflicts(deps: ConflictDeps) {
  const { clock, records } = deps;

  async function open(tx: EntityManager, by: ActingStaff, id: string): Promise<DirectoryConflict> {
    const row = await tx.findOne(DirectoryConflict, { id, enterpriseId: by.enterpriseId });
    assertThat(row, 'not_found', 404);
    assertThat(row.state === 'open', 'directory.decided', 409);
    return row;
  }

  async function decide(
    tx: EntityManager,
    by: ActingStaff,
    row: DirectoryConflict,
    state: 'linked' | 'separate',
    before: Record<string, unknown>,
  ): Promise<void> {
    row.state = state;
    row.decidedBy = by.name.slice(0, 60);
    await tx.flush();
    await records.add(tx, {
      enterpriseId: by.enterpriseId,
      ...{ actor: `staff:${by.staffId}`, actorName: by.name, target: `staff:${row.staffId}` },
      action: state === 'linked' ? 'directory.linked' : 'directory.separated',
      ...{ before, after: { account: row.userId, name: row.name }, requestId: by.requestId, at: clock.now() },
    });
    const application = await deps.wecom.applicationOf(tx, by.enterpriseId);
    if (application === null) return;
    const { enterpriseId } = by;
    const { userId } = row;
    await deps.readPerson(tx, { enterpriseId, channelAccountId: application.id, userId, cause: row.id });
  }

  return {
    async list(em: EntityManager, by: ActingStaff, query: { cursor?: string | undefined; limit: number }) {
      const after = decodeCursor(query.cursor);
      const rows = await em.find(
        DirectoryConflict,
        {
          ...{ enterpriseId: by.enterpriseId, state: 'open' },
          ...(after === undefined ? {} : { id: { $gt: after } }),
        },
        { orderBy: { id: 'asc' }, limit: query.limit + 1, disableIdentityMap: true },
      );
      const page = cutPage(rows, query.limit);
      const ids = page.rows.map(({ staffId }) => staffId);
      const staff = await em.find(
        Staff,
        { enterpriseId: by.enterpriseId, id: { $in: [...ids, by.staffId] } },
        { disableIdentityMap: true },
      );
      const self = staff.find(({ id }) => id === by.staffId);
      assertThat(self, 'session.expired', 401);
      const viewer = await viewerOf(em, self);
      const rights = await rightsOfAll(em, by.enterpriseId, staff);
      const scope = await scopeOf(em, viewer, staffData);
      const actsOn = (one: Staff) =>
        one.id === viewer.id
          ? 'self'
          : sees(scope, one) && holdsAll(viewer, rights.get(one.id) ?? [])
            ? 'may'
            : 'beyond';
      const byId = new Map(staff.map((one) => [one.id, one]));
      const names = await deps.departments.names(em, staff.map(departmentOf));
      const items = page.rows.flatMap((row): DirectoryConflictRow[] => {
        const one = byId.get(row.staffId);
        if (one === undefined) return [];
        const { id, name, account } = one;
        return [
          {
            ...{ id: row.id, userId: row.userId, name: row.name, kind: row.kind, acts: actsOn(one) },
            staff: { id, name, account, department: names.get(departmentOf(one)) ?? '' },
            createdAt: row.createdAt.toISOString(),
          },
        ];
      });
      return { items, nextCursor: page.nextCursor };
    },

    /**
     * They are one: the account is the member's from now on, with the rights that it has.
     * @throws directory.decided | staff.self | staff.beyond_own | staff.account_taken | not_found
     */
    link(em: EntityManager, by: ActingStaff, id: string): Promise<void> {
      return inTransaction(em, async (tx) => {
        const row = await open(tx, by, id);
        const staff = await deps.staffAccounts.hold(tx, by, row.staffId);
        const before = { account: staff.account, name: staff.name };
        await deps.members.rename(tx, staff, row.userId);
        staff.origin = 'wecom';
        // The next reading is his first: it says «linked».
        staff.directoryAt = null;
        await decide(tx, by, row, 'linked', before);
      });
    },

    /** They are two people with one number. @throws directory.decided | directory.same_account | not_found */
    separate(em: EntityManager, by: ActingStaff, id: string): Promise<void> {
      return inTransaction(em, async (tx) => {
        const row = await open(tx, by, id);
        // One account cannot be two: another name for the older one is given by hand.
        assertThat(row.kind === 'phone', 'directory.same_account', 409);
        await decide(tx, by, row, 'separate', {});
      });
    },
  };
}
export type DirectoryConflicts = ReturnType<typeof createDirectoryConflicts>;
