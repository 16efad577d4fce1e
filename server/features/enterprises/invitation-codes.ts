import type { Edition } from '../../../config/editions.ts';
import type { CreatedInvitationCode, InvitationCodeRow } from '../../contract/connections.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { hashSecret, newId, newSecret22 } from '../../kernel/ids.ts';
import { kindLabel } from '../quota/index.ts';
import { maskPhone } from './connection-list.ts';
import { editionKind } from './connection-places.ts';
import type { Connections } from './connections.ts';
import type { ActingStaff, Records } from './doors.ts';
import { InvitationCode } from './invitation.entity.ts';

const Day = 24 * 3_600_000;

export function stateOfCode(row: InvitationCode, now: Date): InvitationCodeRow['state'] {
  if ((row.revokedAt ?? null) !== null) return 'revoked';
  if (row.uses >= row.maxUses) return 'used_up';
  return row.expiresAt <= now ? 'expired' : 'open';
}

export interface StaffNames {
  byIds(em: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, { readonly name: string }>>;
}

/** Invitation codes as their owner's staff make and withdraw them (row 323). */
export function createInvitationCodes(deps: {
  db: Database;
  clock: Clock;
  editions: readonly Edition[];
  publicUrl: string;
  staff: StaffNames;
  records: Records;
  connections: Pick<Connections, 'checkEdition'>;
}) {
  const { db, clock } = deps;

  async function present(
    em: EntityManager,
    rows: readonly InvitationCode[],
    locale: Locale,
  ): Promise<InvitationCodeRow[]> {
    const names = await deps.staff.byIds(
      em,
      rows.map((row) => row.createdBy),
    );
    return rows.map((row) => {
      const edition = row.edition ?? null;
      return {
        id: row.id,
        kind: row.kind,
        note: row.note,
        hint: row.hint,
        state: stateOfCode(row, clock.now()),
        maxUses: row.maxUses,
        uses: row.uses,
        review: row.review,
        edition:
          edition === null
            ? null
            : { key: edition, label: kindLabel(locale, editionKind(edition), deps.editions) },
        prefill: {
          companyName: row.companyName,
          contactName: row.contactName,
          phoneMasked: maskPhone(row.phone),
        },
        createdBy: names.get(row.createdBy)?.name ?? '',
        createdAt: row.createdAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        revokedAt: row.revokedAt?.toISOString() ?? null,
      };
    });
  }

  async function one(em: EntityManager, id: string, locale: Locale): Promise<InvitationCodeRow> {
    const row = await em.findOne(InvitationCode, { id }, { refresh: true });
    assertThat(row, 'not_found', 404);
    const [shown] = await present(em, [row], locale);
    assertThat(shown, 'not_found', 404);
    return shown;
  }

  return {
    one,

    async list(
      em: EntityManager,
      query: {
        readonly kind?: InvitationCode['kind'] | undefined;
        readonly state?: 'open' | 'over' | undefined;
        readonly cursor?: string | undefined;
        readonly limit: number;
      },
      locale: Locale,
    ) {
      const after = decodeCursor(query.cursor);
      const now = clock.now();
      const found = await em.find(
        InvitationCode,
        {
          ...(after === undefined ? {} : { id: { $lt: after } }),
          ...(query.kind === undefined ? {} : { kind: query.kind }),
          ...(query.state === 'open' ? { revokedAt: null, expiresAt: { $gt: now }, usedUp: false } : {}),
          ...(query.state === 'over'
            ? { $or: [{ revokedAt: { $ne: null } }, { expiresAt: { $lte: now } }, { usedUp: true }] }
            : {}),
        },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const page = cutPage(found, query.limit);
      return { items: await present(em, page.rows, locale), nextCursor: page.nextCursor };
    },

    /** The code itself is in this answer and nowhere else: what is kept is its hash. */
    async create(
      by: ActingStaff,
      input: {
        readonly kind: InvitationCode['kind'];
        readonly note: string;
        readonly validDays: number;
        readonly edition: string | null;
        readonly maxUses: number;
        readonly review: boolean;
        readonly companyName: string;
        readonly contactName: string;
        readonly phone: string | null;
      },
      locale: Locale,
    ): Promise<CreatedInvitationCode> {
      deps.connections.checkEdition(input.edition);
      const { validDays, phone, ...rest } = input;
      const now = clock.now();
      const id = newId();
      const code = newSecret22();
      const hint = code.slice(0, 4);
      const expiresAt = new Date(now.getTime() + validDays * Day);
      const em = db.tenant(by.enterpriseId);
      await inTransaction(em, async (tx) => {
        await tx.insert(InvitationCode, {
          ...rest,
          id,
          enterpriseId: by.enterpriseId,
          codeHash: hashSecret(code),
          hint,
          uses: 0,
          usedUp: false,
          phone: phone ?? '',
          createdBy: by.staffId,
          createdAt: now,
          expiresAt,
        });
        const { kind, maxUses, review, edition, note } = input;
        await deps.records.add(tx, {
          enterpriseId: by.enterpriseId,
          actor: `staff:${by.staffId}`,
          actorName: by.name,
          action: 'invitation_code.created',
          target: `invitation_code:${id}`,
          before: {},
          after: { kind, hint, note, maxUses, review, edition, expiresAt: expiresAt.toISOString() },
          requestId: by.requestId,
          at: now,
        });
      });
      return {
        row: await one(db.tenant(by.enterpriseId), id, locale),
        code,
        link: `${deps.publicUrl}/i/${code}`,
      };
    },

    /** From now on it connects nobody; what it has connected stays. Twice is once. */
    async revoke(by: ActingStaff, id: string, locale: Locale): Promise<InvitationCodeRow> {
      await inTransaction(db.tenant(by.enterpriseId), async (tx) => {
        const row = await tx.findOne(InvitationCode, { id });
        assertThat(row, 'not_found', 404);
        const now = clock.now();
        const revoked = await tx.nativeUpdate(InvitationCode, { id, revokedAt: null }, { revokedAt: now });
        if (revoked === 0) return;
        await deps.records.add(tx, {
          enterpriseId: by.enterpriseId,
          actor: `staff:${by.staffId}`,
          actorName: by.name,
          action: 'invitation_code.revoked',
          target: `invitation_code:${id}`,
          before: { state: stateOfCode(row, now), uses: row.uses },
          after: { state: 'revoked', hint: row.hint },
          requestId: by.requestId,
          at: now,
        });
      });
      return one(db.tenant(by.enterpriseId), id, locale);
    },
  };
}
export type InvitationCodes = ReturnType<typeof createInvitationCodes>;
