import type { ItemValues, OnEdited, PartValues } from '../../contract/packages.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { checkedItems, checkedValues, nameOf, partOf } from './content.ts';
import type { Mark, PackageContent, StoredChange } from './package.entity.ts';
import {
  isList,
  type Giver,
  type ItemWrite,
  type PackageListPart,
  type PackagePart,
  type PartRegistry,
} from './part.ts';

export interface Plan {
  readonly outcome: 'change' | 'no_change' | 'failed';
  readonly refusal: AppError | null;
  readonly changes: readonly StoredChange[];
  /** One a part that is written. */
  readonly writes: readonly ((tx: EntityManager, now: Date) => Promise<void>)[];
  /** What counts as pushed afterwards. */
  readonly marks: ReadonlyMap<string, Mark>;
}

interface PartPlan {
  readonly changes: readonly StoredChange[];
  readonly mark: Mark;
  readonly write: ((tx: EntityManager, now: Date) => Promise<void>) | null;
}

interface At {
  readonly downstreamId: string;
  readonly by: Giver;
  readonly onEdited: OnEdited;
}

type Value = ItemValues[string];
const isSame = (left: Value | undefined, right: Value | undefined): boolean =>
  JSON.stringify(left) === JSON.stringify(right);
const isBlank = (value: Value): boolean => value === '' || (Array.isArray(value) && value.length === 0);

const valuesOf = (mark: Mark): PartValues =>
  Object.fromEntries(
    Object.entries(mark).flatMap(([field, value]) => (typeof value === 'object' ? [] : [[field, value]])),
  );
const itemsOf = (mark: Mark): Map<string, ItemValues> =>
  new Map(
    Object.entries(mark).flatMap(([key, value]) =>
      typeof value === 'object' && !Array.isArray(value) ? [[key, value]] : [],
    ),
  );

/** Field by field: what the downstream has changed since it was last pushed is told, and stays where that is wished. */
function merge(
  fields: readonly string[],
  sides: {
    readonly current: ItemValues;
    readonly wanted: ItemValues;
    readonly mark: ItemValues;
    readonly onEdited: OnEdited;
  },
) {
  const { current, wanted, mark } = sides;
  const result: ItemValues = { ...current };
  const pushed: ItemValues = { ...mark };
  const changes: Omit<StoredChange, 'part' | 'item'>[] = [];
  for (const field of fields) {
    const [before, after, last] = [current[field], wanted[field], mark[field]];
    if (after === undefined) continue;
    const edited = last !== undefined && !isSame(before, last) && !isSame(before, after);
    const kept = edited && sides.onEdited === 'keep';
    if (!kept) {
      result[field] = after;
      pushed[field] = after;
    }
    if (!isSame(before, after)) changes.push({ field, before: before ?? '', after, edited, kept });
  }
  return { result, pushed, changes, written: changes.some(({ kept }) => !kept) };
}

async function planValues(
  em: EntityManager,
  part: PackagePart,
  values: PartValues,
  mark: Mark,
  at: At,
): Promise<PartPlan> {
  const { downstreamId, onEdited } = at;
  const wanted = checkedValues(part, values);
  const current = await part.read(em, downstreamId);
  const fields = part.fields.map(({ key }) => key);
  const merged = merge(fields, { current, wanted, mark: valuesOf(mark), onEdited });
  const changes = merged.changes.map((change) => ({ part: part.key, ...change }));
  const pushed = valuesOf(merged.pushed);
  if (!merged.written) return { changes, mark: pushed, write: null };
  const result = valuesOf(merged.result);
  await part.check(em, downstreamId, result);
  const write = (tx: EntityManager, now: Date) => part.write(tx, downstreamId, result, now);
  return { changes, mark: pushed, write };
}

async function planItems(
  em: EntityManager,
  part: PackageListPart,
  items: readonly ItemValues[],
  mark: Mark,
  at: At,
): Promise<PartPlan> {
  const { downstreamId, by, onEdited } = at;
  const wanted = checkedItems(part, items);
  // The first of two that are called the same counts.
  const read = [...(await part.read(em, downstreamId))].reverse();
  const there = new Map(read.map((item) => [part.keyOf(item), item]));
  const marks = itemsOf(mark);
  const fields = part.itemFields.map(({ key }) => key);
  const [title = ''] = fields;
  const changes: StoredChange[] = [];
  const writes: ItemWrite[] = [];
  for (const item of wanted) {
    const key = part.keyOf(item);
    const [current, last] = [there.get(key) ?? null, marks.get(key)];
    const about = { part: part.key, item: { key, name: nameOf(part, item), added: current === null } };
    if (current === null) {
      // Pushed once and not there any more: they deleted it.
      const edited = last !== undefined;
      const kept = edited && onEdited === 'keep';
      for (const field of kept ? [title] : fields) {
        const after = item[field] ?? '';
        if (field !== title && isBlank(after)) continue;
        changes.push({ ...about, field, before: Array.isArray(after) ? [] : '', after, edited, kept });
      }
      if (kept) continue;
      writes.push({ key, before: null, after: item });
      marks.set(key, item);
      continue;
    }
    const merged = merge(fields, { current, wanted: item, mark: last ?? {}, onEdited });
    changes.push(...merged.changes.map((change) => ({ ...about, ...change })));
    marks.set(key, merged.pushed);
    if (merged.written) writes.push({ key, before: current, after: merged.result });
  }
  await part.check(em, {
    ...{ enterpriseId: downstreamId, by, writes },
    wanted: wanted.map((item) => ({ current: there.get(part.keyOf(item)) ?? null, item })),
  });
  const write = (tx: EntityManager, now: Date) => part.write(tx, downstreamId, writes, now);
  return { changes, mark: Object.fromEntries(marks), write: writes.length === 0 ? null : write };
}

/**
 * What a push would do at one downstream; nothing is written. A dry run shows it and a push writes
 * it, so that both mean the same. One part that is refused refuses them all.
 */
export async function planPush(
  em: EntityManager,
  input: {
    readonly parts: PartRegistry;
    readonly downstreamId: string;
    readonly by: Giver;
    readonly content: PackageContent;
    readonly marks: ReadonlyMap<string, Mark>;
    readonly onEdited: OnEdited;
  },
): Promise<Plan> {
  const changes: StoredChange[] = [];
  const writes: Plan['writes'][number][] = [];
  const marks = new Map<string, Mark>();
  try {
    for (const [key, packed] of Object.entries(input.content)) {
      const part = partOf(input.parts, key);
      if (part.version !== packed.version)
        throw new AppError('package.part_outdated', { status: 409, data: { part: key } });
      const mark = input.marks.get(key) ?? {};
      const plan = isList(part)
        ? await planItems(em, part, packed.items ?? [], mark, input)
        : await planValues(em, part, packed.values, mark, input);
      changes.push(...plan.changes);
      marks.set(key, plan.mark);
      if (plan.write !== null) writes.push(plan.write);
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { outcome: 'failed', refusal: error, changes: [], writes: [], marks: input.marks };
  }
  return { outcome: writes.length > 0 ? 'change' : 'no_change', refusal: null, changes, writes, marks };
}
