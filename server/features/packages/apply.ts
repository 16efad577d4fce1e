import { z } from 'zod';

import type { ItemValues } from '../../contract/packages.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../kernel/jobs/job-kind.ts';
import {
  PackageMark,
  PackagePush,
  PackagePushTarget,
  PackageRevision,
  type Mark,
  type StoredChange,
} from './package.entity.ts';
import { isList, type PartRegistry } from './part.ts';
import { planPush } from './plan.ts';
import type { Records, Targets } from './ports.ts';

/** One downstream of a push. */
export const applyPackage = defineJob('packages.apply', z.strictObject({ targetId: z.string() }));

export interface ApplyDeps {
  readonly clock: Clock;
  readonly parts: PartRegistry;
  readonly targets: Targets;
  readonly records: Records;
  /** Settings may be kept in memory where answers may not wait; told after each push. */
  readonly onApplied: () => Promise<void>;
}

/** What was last pushed to a downstream, by part. */
export async function marksOf(
  em: EntityManager,
  enterpriseId: string,
  connectionId: string,
): Promise<Map<string, Mark>> {
  const rows = await em.find(PackageMark, { enterpriseId, connectionId });
  return new Map(rows.map((row) => [row.part, row.values]));
}

async function keepMarks(
  tx: EntityManager,
  of: { enterpriseId: string; connectionId: string },
  marks: ReadonlyMap<string, Mark>,
): Promise<void> {
  const rows = await tx.find(PackageMark, of);
  for (const [part, values] of marks) {
    const row = rows.find((one) => one.part === part);
    if (row === undefined) tx.create(PackageMark, { id: newId(), ...of, part, values });
    else row.values = values;
  }
  await tx.flush();
}

/** { part: { field: value } } of one side, of a list { part: { name: { field: value } } }, as operation records show it. */
function side(changes: readonly StoredChange[], of: 'before' | 'after') {
  const values = new Map<string, [string, ItemValues[string]][]>();
  const items = new Map<string, Map<string, [string, ItemValues[string]][]>>();
  for (const { part, item, field, kept, ...sides } of changes) {
    if (kept) continue;
    if (item === undefined) values.set(part, [...(values.get(part) ?? []), [field, sides[of]]]);
    else {
      const named = items.get(part) ?? new Map<string, [string, ItemValues[string]][]>();
      named.set(item.name, [...(named.get(item.name) ?? []), [field, sides[of]]]);
      items.set(part, named);
    }
  }
  // Names are anybody's words, `__proto__` too: entries become own properties, whatever they are called.
  const inFields = (entries: Map<string, [string, ItemValues[string]][]>) =>
    Object.fromEntries([...entries].map(([key, fields]) => [key, Object.fromEntries(fields)]));
  return {
    ...inFields(values),
    ...Object.fromEntries([...items].map(([part, named]) => [part, inFields(named)])),
  };
}

/** The staff member of a push's `actor`. */
const staffOf = (actor: string): string => actor.replace(/^staff:/, '');

export function createApplyHandler(deps: ApplyDeps): JobHandler {
  const { clock, records } = deps;

  async function finish(
    tx: EntityManager,
    row: PackagePushTarget,
    result: {
      state: 'applied' | 'no_change' | 'failed';
      refusal?: AppError | null;
      changes?: readonly StoredChange[];
    },
  ): Promise<void> {
    row.state = result.state;
    row.reasonCode = result.refusal?.code ?? null;
    row.reasonData = { ...result.refusal?.data };
    row.changes = [...(result.changes ?? [])];
    row.finishedAt = clock.now();
    await tx.flush();
  }

  /** At the target what was changed there; at the upstream that it was, or why it was not. */
  async function tell(
    tx: EntityManager,
    push: PackagePush,
    row: PackagePushTarget,
    about: { upstreamId: string | null; downstreamId: string | null },
  ): Promise<void> {
    const common = { actor: push.actor, actorName: push.actorName, requestId: push.id, at: clock.now() };
    if (row.state === 'applied' && about.downstreamId !== null)
      await records.add(tx, {
        ...common,
        enterpriseId: about.downstreamId,
        action: 'package.applied',
        target: `package:${push.packageId}`,
        before: side(row.changes, 'before'),
        after: { name: push.packageName, revision: push.revision, ...side(row.changes, 'after') },
      });
    if (row.state === 'no_change' || about.upstreamId === null) return;
    await records.add(tx, {
      ...common,
      enterpriseId: about.upstreamId,
      action: row.state === 'applied' ? 'package.applied' : 'package.failed',
      target: `connection:${row.connectionId}`,
      before: {},
      after: { name: push.packageName, revision: push.revision, reason: row.reasonCode ?? null },
    });
  }

  /** All parts or none, in one transaction; done before, it does nothing. */
  async function apply(tx: EntityManager, targetId: string): Promise<void> {
    const row = await tx.findOne(PackagePushTarget, { id: targetId });
    if (row?.state !== 'queued') return;
    const { enterpriseId, connectionId } = row;
    const push = await tx.findOneOrFail(PackagePush, { id: row.pushId, enterpriseId });
    const upstreamId = await deps.targets.upstreamOf(tx, enterpriseId);
    const [target] = upstreamId === null ? [] : await deps.targets.byIds(tx, upstreamId, [connectionId]);
    if (target?.live !== true) {
      const refusal = new AppError('package.target_ended', { status: 409, data: { name: row.name } });
      await finish(tx, row, { state: 'failed', refusal });
      await tell(tx, push, row, { upstreamId, downstreamId: null });
      return;
    }
    const { downstreamId } = target;
    const revision = await tx.findOneOrFail(PackageRevision, {
      ...{ enterpriseId, packageId: push.packageId, revision: push.revision },
    });
    for (const key of Object.keys(revision.content)) {
      const part = deps.parts.get(key);
      if (part !== undefined && isList(part)) await part.hold?.(tx, downstreamId);
    }
    const plan = await planPush(tx, {
      ...{ parts: deps.parts, downstreamId, content: revision.content, onEdited: push.onEdited },
      by: { enterpriseId, staffId: staffOf(push.actor) },
      marks: await marksOf(tx, enterpriseId, connectionId),
    });
    const { changes, refusal } = plan;
    if (plan.outcome === 'failed') {
      await finish(tx, row, { state: 'failed', refusal });
    } else {
      for (const write of plan.writes) await write(tx, clock.now());
      await keepMarks(tx, { enterpriseId, connectionId }, plan.marks);
      await finish(tx, row, { state: plan.outcome === 'change' ? 'applied' : 'no_change', changes });
    }
    await tell(tx, push, row, { upstreamId, downstreamId });
  }

  return handle(
    applyPackage,
    async ({ targetId }, context) => {
      await context.commit((tx) => apply(tx, targetId));
      await deps.onApplied();
    },
    async ({ targetId }, tx) => {
      const row = await tx.findOne(PackagePushTarget, { id: targetId });
      if (row?.state !== 'queued') return;
      await finish(tx, row, { state: 'failed', refusal: new AppError('package.trouble', { status: 503 }) });
    },
  );
}
