import type { CancellationRow } from '../../contract/personal.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { formatEnd } from '../../kernel/i18n/format-time.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import type { PersonalPart } from '../../kernel/personal-data.ts';
import { zoneOf } from '../../kernel/zoned-day.ts';
import { AccountCancellation } from './personal.entity.ts';
import { partLabel, personalText } from './personal-texts.ts';
import type { Enterprises, Records, Staff } from './ports.ts';

export interface CancellationStaff {
  readonly staffId: string;
  readonly name: string;
  readonly enterpriseId: string;
  readonly requestId: string;
}

/** What staff see of those who left: that, when and until when; never who. */
export function createCancellationList(deps: {
  clock: Clock;
  parts: readonly PersonalPart[];
  staff: Staff;
  enterprises: Enterprises;
  records: Records;
}) {
  async function present(
    em: EntityManager,
    rows: readonly AccountCancellation[],
    locale: Locale,
  ): Promise<CancellationRow[]> {
    const ids = rows.flatMap(({ answersId }) => (typeof answersId === 'string' ? [answersId] : []));
    const staff = await deps.staff.byIds(em, ids);
    const now = deps.clock.now();
    const [first] = rows;
    const words = first === undefined ? null : await deps.enterprises.within(em, first.enterpriseId);
    const zone = zoneOf(words);
    return rows.map((row) => ({
      ...{ id: row.id, pseudonym: row.pseudonym, companies: row.companies, whole: row.whole },
      ...{ state: row.state, stateLabel: personalText(locale, `state.${row.state}`) },
      ...{ requestedAt: row.requestedAt.toISOString(), dueAt: row.dueAt.toISOString() },
      dueText: formatEnd(locale, row.dueAt, zone),
      doneAt: row.doneAt?.toISOString() ?? null,
      overdue: row.state !== 'done' && row.dueAt <= now,
      parts: deps.parts.map(({ key }) => ({
        ...{ key, label: partLabel(locale, key) },
        state: row.parts[key] ?? (row.state === 'done' ? ('done' as const) : ('open' as const)),
      })),
      answersName: staff.get(row.answersId ?? '')?.name ?? null,
      handledBy: row.handledBy ?? null,
      handledAt: row.handledAt?.toISOString() ?? null,
    }));
  }

  return {
    async list(
      em: EntityManager,
      query: { state?: 'open' | 'done' | undefined; cursor?: string | undefined; limit: number },
      locale: Locale,
    ) {
      const after = decodeCursor(query.cursor);
      const rows = await em.find(
        AccountCancellation,
        {
          ...(after === undefined ? {} : { id: { $lt: after } }),
          // Open: the system or the staff have something left to do.
          ...(query.state === 'open' ? { $or: [{ state: { $ne: 'done' } }, { handledAt: null }] } : {}),
          ...(query.state === 'done' ? { state: 'done', handledAt: { $ne: null } } : {}),
        },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const page = cutPage(rows, query.limit);
      return { items: await present(em, page.rows, locale), nextCursor: page.nextCursor };
    },

    /** Own notes, papers and exported files were looked through: once, by name. */
    async confirm(
      em: EntityManager,
      by: CancellationStaff,
      id: string,
      locale: Locale,
    ): Promise<CancellationRow> {
      await inTransaction(em, async (tx) => {
        const row = await tx.findOne(AccountCancellation, { id });
        assertThat(row, 'not_found', 404);
        const at = deps.clock.now();
        const handled = { handledBy: by.name.slice(0, 60), handledAt: at };
        const changed = await tx.nativeUpdate(AccountCancellation, { id, handledAt: null }, handled);
        assertThat(changed > 0, 'cancellation.handled', 409, { name: row.handledBy ?? '' });
        await deps.records.add(tx, {
          ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.staffId}`, actorName: by.name, at },
          ...{ action: 'cancellation.handled', target: `cancellation:${id}`, requestId: by.requestId },
          ...{ before: {}, after: { reference: row.pseudonym } },
        });
      });
      const row = await em.findOneOrFail(AccountCancellation, { id }, { refresh: true });
      const [shown] = await present(em, [row], locale);
      assertThat(shown, 'not_found', 404);
      return shown;
    },

    /** For operation records, which name what they are about. */
    async namesOf(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
      const rows = await em.find(
        AccountCancellation,
        { id: { $in: [...ids] } },
        { fields: ['id', 'pseudonym'], disableIdentityMap: true },
      );
      return new Map(rows.map(({ id, pseudonym }) => [id, pseudonym]));
    },
  };
}
export type CancellationList = ReturnType<typeof createCancellationList>;
