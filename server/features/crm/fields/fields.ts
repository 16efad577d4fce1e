import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';

import { limits } from '../../../../config/limits.ts';
import {
  hasOptions,
  type ExtendedFields,
  type FieldObject,
  type MoveField,
  type NewExtendedField,
  type PutExtendedField,
} from '../../../contract/extended-fields.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { readRows, writeRows } from '../../../kernel/data/sql.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../../kernel/errors/app-error.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Actor, CrmStaff, Records } from '../ports.ts';
import type { CrmAction } from '../record.ts';
import { ExtendedField, ExtendedValue } from './field.entity.ts';
import { fieldsSeen, isPublic, keepingOf, type Keeping } from './field-sight.ts';
import { carryOver, isSame, type Kind } from './field-types.ts';
import { toForm } from './values.ts';

const behindLock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
const inOrder = { place: 'asc', id: 'asc' } as const;
const valuesAtOnce = 500;

type Wish = Pick<NewExtendedField, 'name' | 'type' | 'tips' | 'options' | 'public' | 'departmentIds'>;
/** None: it is public. @throws field.departments_missing */
function ownersOf(wish: Pick<Wish, 'public' | 'departmentIds'>): string[] {
  if (wish.public) return [];
  assertThat(wish.departmentIds.length > 0, 'field.departments_missing', 422);
  return [...new Set(wish.departmentIds)].sort();
}

/** The columns of the wish as stored. @throws field.options | field.option_twice */
export function kindOf(wish: Pick<Wish, 'type' | 'options'>): Kind & { options: string[] } {
  if (!hasOptions(wish.type)) return { type: wish.type, options: [] };
  assertThat(wish.options.length > 0, 'field.options', 422);
  const twice = wish.options.find((option, at) => wish.options.indexOf(option) !== at);
  assertThat(twice === undefined, 'field.option_twice', 422, { option: twice ?? '' });
  return { type: wish.type, options: [...wish.options] };
}

/** Walks what was entered; answers how much there is, and what does not fit any more. */
export async function carry(
  tx: EntityManager,
  fieldId: string,
  before: Kind,
  after: Kind,
  write: boolean,
): Promise<{ count: number; lost: number }> {
  let [count, lost, last] = [0, 0, ''];
  for (;;) {
    const rows = await tx.find(
      ExtendedValue,
      { fieldId, id: { $gt: last } },
      { orderBy: { id: 'asc' }, limit: valuesAtOnce, disableIdentityMap: true },
    );
    for (const row of rows) {
      const value = carryOver(before, after, row.content);
      const shorter = Array.isArray(row.content) && Array.isArray(value) && value.length < row.content.length;
      if (value === null || shorter) lost += 1;
      if (!write) continue;
      if (value === null) await tx.nativeDelete(ExtendedValue, { id: row.id });
      else if (!isSame(value, row.content))
        await tx.nativeUpdate(ExtendedValue, { id: row.id }, { content: value });
    }
    count += rows.length;
    last = rows.at(-1)?.id ?? last;
    if (rows.length < valuesAtOnce) return { count, lost };
  }
}

