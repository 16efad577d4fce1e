import type { ErrorCode } from '../../../config/locales/zh-CN/errors/index.ts';
import { errors } from '../../../config/locales/zh-CN/errors/index.ts';
import type { Locale } from '../../contract/common.ts';
import type { DryRun, PackagePushDetail, PackagePushRow, PushPackage } from '../../contract/packages.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { errorText } from '../../kernel/errors/error-text.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import { applyPackage, marksOf } from './apply.ts';
import { PackagePush, PackagePushTarget } from './package.entity.ts';
import { changeRow } from './package.texts.ts';
import type { PackageBook } from './packages.ts';
import type { PartRegistry } from './part.ts';
import { planPush } from './plan.ts';
import type { Packer, Records, Target, Targets } from './ports.ts';

export interface PushDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly parts: PartRegistry;
  readonly book: PackageBook;
  readonly targets: Targets;
  readonly records: Records;
}

const isCode = (code: string): code is ErrorCode => Object.hasOwn(errors, code);
const none = { queued: 0, applied: 0, no_change: 0, failed: 0 };

/** Pushes of packages: tried first, then one job a downstream. */
export function createPushes(deps: PushDeps) {
  const { clock, targets } = deps;

  /** @throws package.only_template */
  async function upstreamOf(em: EntityManager, templateId: string): Promise<string> {
    const upstreamId = await targets.upstreamOf(em, templateId);
    assertThat(upstreamId, 'package.only_template', 403);
    return upstreamId;
  }

  /** Live downstream of the template's own upstream. @throws not_found · package.target_ended */
  async function chosen(
    em: EntityManager,
    templateId: string,
    connectionIds: readonly string[],
  ): Promise<Target[]> {
    const upstreamId = await upstreamOf(em, templateId);
    const ids = [...new Set(connectionIds)];
    const found = new Map(
      (await targets.byIds(em, upstreamId, ids)).map((target) => [target.connectionId, target]),
    );
    return ids.map((id) => {
      const target = found.get(id);
      assertThat(target, 'not_found', 404);
      assertThat(target.live, 'package.target_ended', 409, { name: target.name });
      return target;
    });
  }

  const reasonOf = (locale: Locale, row: PackagePushTarget): string | null => {
    const code = row.reasonCode ?? null;
    return code === null ? null : isCode(code) ? errorText(locale, code, row.reasonData) : code;
  };

  async function queue(tx: EntityManager, row: PackagePushTarget): Promise<void> {
    await enqueue(
      tx,
      applyPackage,
      { targetId: row.id },
      {
        now: clock.now(),
        cause: row.pushId,
        enterpriseId: row.enterpriseId,
        uniqueKey: `package:${row.id}:${row.round}`,
        // Pushes to one downstream go in the order in which they were asked for.
        orderKey: `package:${row.connectionId}`,
      },
    );
  }

  async function present(em: EntityManager, rows: readonly PackagePush[]): Promise<PackagePushRow[]> {
    const states = await em.find(
      PackagePushTarget,
      { pushId: { $in: rows.map(({ id }) => id) } },
      { fields: ['pushId', 'state'], disableIdentityMap: true },
    );
    return rows.map((row) => {
      const counts = { ...none };
      for (const one of states) if (one.pushId === row.id) counts[one.state] += 1;
      const { id, packageId, packageName, revision, onEdited } = row;
      return {
        ...{ id, packageId, packageName, revision, onEdited, by: row.actorName, counts },
        createdAt: row.createdAt.toISOString(),
      };
    });
  }

  async function one(em: EntityManager, id: string, locale: Locale): Promise<PackagePushDetail> {
    const push = await em.findOne(PackagePush, { id });
    assertThat(push, 'not_found', 404);
    const [row] = await present(em, [push]);
    assertThat(row, 'not_found', 404);
    const found = await em.find(
      PackagePushTarget,
      { pushId: id },
      { orderBy: { id: 'asc' }, disableIdentityMap: true },
    );
    return {
      ...row,
      targets: found.map((target) => ({
        connectionId: target.connectionId,
        name: target.name,
        state: target.state,
        reason: reasonOf(locale, target),
        changes: target.changes.map((change) => changeRow(change, locale)),
        finishedAt: target.finishedAt?.toISOString() ?? null,
      })),
    };
  }

  return {
    upstreamOf,
    one,

    async targets(
      em: EntityManager,
      templateId: string,
      query: { cursor?: string | undefined; limit: number },
    ) {
      const upstreamId = await upstreamOf(em, templateId);
      const found = await targets.page(em, upstreamId, {
        after: decodeCursor(query.cursor),
        limit: query.limit,
      });
      const page = cutPage(
        found.map(({ connectionId, name }) => ({ id: connectionId, name })),
        query.limit,
      );
      return {
        items: page.rows.map(({ id, name }) => ({ connectionId: id, name })),
        nextCursor: page.nextCursor,
      };
    },

    /** What a push would change at each, by field. Reads other tenants' settings that it would write, and nothing else of theirs. */
    async dryRun(
      em: EntityManager,
      by: Packer,
      id: string,
      input: PushPackage,
      locale: Locale,
    ): Promise<DryRun> {
      const { row, revision } = await deps.book.current(em, id);
      if (row.revision !== input.revision) throw new AppError('conflict.version', { status: 409 });
      const across = deps.db.acrossTenants('door: package targets');
      const answer: DryRun['targets'] = [];
      for (const target of await chosen(across, by.enterpriseId, input.connectionIds)) {
        const { connectionId, downstreamId, name } = target;
        const plan = await planPush(across, {
          by,
          ...{ parts: deps.parts, downstreamId, content: revision.content, onEdited: input.onEdited },
          marks: await marksOf(em, by.enterpriseId, connectionId),
        });
        answer.push({
          ...{ connectionId, name, outcome: plan.outcome },
          reason: plan.refusal === null ? null : errorText(locale, plan.refusal.code, plan.refusal.data),
          changes: plan.changes.map((change) => changeRow(change, locale)),
        });
      }
      return { revision: row.revision, targets: answer };
    },

    /** @throws conflict.version where the package has another revision by now · package.target_ended · not_found */
    async push(em: EntityManager, by: Packer, id: string, input: PushPackage): Promise<string> {
      return inTransaction(em, async (tx) => {
        const { row } = await deps.book.current(tx, id);
        if (row.revision !== input.revision) throw new AppError('conflict.version', { status: 409 });
        const all = await chosen(tx, by.enterpriseId, input.connectionIds);
        const { enterpriseId } = by;
        const [pushId, now] = [newId(), clock.now()];
        await tx.insert(PackagePush, {
          ...{ id: pushId, enterpriseId, packageId: id, packageName: row.name, revision: row.revision },
          ...{ onEdited: input.onEdited, actor: `staff:${by.staffId}`, actorName: by.name.slice(0, 60) },
          createdAt: now,
        });
        for (const { connectionId, name } of all) {
          const target = tx.create(PackagePushTarget, {
            ...{ id: newId(), enterpriseId, pushId, connectionId, name: name.slice(0, 60) },
            ...{ state: 'queued', reasonData: {}, changes: [], round: 1 },
          });
          await tx.flush();
          await queue(tx, target);
        }
        await deps.records.add(tx, {
          ...{ enterpriseId, actor: `staff:${by.staffId}`, actorName: by.name },
          ...{ action: 'package.pushed', target: `package:${id}`, before: {} },
          after: { name: row.name, revision: row.revision, count: all.length },
          requestId: by.requestId,
          at: now,
        });
        return pushId;
      });
    },

    /** The failed ones again, and no other. @throws package.nothing_failed */
    async retry(em: EntityManager, by: Packer, id: string): Promise<void> {
      await inTransaction(em, async (tx) => {
        const push = await tx.findOne(PackagePush, { id });
        assertThat(push, 'not_found', 404);
        const failed = await tx.find(PackagePushTarget, { pushId: id, state: 'failed' });
        assertThat(failed.length > 0, 'package.nothing_failed', 409);
        for (const row of failed) {
          row.state = 'queued';
          row.round += 1;
          row.finishedAt = null;
          row.reasonCode = null;
          row.reasonData = {};
        }
        await tx.flush();
        for (const row of failed) await queue(tx, row);
        await deps.records.add(tx, {
          ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.staffId}`, actorName: by.name },
          ...{ action: 'package.retried', target: `package:${push.packageId}`, before: {} },
          after: { name: push.packageName, revision: push.revision, count: failed.length },
          requestId: by.requestId,
          at: clock.now(),
        });
      });
    },

    async list(
      em: EntityManager,
      query: { packageId?: string | undefined; cursor?: string | undefined; limit: number },
    ) {
      const after = decodeCursor(query.cursor);
      const found = await em.find(
        PackagePush,
        {
          ...(after === undefined ? {} : { id: { $lt: after } }),
          ...(query.packageId === undefined ? {} : { packageId: query.packageId }),
        },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const page = cutPage(found, query.limit);
      return { items: await present(em, page.rows), nextCursor: page.nextCursor };
    },
  };
}
export type Pushes = ReturnType<typeof createPushes>;
