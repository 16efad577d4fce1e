import { z } from 'zod';

import {
  staffChannelAccountPageSchema,
  staffChannelAccountQuerySchema,
  type StaffChannelAccountQuery,
  type StaffChannelAccountRow,
} from '../../contract/channel-accounts.ts';
import { containsPattern } from '../../kernel/data/like.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows, readTime } from '../../kernel/data/sql.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import { Staff } from './access.entity.ts';
import type { ActingStaff, Departments } from './departments.ts';
import { actingOf } from './departments.routes.ts';
import { viewerOf } from './rights.ts';
import { channelAccountData, departmentOf, scopeOf, seenStaff } from './visibility.ts';

const signInSchema = z.object({ person_id: z.string(), at: z.union([z.number(), z.string()]) });

/** When each of these people last signed in. */
async function lastSignIns(
  em: EntityManager,
  enterpriseId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  if (ids.length === 0) return new Map();
  const rows = await readRows(
    em,
    `select person_id, max(created_at) as at from session
     where audience = 'staff' and enterprise_id = ? and person_id in (${ids.map(() => '?').join(', ')})
     group by person_id`,
    [enterpriseId, ...ids],
  );
  return new Map(rows.map((row) => signInSchema.parse(row)).map((row) => [row.person_id, readTime(row.at)]));
}

function stateOf({ state, leftAt }: Pick<Staff, 'state' | 'leftAt'>): StaffChannelAccountRow['state'] {
  if (state === 'disabled') return 'disabled';
  return (leftAt ?? null) === null ? 'usable' : 'left';
}

/**
 * Channel accounts (rows 273–276): staff as WeCom knows them. Who signs in with a password is known
 * to no channel.
 */
export function createChannelAccountBook(deps: {
  departments: Pick<Departments, 'names'>;
  /** The application that speaks for the enterprise at WeCom. */
  wecomName: (em: EntityManager, enterpriseId: string) => Promise<string | null>;
}): { routes: RouteDefinition[] } {
  async function list(
    em: EntityManager,
    by: Pick<ActingStaff, 'enterpriseId' | 'staffId'>,
    { search, cursor, limit }: StaffChannelAccountQuery,
  ) {
    const { enterpriseId } = by;
    const self = await em.findOne(Staff, { id: by.staffId, enterpriseId });
    assertThat(self, 'session.expired', 401);
    const scope = await scopeOf(em, await viewerOf(em, self), channelAccountData);
    const after = decodeCursor(cursor);
    const like = search === undefined ? null : { $like: containsPattern(search) };
    const found = await em.find(
      Staff,
      {
        $and: [
          { enterpriseId, origin: 'wecom' },
          seenStaff(scope, enterpriseId),
          after === undefined ? {} : { id: { $lt: after } },
          // The account is the userid: one search finds both.
          like === null ? {} : { $or: [{ account: like }, { name: like }, { nickname: like }] },
        ],
      },
      { orderBy: { id: 'desc' }, limit: limit + 1, disableIdentityMap: true },
    );
    const page = cutPage(found, limit);
    const names = await deps.departments.names(em, page.rows.map(departmentOf));
    const signIns = await lastSignIns(
      em,
      enterpriseId,
      page.rows.map(({ id }) => id),
    );
    const channelName = await deps.wecomName(em, enterpriseId);
    const items = page.rows.map((staff): StaffChannelAccountRow => ({
      ...{ id: staff.id, staffAccount: staff.account, name: staff.name, nickname: staff.nickname },
      department: { id: departmentOf(staff), name: names.get(departmentOf(staff)) ?? '' },
      ...{ channelName, channelId: staff.account, state: stateOf(staff) },
      createdAt: staff.createdAt.toISOString(),
      lastSignInAt: signIns.get(staff.id)?.toISOString() ?? null,
    }));
    return { items, nextCursor: page.nextCursor };
  }

  return {
    routes: [
      defineRoute(
        {
          ...{ method: 'get', path: '/staff-channel-accounts', audience: 'staff' },
          permission: 'channel_accounts.read',
          summary: 'Channel accounts of staff in sight, newest first',
          query: staffChannelAccountQuerySchema,
          response: staffChannelAccountPageSchema,
        },
        ({ em, caller, requestId, query }) => list(em, actingOf({ caller, requestId }), query),
      ),
    ],
  };
}
