import type { Locale } from '../../contract/common.ts';
import type {
  ConfigPackageDetail,
  ConfigPackageRow,
  ItemValues,
  PackagePartRow,
  PartValues,
  WritePackage,
} from '../../contract/packages.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import { checkedItems, checkedValues, hashOf, nameOf, partOf } from './content.ts';
import { ConfigPackage, PackageRevision, type PackageContent } from './package.entity.ts';
import { fieldLabel, partHint, partLabel, valueLabel } from './package.texts.ts';
import {
  isList,
  type Giver,
  type ItemField,
  type PackagePart,
  type PackageListPart,
  type PartRegistry,
} from './part.ts';
import type { Packer, Records } from './ports.ts';

/** Packages of a template enterprise: packed from what it has, or with values of their own. */
export function createPackageBook(deps: {
  db: Database;
  clock: Clock;
  parts: PartRegistry;
  records: Records;
}) {
  const { clock, parts } = deps;

  /** As the template has it; the preset where it has no place for it itself. */
  async function own(em: EntityManager, part: PackagePart, enterpriseId: string): Promise<PartValues> {
    try {
      return await part.read(em, enterpriseId);
    } catch (error) {
      if (error instanceof AppError) return part.preset;
      throw error;
    }
  }

  const givable = async (part: PackageListPart, by: Giver): Promise<readonly string[]> =>
    (await part.givable?.(deps.db.acrossTenants('door: package giver'), by)) ?? [];

  /** Nobody packs a right that he could not give (row 258). @throws role.beyond_own */
  async function assertGivable(
    part: PackageListPart,
    by: Giver,
    items: readonly ItemValues[],
  ): Promise<void> {
    const rights = part.itemFields.filter(({ kind }) => kind === 'rights').map(({ key }) => key);
    if (rights.length === 0) return;
    const own = new Set(await givable(part, by));
    const beyond = items.find((item) =>
      rights.some((field) => [item[field] ?? []].flat().some((right) => !own.has(String(right)))),
    );
    if (beyond !== undefined)
      throw new AppError('role.beyond_own', { status: 403, data: { name: nameOf(part, beyond) } });
  }

  async function pack(em: EntityManager, by: Packer, chosen: WritePackage['parts']): Promise<PackageContent> {
    const { enterpriseId } = by;
    const content: Record<string, PackageContent[string]> = {};
    for (const { key, values, items } of chosen) {
      const part = partOf(parts, key);
      const { version } = part;
      if (isList(part)) {
        const packed = checkedItems(part, items ?? (await part.pack(em, enterpriseId)));
        await assertGivable(part, by, packed);
        content[key] = { version, values: {}, items: packed };
      } else {
        const packed = checkedValues(part, values ?? (await own(em, part, enterpriseId)));
        content[key] = { version, values: packed };
      }
    }
    return content;
  }

  const present = (row: ConfigPackage, revision: PackageRevision, locale: Locale): ConfigPackageRow => ({
    id: row.id,
    name: row.name,
    revision: row.revision,
    contentHash: revision.contentHash,
    parts: Object.keys(revision.content).map((key) => ({ key, label: partLabel(locale, key) })),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  });
  const detail = (row: ConfigPackage, revision: PackageRevision, locale: Locale): ConfigPackageDetail => ({
    ...present(row, revision, locale),
    content: Object.entries(revision.content).map(([key, { values, items }]) => ({
      ...{ key, values, items: [...(items ?? [])] },
    })),
  });

  /** @throws not_found for another tenant's */
  async function current(
    em: EntityManager,
    id: string,
  ): Promise<{ row: ConfigPackage; revision: PackageRevision }> {
    const row = await em.findOne(ConfigPackage, { id }, { refresh: true });
    assertThat(row, 'not_found', 404);
    const revision = await em.findOneOrFail(PackageRevision, { packageId: id, revision: row.revision });
    return { row, revision };
  }

  const freeze = (
    tx: EntityManager,
    input: { enterpriseId: string; packageId: string; revision: number; content: PackageContent },
  ) =>
    tx.insert(PackageRevision, {
      ...input,
      id: newId(),
      contentHash: hashOf(input.content),
      createdAt: clock.now(),
    });

  const record = (
    tx: EntityManager,
    by: Packer,
    action: 'package.made' | 'package.changed',
    id: string,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ) =>
    deps.records.add(tx, {
      enterpriseId: by.enterpriseId,
      actor: `staff:${by.staffId}`,
      actorName: by.name,
      ...{ action, target: `package:${id}`, before, after },
      requestId: by.requestId,
      at: clock.now(),
    });

  return {
    current,

    /** What can be packed, as the template has it now. */
    async parts(em: EntityManager, by: Packer, locale: Locale): Promise<PackagePartRow[]> {
      const rows: PackagePartRow[] = [];
      for (const part of parts.values()) {
        const { key } = part;
        const rights = isList(part) ? await givable(part, by) : [];
        const fields: readonly ItemField[] = isList(part) ? part.itemFields : part.fields;
        rows.push({
          ...{ key, label: partLabel(locale, key), hint: partHint(locale, key), list: isList(part) },
          fields: fields.map((field) => {
            const values = field.kind === 'choice' ? field.choices : field.kind === 'rights' ? rights : [];
            return {
              ...{ key: field.key, kind: field.kind, label: fieldLabel(locale, key, field.key) },
              choices: values.map((value) => ({
                value,
                label: valueLabel(locale, isList(part) ? `${key}.${field.key}` : key, value),
              })),
              only:
                field.only === undefined ? null : { field: field.only.field, values: [...field.only.values] },
            };
          }),
          values: isList(part) ? {} : await own(em, part, by.enterpriseId),
          items: isList(part) ? [...(await part.pack(em, by.enterpriseId))] : [],
        });
      }
      return rows;
    },

    async list(em: EntityManager, query: { cursor?: string | undefined; limit: number }, locale: Locale) {
      const after = decodeCursor(query.cursor);
      const found = await em.find(ConfigPackage, after === undefined ? {} : { id: { $lt: after } }, {
        orderBy: { id: 'desc' },
        limit: query.limit + 1,
      });
      const page = cutPage(found, query.limit);
      const revisions = await em.find(PackageRevision, {
        $or: page.rows.map(({ id, revision }) => ({ packageId: id, revision })),
      });
      const items = page.rows.flatMap((row) => {
        const revision = revisions.find(({ packageId }) => packageId === row.id);
        return revision === undefined ? [] : [present(row, revision, locale)];
      });
      return { items, nextCursor: page.nextCursor };
    },

    async one(em: EntityManager, id: string, locale: Locale): Promise<ConfigPackageDetail> {
      const { row, revision } = await current(em, id);
      return detail(row, revision, locale);
    },

    /** @throws package.part_* · what a part refuses */
    async make(em: EntityManager, by: Packer, input: WritePackage): Promise<string> {
      const content = await pack(em, by, input.parts);
      return inTransaction(em, async (tx) => {
        const [id, now] = [newId(), clock.now()];
        const { enterpriseId } = by;
        await tx.insert(ConfigPackage, {
          ...{ id, enterpriseId, name: input.name, revision: 1 },
          ...{ createdAt: now, updatedAt: now, version: 1 },
        });
        await freeze(tx, { enterpriseId, packageId: id, revision: 1, content });
        const after = { name: input.name, revision: 1, parts: Object.keys(content) };
        await record(tx, by, 'package.made', id, {}, after);
        return id;
      });
    },

    /** Other content makes the next revision; the ones before stay as they were. @throws conflict.version */
    async change(
      em: EntityManager,
      by: Packer,
      id: string,
      version: number,
      input: WritePackage,
    ): Promise<void> {
      // Asked before: who may give what stands at another enterprise.
      const content = await pack(em, by, input.parts);
      await inTransaction(em, async (tx) => {
        const { row, revision } = await current(tx, id);
        if (row.version !== version) throw new AppError('conflict.version', { status: 409 });
        const other = hashOf(content) !== revision.contentHash;
        if (!other && input.name === row.name) return;
        const before = {
          name: row.name,
          revision: row.revision,
          parts: Object.keys(revision.content),
        };
        row.name = input.name;
        row.updatedAt = clock.now();
        if (other) row.revision += 1;
        await tx.flush();
        if (other)
          await freeze(tx, {
            ...{ enterpriseId: row.enterpriseId, packageId: id, revision: row.revision, content },
          });
        const after = { name: row.name, revision: row.revision, parts: Object.keys(content) };
        await record(tx, by, 'package.changed', id, before, after);
      });
    },
  };
}
export type PackageBook = ReturnType<typeof createPackageBook>;
