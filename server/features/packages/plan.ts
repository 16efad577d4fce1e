import type { OnEdited, PartValues } from '../../contract/packages.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { checkedValues, partOf } from './content.ts';
import type { PackageContent, StoredChange } from './package.entity.ts';
import type { PackagePart, PartRegistry } from './part.ts';

export interface Plan {
  readonly outcome: 'change' | 'no_change' | 'failed';
  readonly refusal: AppError | null;
  readonly changes: readonly StoredChange[];
  /** Parts that are written, with all their fields. */
  readonly writes: readonly { readonly part: PackagePart; readonly values: PartValues }[];
  /** What counts as pushed afterwards. */
  readonly marks: ReadonlyMap<string, PartValues>;
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
    readonly content: PackageContent;
    readonly marks: ReadonlyMap<string, PartValues>;
    readonly onEdited: OnEdited;
  },
): Promise<Plan> {
  const changes: StoredChange[] = [];
  const writes: { part: PackagePart; values: PartValues }[] = [];
  const marks = new Map<string, PartValues>();
  try {
    for (const [key, packed] of Object.entries(input.content)) {
      const part = partOf(input.parts, key);
      if (part.version !== packed.version)
        throw new AppError('package.part_outdated', { status: 409, data: { part: key } });
      const wanted = checkedValues(part, packed.values);
      const current = await part.read(em, input.downstreamId);
      const mark = input.marks.get(key) ?? {};
      const result: PartValues = { ...current };
      const pushed: PartValues = { ...mark };
      for (const { key: field } of part.fields) {
        const [before, after, last] = [current[field] ?? '', wanted[field] ?? '', mark[field]];
        const edited = last !== undefined && before !== last && before !== after;
        const kept = edited && input.onEdited === 'keep';
        if (!kept) {
          result[field] = after;
          pushed[field] = after;
        }
        if (before !== after) changes.push({ part: key, field, before, after, edited, kept });
      }
      marks.set(key, pushed);
      if (changes.some((change) => change.part === key && !change.kept)) {
        await part.check(em, input.downstreamId, result);
        writes.push({ part, values: result });
      }
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { outcome: 'failed', refusal: error, changes: [], writes: [], marks: input.marks };
  }
  return { outcome: writes.length > 0 ? 'change' : 'no_change', refusal: null, changes, writes, marks };
}