/** The definitions of extended fields (rows 281–291). Each change applies at once. */
export function createExtendedFields(deps: {
  clock: Clock;
  records: Records;
  staff: Pick<CrmStaff, 'departmentsAbove' | 'departmentsWithin' | 'departmentNames'>;
}) {
  const { clock, staff } = deps;

  const record = (
    tx: EntityManager,
    by: Actor,
    action: Extract<CrmAction, `crm.field_${string}`>,
    id: string,
    before: Readonly<Record<string, unknown>>,
    after: Readonly<Record<string, unknown>>,
  ) =>
    deps.records.add(tx, {
      ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.personId}`, actorName: by.name, action },
      ...{ target: `extended_field:${id}`, before, after, requestId: by.requestId, at: clock.now() },
    });

  async function shown(em: EntityManager, field: ExtendedField) {
    const ids = field.departmentIds;
    const names = await staff.departmentNames(em, ids);
    return {
      ...{ name: field.name, object: field.object, fieldType: field.type, tips: field.tips },
      options: [...field.options],
      departments: ids.map((id) => names.get(id) ?? ''),
    };
  }

  /** @throws not_found: also one that the caller neither sees nor keeps */
  async function find(
    tx: EntityManager,
    by: Actor,
    id: string,
    lock = true,
  ): Promise<[ExtendedField, Keeping]> {
    const field = await tx.findOne(ExtendedField, { id }, lock ? behindLock : { refresh: true });
    assertThat(field, 'not_found', 404);
    const keeping = await keepingOf(tx, staff, by);
    const known = keeping.keeps(field) || (await fieldsSeen(tx, staff, by))(field);
    assertThat(known, 'not_found', 404);
    return [field, keeping];
  }

  /** @throws permission.denied: a public one without `extended_fields.global` | field.other_department */
  function assertKeeps(keeping: Keeping, field: Pick<ExtendedField, 'departmentIds'>): void {
    if (keeping.keeps(field)) return;
    assertThat(!isPublic(field), 'permission.denied', 403, { permission: 'extended_fields.global' });
    throw new AppError('field.other_department', { status: 403 });
  }

  /** One that is changed, in the version in which the caller saw it. @throws conflict.version */
  async function held(tx: EntityManager, by: Actor, id: string, version: number) {
    const [field, keeping] = await find(tx, by, id);
    assertKeeps(keeping, field);
    assertThat(field.version === version, 'conflict.version', 409);
    return { field, keeping };
  }

  /** Among those that the caller can know of: of another department's nothing is told. @throws field.name_taken */
  async function assertNameFree(
    tx: EntityManager,
    by: Actor,
    wish: { object: FieldObject; name: string; keeping: Keeping; butId?: string },
  ): Promise<void> {
    const twins = await tx.find(
      ExtendedField,
      { object: wish.object, name: wish.name },
      { disableIdentityMap: true },
    );
    const sees = await fieldsSeen(tx, staff, by);
    const known = twins.some(
      (field) => field.id !== wish.butId && (sees(field) || wish.keeping.keeps(field)),
    );
    assertThat(!known, 'field.name_taken', 409, { name: wish.name });
  }

  async function countValues(em: EntityManager, enterpriseId: string, fieldId: string): Promise<number> {
    const rows = await readRows(
      em,
      'select count(*) as held from extended_value where enterprise_id = ? and field_id = ?',
      [enterpriseId, fieldId],
    );
    return z.array(z.object({ held: z.coerce.number() })).parse(rows)[0]?.held ?? 0;
  }

  return {
    /** Those that the caller sees or keeps. */
    async list(
      em: EntityManager,
      by: Actor,
      { object, disabled }: { object: FieldObject; disabled: boolean },
    ): Promise<ExtendedFields> {
      const rows = await em.find(
        ExtendedField,
        { object, ...(disabled ? {} : { usable: true }) },
        { orderBy: inOrder, disableIdentityMap: true },
      );
      const keeping = await keepingOf(em, staff, by);
      const sees = await fieldsSeen(em, staff, by);
      const known = rows.filter((row) => sees(row) || keeping.keeps(row));
      const names = await staff.departmentNames(
        em,
        known.flatMap(({ departmentIds }) => departmentIds),
      );
      return {
        items: known.map((row) => ({
          ...toForm(row),
          object: row.object,
          public: isPublic(row),
          departments: row.departmentIds.map((id) => ({ id, name: names.get(id) ?? '' })),
          usable: row.usable,
          may: keeping.keeps(row),
          version: row.version,
        })),
        departments: [...keeping.departments],
        mayPublic: keeping.mayPublic,
      };
    },

    /** How many values would go with it. */
    async use(em: EntityManager, by: Actor, id: string): Promise<number> {
      await find(em, by, id, false);
      return countValues(em, by.enterpriseId, id);
    },

    /** @throws field.name_taken | field.options | field.other_department | permission.denied | field.too_many */
    create: (em: EntityManager, by: Actor, wish: NewExtendedField): Promise<string> =>
      inTransaction(em, async (tx) => {
        const keeping = await keepingOf(tx, staff, by);
        const departmentIds = ownersOf(wish);
        assertKeeps(keeping, { departmentIds });
        const { object, name, tips } = wish;
        const kind = kindOf(wish);
        await assertNameFree(tx, by, { object, name, keeping });
        const all = await tx.find(ExtendedField, { object }, { disableIdentityMap: true });
        assertThat(all.length < limits.extendedFields, 'field.too_many', 409, {
          most: limits.extendedFields,
        });
        const id = newId();
        await tx.insert(ExtendedField, {
          ...{ id, enterpriseId: by.enterpriseId, object, name, tips, ...kind, departmentIds, usable: true },
          place: Math.max(0, ...all.map(({ place }) => place)) + 1,
          ...{ createdAt: clock.now(), version: 1 },
        });
        const made = await tx.findOneOrFail(ExtendedField, { id });
        await record(tx, by, 'crm.field_created', id, {}, await shown(tx, made));
        return id;
      }),

    /**
     * As it was made; a type or a list that does not fit what was entered asks first (row 286).
     * @throws conflict.version | field.type_data | field.name_taken | field.options | field.other_department
     */
    change: (
      em: EntityManager,
      by: Actor,
      id: string,
      version: number,
      wish: PutExtendedField,
    ): Promise<void> =>
      inTransaction(em, async (tx) => {
        const { field, keeping } = await held(tx, by, id, version);
        const departmentIds = ownersOf(wish);
        assertKeeps(keeping, { departmentIds });
        const { name, tips } = wish;
        if (name !== field.name)
          await assertNameFree(tx, by, { object: field.object, name, keeping, butId: id });
        const [was, kind] = [{ type: field.type, options: field.options }, kindOf(wish)];
        const retyped = was.type !== kind.type;
        const shrunk = was.options.some((option) => !kind.options.includes(option));
        let lost = 0;
        if (retyped || shrunk) {
          const asked = await carry(tx, id, was, kind, wish.confirmed);
          lost = asked.lost;
          const warned = !wish.confirmed && (retyped ? asked.count > 0 : lost > 0);
          assertThat(!warned, 'field.type_data', 409, { count: asked.count, lost });
        }
        const before = await shown(tx, field);
        Object.assign(field, { name, tips, ...kind, departmentIds });
        await tx.flush();
        const after = await shown(tx, field);
        if (JSON.stringify(before) === JSON.stringify(after)) return;
        await record(tx, by, 'crm.field_changed', id, before, {
          ...after,
          ...(lost === 0 ? {} : { valuesDeleted: lost }),
        });
      }),

    /** Disabled: in no form; what was entered is kept (row 287). */
    setUsable: (em: EntityManager, by: Actor, id: string, version: number, usable: boolean): Promise<void> =>
      inTransaction(em, async (tx) => {
        const { field } = await held(tx, by, id, version);
        if (field.usable === usable) return;
        field.usable = usable;
        await tx.flush();
        const { name } = field;
        await record(tx, by, 'crm.field_status', id, { name, usable: !usable }, { name, usable });
      }),

    /** With what was entered in it (row 289). */
    remove: (em: EntityManager, by: Actor, id: string, version: number): Promise<void> =>
      inTransaction(em, async (tx) => {
        const { field } = await held(tx, by, id, version);
        const before = await shown(tx, field);
        const valuesDeleted = await tx.nativeDelete(ExtendedValue, { fieldId: id });
        await tx.nativeDelete(ExtendedField, { id });
        await record(tx, by, 'crm.field_removed', id, before, { valuesDeleted });
      }),

    /**
     * Past the next one that the caller is shown; at an end nothing happens. Two who move at once wait
     * for each other, and all rows are numbered anew, so that none is twice or missing.
     */
    move: (em: EntityManager, by: Actor, id: string, version: number, wish: MoveField): Promise<void> =>
      inTransaction(em, async (tx) => {
        const { object } = await tx.findOneOrFail(ExtendedField, { id }, { failHandler: notFound });
        const rows = await tx.find(ExtendedField, { object }, { orderBy: { id: 'asc' }, ...behindLock });
        const { keeping } = await held(tx, by, id, version);
        const sees = await fieldsSeen(tx, staff, by);
        const order = [...rows].sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
        const isShown = (row: ExtendedField) =>
          row.id === id || ((row.usable || wish.disabled) && (sees(row) || keeping.keeps(row)));
        const list = order.filter(isShown);
        const at = list.findIndex((row) => row.id === id);
        const next = list[at + (wish.direction === 'up' ? -1 : 1)];
        const moved = order.find((row) => row.id === id);
        if (next === undefined || moved === undefined) return;
        const others = order.filter((row) => row.id !== id);
        const to = others.indexOf(next) + (wish.direction === 'up' ? 0 : 1);
        const places = [...others.slice(0, to), moved, ...others.slice(to)];
        // Bare: whoever has another one's form open keeps his version.
        for (const [index, row] of places.entries())
          if (row.place !== index + 1)
            await writeRows(tx, 'update extended_field set place = ? where id = ? and enterprise_id = ?', [
              ...[index + 1, row.id, by.enterpriseId],
            ]);
        await writeRows(
          tx,
          'update extended_field set version = version + 1 where id = ? and enterprise_id = ?',
          [...[id, by.enterpriseId]],
        );
        const [before, after] = [at + 1, at + (wish.direction === 'up' ? 0 : 2)];
        const { name } = moved;
        await record(tx, by, 'crm.field_moved', id, { name, place: before }, { name, place: after });
      }),

    /** A department is no more: its fields are those of the one that its people go to. */
    async dissolved(tx: EntityManager, departmentId: string, into: string): Promise<void> {
      const rows = await tx.find(ExtendedField, {}, behindLock);
      for (const row of rows) {
        const ids = row.departmentIds;
        if (!ids.includes(departmentId)) continue;
        row.departmentIds = [...new Set(ids.map((id) => (id === departmentId ? into : id)))].sort();
      }
      await tx.flush();
    },

    /** For operation records, which name what they are about. */
    async namesOf(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
      const rows =
        ids.length === 0
          ? []
          : await em.find(ExtendedField, { id: { $in: [...ids] } }, { disableIdentityMap: true });
      return new Map(rows.map(({ id, name }) => [id, name]));
    },
  };
}
export type ExtendedFieldsService = ReturnType<typeof createExtendedFields>;

const notFound = () => new AppError('not_found', { status: 404 });
