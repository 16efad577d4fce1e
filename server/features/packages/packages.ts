import type { Locale } from '../../contract/common.ts';
import type {
  ConfigPackageDetail,
  ConfigPackageRow,
  PackagePartRow,
  PartValues,
  WritePackage,
} from '../../contract/packages.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import { checkedValues, hashOf, partOf } from './content.ts';
import { ConfigPackage, PackageRevision, type PackageContent } from './package.entity.ts';
import { fieldLabel, valueLabel, partLabel } from './package.texts.ts';
import type { PackagePart, PartRegistry } from './part.ts';
import type { Packer, Records } from './ports.ts';

/** Packages of a template enterprise: packed from what it has, or with values of their own. */
export function createPackageBook(deps: { clock: Clock; parts: PartRegistry; records: Records }) {
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

  async function pack(
    em: EntityManager,
    enterpriseId: string,
    chosen: WritePackage['parts'],
  ): Promise<PackageContent> {
    const content: Record<string, PackageContent[string]> = {};
    for (const { key, values } of chosen) {
      const part = partOf(parts, key);
      const packed = checkedValues(part, values ?? (await own(em, part, enterpriseId)));
      content[key] = { version: part.version, values: packed };
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
    content: Object.entries(revision.content).map(([key, { values }]) => ({ key, values })),
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
    async parts(em: EntityManager, enterpriseId: string, locale: Locale): Promise<PackagePartRow[]> {
      const rows: PackagePartRow[] = [];
      for (const part of parts.values()) {
        const { key } = part;
        rows.push({
          key,
          label: partLabel(locale, key),
          fields: part.fields.map((field) => ({
            ...{ key: field.key, kind: field.kind, label: fieldLabel(locale, key, field.key) },
            choices:
              field.kind !== 'choice'
                ? []
                : field.choices.map((value) => ({ value, label: valueLabel(locale, key, value) })),
          })),
          values: await own(em, part, enterpriseId),
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
      return inTransaction(em, async (tx) => {
        const content = await pack(tx, by.enterpriseId, input.parts);
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
      await inTransaction(em, async (tx) => {
        const { row, revision } = await current(tx, id);
        if (row.version !== version) throw new AppError('conflict.version', { status: 409 });
        const content = await pack(tx, by.enterpriseId, input.parts);
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
