import { limits } from '../../../config/limits.ts';
import type { Locale } from '../../contract/common.ts';
import {
  stageSchema,
  type PartyChangeRow,
  type PartyDetail,
  type PartyKind,
  type PartyRow,
  type PersonRow,
} from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import type { Classes } from './classes.ts';
import type { Person } from './contact-list.ts';
import { Party, PartyChange, PartyContact, PartyDeal, PartyFollowUp, PartyVisit } from './crm.entity.ts';
import { crmText } from './crm.texts.ts';
import type { FieldValuesService } from './fields/values.ts';
import type { IdNumbers } from './id-numbers/id-numbers.ts';
import { maskEmail } from './keys.ts';
import { ownerCard } from './owners.ts';
import type { Actor, CrmStaff } from './ports.ts';
import { managesAll, mayChange, sees } from './visibility.ts';
import type { Visits } from './visits.ts';

const changesShown = 100;
const followUpsShown = 20;
const dealsShown = 50;

const maskNumber = (phone: string): string =>
  phone.length < 8
    ? phone.replace(/^(.{1}).*(.{2})$/, '$1****$2')
    : phone.replace(/^(.{3}).*(.{4})$/, '$1****$2');

/** Rows as staff see them, with owners by name and numbers masked. */
export function createPartyView(deps: {
  staff: CrmStaff;
  classes: Classes;
  visits: Pick<Visits, 'dueAt' | 'lateness'>;
  values: Pick<FieldValuesService, 'filled'>;
  idNumbers: Pick<IdNumbers, 'shown'>;
}) {
  const { staff } = deps;

  async function present(
    em: EntityManager,
    rows: readonly Party[],
    kind: PartyKind,
    by: Pick<Actor, 'enterpriseId' | 'locale'>,
  ): Promise<PartyRow[]> {
    const { items } = await deps.classes.of(em, kind, by.locale);
    const late = await deps.visits.lateness(em, by, kind);
    const departments = await staff.departmentNames(
      em,
      rows.flatMap(({ departmentId }) => (typeof departmentId === 'string' ? [departmentId] : [])),
    );
    const cards = await staff.byIds(
      em,
      rows.flatMap(({ ownerId }) => (typeof ownerId === 'string' ? [ownerId] : [])),
    );
    return rows.map((row) => {
      const ownerId = row.ownerId ?? null;
      const departmentId = row.departmentId ?? null;
      const binnedAt = row.binnedAt ?? null;
      return {
        ...{ id: row.id, kind: row.kind, name: row.name, phoneMasked: maskNumber(row.phone) },
        class: {
          key: row.classKey,
          label: items.find(({ key }) => key === row.classKey)?.name ?? row.classKey,
        },
        ...{ importance: row.importance, stage: row.stage ?? null },
        owner: ownerId === null ? null : ownerCard(ownerId, cards.get(ownerId), ''),
        department:
          departmentId === null ? null : { id: departmentId, name: departments.get(departmentId) ?? '' },
        creatorName: row.creatorName,
        createdAt: row.createdAt.toISOString(),
        lastFollowUpAt: row.lastFollowUpAt?.toISOString() ?? null,
        contactDueAt: deps.visits.dueAt(row, items),
        contactOverdue: late.isOverdue(row),
        dealCount: row.dealCount,
        binnedAt: binnedAt?.toISOString() ?? null,
        eraseAt: binnedAt === null ? null : new Date(binnedAt.getTime() + limits.crmBinKeepMs).toISOString(),
        version: row.version,
      };
    });
  }

  /** Keys and ids of the history in words. */
  async function presentChanges(
    em: EntityManager,
    rows: readonly PartyChange[],
    { kind, createdAt }: Party,
    locale: Locale,
  ): Promise<PartyChangeRow[]> {
    const { items } = await deps.classes.of(em, kind, locale);
    const people = rows
      .filter(({ what }) => what === 'owner')
      .flatMap(({ from, to }) => [from, to])
      .filter((id) => typeof id === 'string');
    const cards = await staff.byIds(em, people);
    const word = (what: PartyChange['what'], value: string | null | undefined): string | null => {
      const none = value === null || value === undefined;
      if (what === 'owner')
        return none ? crmText(locale, 'owner.pool') : (cards.get(value)?.name ?? crmText(locale, 'unknown'));
      if (none) return null;
      if (what === 'class') return items.find(({ key }) => key === value)?.name ?? value;
      const stage = stageSchema.safeParse(value);
      return stage.success ? crmText(locale, `stage.${stage.data}`) : value;
    };
    return rows.map((row) => ({
      ...{ id: row.id, what: row.what, byName: row.byName, at: row.at.toISOString() },
      // The owner whom it was entered for came from nowhere, not from the pool.
      from: row.at.getTime() === createdAt.getTime() ? null : word(row.what, row.from),
      to: word(row.what, row.to),
    }));
  }

  async function find(em: EntityManager, by: Actor, kind: PartyKind, id: string): Promise<Party> {
    const row = await em.findOne(Party, { id, kind }, { refresh: true });
    assertThat(row !== null && sees(by, row), 'not_found', 404);
    return row;
  }

  async function followUps(
    em: EntityManager,
    partyId: string,
    query: { cursor?: string | undefined; limit: number },
  ) {
    const after = decodeCursor(query.cursor);
    const rows = await em.find(
      PartyFollowUp,
      { partyId, ...(after === undefined ? {} : { id: { $lt: after } }) },
      { orderBy: { id: 'desc' }, limit: query.limit + 1 },
    );
    const page = cutPage(rows, query.limit);
    const items = page.rows.map(({ id, text, satisfaction, byName, at }) => ({
      ...{ id, text, satisfaction: satisfaction ?? null, byName, at: at.toISOString() },
    }));
    return { items, nextCursor: page.nextCursor };
  }

  return {
    present,

    /** People of a list, with whose they are. */
    async people(em: EntityManager, rows: readonly Person[]): Promise<PersonRow[]> {
      const cards = await staff.byIds(
        em,
        rows.flatMap(({ party }) => party.ownerId ?? []),
      );
      return rows.map(({ contact, party }) => {
        const ownerId = party.ownerId ?? null;
        return {
          ...{ id: contact.id, name: contact.name, position: contact.position },
          mobileMasked: maskNumber(contact.mobile),
          party: { id: party.id, kind: party.kind, name: party.name },
          owner: ownerId === null ? null : ownerCard(ownerId, cards.get(ownerId), ''),
          createdAt: contact.createdAt.toISOString(),
        };
      });
    },

    /** @throws not_found: also where it is not the caller's to see */
    async followUps(
      em: EntityManager,
      by: Actor,
      kind: PartyKind,
      id: string,
      query: { cursor?: string | undefined; limit: number },
    ) {
      return followUps(em, (await find(em, by, kind, id)).id, query);
    },

    /** @throws not_found: also where it is not the caller's to see */
    async one(em: EntityManager, by: Actor, kind: PartyKind, id: string): Promise<PartyDetail> {
      const row = await find(em, by, kind, id);
      const [card] = await present(em, [row], kind, by);
      assertThat(card, 'not_found', 404);
      const contacts = await em.find(
        PartyContact,
        { partyId: id },
        { orderBy: { id: 'asc' }, limit: limits.crmContacts, refresh: true },
      );
      const changes = await em.find(
        PartyChange,
        { partyId: id },
        { orderBy: { id: 'desc' }, limit: changesShown },
      );
      const late = await deps.visits.lateness(em, by, kind);
      const visits = await em.find(
        PartyVisit,
        { partyId: id, cancelledAt: null, day: { $gte: late.today } },
        { orderBy: { day: 'asc', id: 'asc' }, limit: limits.crmVisits, refresh: true },
      );
      const deals = await em.find(
        PartyDeal,
        { partyId: id },
        { orderBy: { day: 'desc', id: 'desc' }, limit: dealsShown, refresh: true },
      );
      const fields = await deps.values.filled(em, by, kind, [id]);
      const contactFields = await deps.values.filled(
        ...([em, by, 'contact'] as const),
        contacts.map((contact) => contact.id),
      );
      const idNumbers = await deps.idNumbers.shown(em, by, row);
      const own = mayChange(by, row);
      const live = row.state === 'live';
      return {
        ...card,
        ...{ source: row.source, address: row.address, note: row.note },
        fields: fields(id),
        contacts: contacts.map((contact) => ({
          ...{ id: contact.id, name: contact.name, mobileMasked: maskNumber(contact.mobile) },
          ...{ emailMasked: maskEmail(contact.email), position: contact.position, hobby: contact.hobby },
          idNumberMasked: idNumbers.masked.get(contact.id) ?? null,
          ...{ note: contact.note, fields: contactFields(contact.id), version: contact.version },
        })),
        idNumbers: idNumbers.state,
        followUps: (await followUps(em, id, { limit: followUpsShown })).items,
        visits: visits.map(({ id: visitId, day, text, byName }) => ({ id: visitId, day, text, byName })),
        deals: deals.map((deal) => ({
          ...{ id: deal.id, day: deal.day, amountFen: deal.amountFen, text: deal.text, byName: deal.byName },
          struck:
            (deal.struckAt ?? null) === null
              ? null
              : { byName: deal.struckBy ?? '', reason: deal.struckReason },
        })),
        changes: await presentChanges(em, changes, row, by.locale),
        can: {
          edit: live && own,
          claim: live && (row.ownerId ?? null) === null,
          handOver: live && own,
          bin: live && own,
          restore: !live && managesAll(by),
        },
      };
    },
  };
}
export type PartyView = ReturnType<typeof createPartyView>;
