import { LockMode } from '@mikro-orm/core';

import { limits } from '../../../../config/limits.ts';
import {
  fieldObjectSchema,
  fieldTypeSchema,
  hasOptions,
  newExtendedFieldSchema,
  type NewExtendedField,
} from '../../../contract/extended-fields.ts';
import type { ItemValues as Item } from '../../../contract/packages.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../../kernel/errors/app-error.ts';
import { newId } from '../../../kernel/ids.ts';
import { ExtendedField } from './field.entity.ts';
import { isPublic } from './field-sight.ts';
import { carry, kindOf } from './fields.ts';

const key = 'extended_fields';
interface Write {
  readonly key: string;
  readonly before: Item | null;
  readonly after: Item;
}

const keyOf = (item: Item): string => `${String(item['object'])}:${String(item['name'])}`;

type Field = Pick<NewExtendedField, 'name' | 'object' | 'type' | 'tips'> & {
  readonly options: readonly string[];
};
/** Named as in the records of fields. */
const itemOf = ({ name, object, type, options, tips }: Field): Item => ({
  ...{ name, object, fieldType: type, tips },
  options: [...options],
});

/** @throws package.part_invalid | field.options | field.option_twice */
function fieldOf({ fieldType: type, ...item }: Item) {
  const parsed = newExtendedFieldSchema
    .omit({ public: true, departmentIds: true })
    .safeParse({ ...item, type });
  if (parsed.success) return { ...parsed.data, ...kindOf(parsed.data) };
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  throw new AppError('package.part_invalid', {
    status: 422,
    data: { part: key, field: field === 'type' ? 'fieldType' : field },
  });
}

/**
 * Extended fields as configuration packages carry them: the public ones, matched by name among those of
 * the same object. Departments are each enterprise's own, so a department's field is no part of it.
 * Whether a field is in use, and where it stands, is the downstream's; what was entered there stays.
 */
export function createFieldsPart() {
  /** Of both kinds, in the order of forms. */
  async function all(em: EntityManager, enterpriseId: string): Promise<ExtendedField[]> {
    const rows = await em.find(
      ExtendedField,
      { enterpriseId },
      { orderBy: { place: 'asc', id: 'asc' }, disableIdentityMap: true },
    );
    const order = fieldObjectSchema.options;
    return rows.sort((left, right) => order.indexOf(left.object) - order.indexOf(right.object));
  }
  const shared = async (em: EntityManager, enterpriseId: string) =>
    (await all(em, enterpriseId)).filter(isPublic);

  return {
    key,
    version: 1,
    itemFields: [
      { key: 'name', kind: 'line' },
      { key: 'object', kind: 'choice', choices: fieldObjectSchema.options },
      { key: 'fieldType', kind: 'choice', choices: fieldTypeSchema.options },
      {
        key: 'options',
        kind: 'lines',
        only: { field: 'fieldType', values: fieldTypeSchema.options.filter(hasOptions) },
      },
      { key: 'tips', kind: 'line' },
    ],
    keyOf,
    async pack(em: EntityManager, enterpriseId: string): Promise<Item[]> {
      return (await shared(em, enterpriseId)).filter(({ usable }) => usable).map(itemOf);
    },
    async read(em: EntityManager, enterpriseId: string): Promise<Item[]> {
      return (await shared(em, enterpriseId)).map(itemOf);
    },
    /** What is entered by a field’s list waits, and whoever changes the field does. */
    async hold(tx: EntityManager, enterpriseId: string): Promise<void> {
      await tx.find(
        ExtendedField,
        { enterpriseId },
        {
          ...{ orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
          disableIdentityMap: true,
        },
      );
    },
    clean: (item: Item): Item => itemOf(fieldOf(item)),
    async check(
      em: EntityManager,
      input: {
        enterpriseId: string;
        writes: readonly Write[];
        wanted: readonly { current: Item | null; item: Item }[];
      },
    ): Promise<void> {
      const { enterpriseId, writes } = input;
      // Told also where the field as they changed it is to stay: a list does not fit another type.
      for (const { current, item } of input.wanted)
        assertThat(
          current === null || current['fieldType'] === item['fieldType'],
          'package.field_type',
          409,
          {
            name: String(item['name']),
          },
        );
      const rows = await all(em, enterpriseId);
      for (const { key: at, before, after } of writes) {
        const { name, type, options } = fieldOf(after);
        const twins = rows.filter((row) => keyOf(itemOf(row)) === at);
        if (before === null) {
          assertThat(twins.length === 0, 'package.field_department', 409, { name });
          continue;
        }
        const row = twins.find(isPublic);
        if (row === undefined || row.options.every((option) => options.includes(option))) continue;
        const { lost } = await carry(em, row.id, row, { type, options }, false);
        assertThat(lost === 0, 'package.field_options', 409, { name, count: lost });
      }
      const most = limits.extendedFields;
      for (const object of fieldObjectSchema.options) {
        const fresh = writes.filter(({ before, after }) => before === null && after['object'] === object);
        const there = rows.filter((row) => row.object === object);
        const fits = fresh.length === 0 || there.length + fresh.length <= most;
        assertThat(fits, 'field.too_many', 409, { most });
      }
    },
    async write(tx: EntityManager, enterpriseId: string, writes: readonly Write[], now: Date): Promise<void> {
      const rows = await tx.find(ExtendedField, { enterpriseId }, { orderBy: { id: 'asc' } });
      let place = Math.max(0, ...rows.map((row) => row.place));
      for (const { key: at, after } of writes) {
        const field = fieldOf(after);
        const row = rows.find((one) => isPublic(one) && keyOf(itemOf(one)) === at);
        place += 1;
        if (row !== undefined) Object.assign(row, { tips: field.tips, options: field.options });
        else
          await tx.insert(ExtendedField, {
            ...{ id: newId(), enterpriseId, ...field, departmentIds: [], usable: true },
            ...{ place, createdAt: now, version: 1 },
          });
      }
      await tx.flush();
    },
  } as const;
}
