import { LockMode } from '@mikro-orm/core';

import type {
  FieldObject,
  FieldValue,
  FieldValues,
  FilledField,
  FormField,
} from '../../../contract/extended-fields.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { assertThat } from '../../../kernel/errors/app-error.ts';
import { newId } from '../../../kernel/ids.ts';
import type { CrmStaff } from '../ports.ts';
import { ExtendedField, ExtendedValue } from './field.entity.ts';
import { fieldsSeen, isPublic } from './field-sight.ts';
import { isBlank, isSame, readValue, wordsOf } from './field-types.ts';

interface Asker {
  readonly enterpriseId: string;
  readonly personId: string;
}

/** A field whose value does not fit, as a refusal names it. */
export interface WrongField {
  readonly key: string;
  readonly name: string;
}

interface Read {
  readonly field: ExtendedField;
  /** Null: taken away. */
  readonly value: FieldValue | null;
}
export interface ReadValues {
  readonly wrong: readonly WrongField[];
  readonly values: readonly Read[];
}

/** Before and after of what was changed, for the operation record; empty: nothing was. */
export interface ValueChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}
export const nothing: ReadValues = { wrong: [], values: [] };

const inOrder = { place: 'asc', id: 'asc' } as const;

export const toForm = ({ id, name, type, tips, options }: ExtendedField): FormField => ({
  ...{ id, name, type, tips, options },
});

/** What was entered in extended fields, within the transaction and the version of whose they are. */
export function createFieldValues(deps: { staff: Pick<CrmStaff, 'departmentsAbove'> }) {
  /** The usable ones that somebody sees, in their order. */
  async function seen(em: EntityManager, by: Pick<Asker, 'personId'>, object: FieldObject) {
    const rows = await em.find(
      ExtendedField,
      { object, usable: true },
      { orderBy: inOrder, disableIdentityMap: true },
    );
    if (rows.every(isPublic)) return rows;
    return rows.filter(await fieldsSeen(em, deps.staff, by));
  }

  return {
    seen,

    forms: async (em: EntityManager, by: Pick<Asker, 'personId'>, object: FieldObject) =>
      (await seen(em, by, object)).map(toForm),

    /** The fields of rows with what was entered, by the row's id. */
    async filled(
      em: EntityManager,
      by: Pick<Asker, 'personId'>,
      object: FieldObject,
      ownerIds: readonly string[],
    ): Promise<(ownerId: string) => FilledField[]> {
      const fields = await seen(em, by, object);
      if (fields.length === 0 || ownerIds.length === 0) return () => [];
      const rows = await em.find(
        ExtendedValue,
        { ownerId: { $in: [...ownerIds] }, fieldId: { $in: fields.map(({ id }) => id) } },
        { disableIdentityMap: true },
      );
      const found = new Map(rows.map(({ ownerId, fieldId, content }) => [`${ownerId} ${fieldId}`, content]));
      return (ownerId) =>
        fields.map((field) => ({
          ...toForm(field),
          value: found.get(`${ownerId} ${field.id}`) ?? null,
        }));
    },

    /**
     * Reads what was sent; in a transaction the fields stay as they are until its end.
     * @throws field.gone: one is not there, not usable or not to be seen any more: the form is of before
     */
    async read(
      em: EntityManager,
      by: Pick<Asker, 'personId'>,
      object: FieldObject,
      sent: FieldValues | undefined,
    ): Promise<ReadValues> {
      const ids = Object.keys(sent ?? {}).sort();
      if (sent === undefined || ids.length === 0) return nothing;
      const lock = em.isInTransaction() ? ({ lockMode: LockMode.PESSIMISTIC_READ } as const) : {};
      const fields = await em.find(
        ExtendedField,
        { id: { $in: ids }, object, usable: true },
        { orderBy: { id: 'asc' }, disableIdentityMap: true, ...lock },
      );
      const sees = await fieldsSeen(em, deps.staff, by);
      const known = fields.filter(sees);
      assertThat(known.length === ids.length, 'field.gone', 409);
      const read = known.map((field) => {
        const value = sent[field.id] ?? '';
        return isBlank(value)
          ? { field, value: null, fits: true }
          : { field, value: readValue(field, value), fits: readValue(field, value) !== null };
      });
      return {
        wrong: read
          .filter(({ fits }) => !fits)
          .map(({ field }) => ({ key: `field.${field.id}`, name: field.name })),
        values: read.map(({ field, value }) => ({ field, value })),
      };
    },

    /** Writes what was read. The row that they hang on is locked by who calls. */
    async write(
      tx: EntityManager,
      by: Pick<Asker, 'enterpriseId'>,
      of: { ownerId: string; partyId: string },
      { values }: ReadValues,
    ): Promise<ValueChange> {
      const change: { before: string[]; after: string[] } = { before: [], after: [] };
      if (values.length === 0) return change;
      const rows = await tx.find(
        ExtendedValue,
        { ownerId: of.ownerId, fieldId: { $in: values.map(({ field }) => field.id) } },
        { disableIdentityMap: true },
      );
      for (const { field, value } of values) {
        const row = rows.find(({ fieldId }) => fieldId === field.id);
        if (row === undefined ? value === null : value !== null && isSame(row.content, value)) continue;
        if (row === undefined)
          await tx.insert(ExtendedValue, {
            ...{ id: newId(), enterpriseId: by.enterpriseId, fieldId: field.id, ...of },
            content: value ?? '',
          });
        else if (value === null) await tx.nativeDelete(ExtendedValue, { id: row.id });
        else await tx.nativeUpdate(ExtendedValue, { id: row.id }, { content: value });
        // Whoever reads records need not stand in the field's department: of such a field the name is told.
        const told = (content: FieldValue | null | undefined) =>
          content === null || content === undefined
            ? []
            : [isPublic(field) ? `${field.name}: ${wordsOf(content).slice(0, 200)}` : field.name];
        change.before.push(...told(row?.content));
        change.after.push(...told(value));
      }
      return change;
    },

    /** Of these the usable ones, held until the transaction's end. */
    async stillThere(tx: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
      const rows =
        ids.length === 0
          ? []
          : await tx.find(
              ExtendedField,
              { id: { $in: [...ids] }, usable: true },
              { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_READ, disableIdentityMap: true },
            );
      return new Set(rows.map(({ id }) => id));
    },

    /** What hangs on rows that go. */
    drop: async (tx: EntityManager, of: { ownerId: string } | { partyId: string | { $in: string[] } }) => {
      await tx.nativeDelete(ExtendedValue, of);
    },
  };
}
export type FieldValuesService = ReturnType<typeof createFieldValues>;

export const isChanged = ({ before, after }: ValueChange): boolean => before.length + after.length > 0;
