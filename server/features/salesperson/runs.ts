import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import type { ErrorCode } from '../../../config/locales/zh-CN/errors/index.ts';
import { errors } from '../../../config/locales/zh-CN/errors/index.ts';
import type { OpeningRunView, PlanOpening } from '../../contract/account-opening.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { errorText } from '../../kernel/errors/error-text.ts';
import { newId } from '../../kernel/ids.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defaultRetry, defineJob, enqueue } from '../../kernel/jobs/job-kind.ts';
import type { LinkedAccounts } from '../accounts/index.ts';
import type { AccountDoor } from '../crm/index.ts';
import { NoPlaceError } from '../enterprises/index.ts';
import { kindLabel } from '../quota/index.ts';
import type { Abilities } from './abilities.ts';
import type { AccountOpening } from './opening.ts';
import { planChosen, planSheet, type RoleLabel } from './plan.ts';
import { rolesFor, type PluginValues } from './plugin.ts';
import type { QuotaLeft, Records, Salesperson, Staff } from './ports.ts';
import { OpeningRow, OpeningRun, type RowProblem } from './salesperson.entity.ts';
import { salespersonText } from './texts.ts';

/** 500 rows take a minute or two; each is safe by itself, whoever works it. */
export const openManyJob = defineJob(
  'accounts.open-many',
  z.strictObject({ enterpriseId: z.string(), runId: z.string() }),
  { ...defaultRetry, delaysMs: [5_000, 30_000, 120_000], leaseMs: 10 * 60_000 },
);

const behindLock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
/** The embedded engine answers without letting others in: between two rows they are let in. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
const isCode = (code: string): code is ErrorCode => Object.hasOwn(errors, code);

/** Many openings at once: looked at first, then row by row, each whole or not at all (row 329). */
export function createOpeningRuns(deps: {
  db: Database;
  clock: Clock;
  abilities: Pick<Abilities, 'demand'>;
  opening: Pick<AccountOpening, 'openWithin'>;
  crm: AccountDoor;
  linked: LinkedAccounts;
  quota: QuotaLeft;
  staff: Staff;
  records: Records;
  roleLabel: RoleLabel;
}) {
  const { clock, crm, linked } = deps;

  /** The right to open on what a run opens on: records, or people alone. */
  const demand = (em: EntityManager, by: Salesperson, run: Pick<OpeningRun, 'kind'>) =>
    deps.abilities.demand(em, by, run.kind, 'open');

  async function find(em: EntityManager, by: Salesperson, id: string): Promise<OpeningRun> {
    const run = await em.findOne(OpeningRun, { id, byId: by.personId }, { refresh: true });
    assertThat(run, 'not_found', 404);
    return run;
  }

  const rowsOf = (em: EntityManager, runId: string) =>
    em.find(OpeningRow, { runId }, { orderBy: { number: 'asc' }, refresh: true });

  /** What the rows that wait would take; who has an account takes nothing. */
  async function needs(em: EntityManager, rows: readonly OpeningRow[]) {
    const waiting = rows.filter(({ state }) => state === 'waiting');
    const ids = [...new Set(waiting.map(({ partyId }) => partyId ?? ''))].filter((id) => id !== '');
    const companies = await linked.companies(em, ids);
    const users = await linked.users(
      em,
      [...companies.values()].map(({ id }) => id),
    );
    const hasAccount = new Set(users.map(({ contactId }) => contactId ?? ''));
    const stands = (id: string) => {
      const phase = companies.get(id)?.phase;
      return phase !== undefined && phase !== 'ended' && phase !== 'tail';
    };
    const people = new Set(waiting.flatMap((row) => row.people.map(({ contactId }) => contactId)));
    return {
      enterprise: {
        needs: ids.filter((id) => !stands(id)).length,
        left: await deps.quota.remaining(em, 'enterprise'),
      },
      wechatUser: {
        needs: [...people].filter((id) => !hasAccount.has(id)).length,
        left: await deps.quota.remaining(em, 'wechat_user'),
      },
    };
  }

  function textOf(locale: Locale, row: OpeningRow): string {
    if (row.state === 'waiting') return '';
    const problem = row.problem ?? null;
    if (problem !== null) {
      const { code, data } = problem;
      // Which quota is short is stored as its kind, and named to the reader.
      const named = code === 'quota.exhausted' ? { kind: kindLabel(locale, String(data['kind']), []) } : data;
      return isCode(code) ? errorText(locale, code, named) : code;
    }
    if (!row.company && row.opened === 0) return salespersonText(locale, 'row.nothing');
    const company = row.company ? salespersonText(locale, 'row.company') : '';
    const values = { company, opened: row.opened, kept: row.kept };
    return salespersonText(locale, 'row.done', values).replace(/[，, ]+$/u, '');
  }

  async function one(em: EntityManager, by: Salesperson, id: string): Promise<OpeningRunView> {
    const run = await find(em, by, id);
    const rows = await rowsOf(em, id);
    const count = (...states: OpeningRow['state'][]) =>
      rows.filter(({ state }) => states.includes(state)).length;
    return {
      ...{ id, kind: run.kind, fileName: run.fileName ?? null, state: run.state, total: rows.length },
      ...{
        done: count('done', 'refused', 'invalid'),
        opened: count('done'),
        refused: count('refused', 'invalid'),
      },
      needs: await needs(em, rows),
      rows: rows.map((row) => ({
        ...{ number: row.number, line: row.line ?? null, name: row.name, state: row.state },
        people: row.people.map(({ name }) => name),
        text: textOf(by.locale, row),
      })),
    };
  }

  /** @throws opening.* : nothing was written */
  async function plan(em: EntityManager, by: Salesperson, input: PlanOpening): Promise<string> {
    const plugin = await demand(em, by, input);
    if (input.roles !== undefined) rolesFor(plugin, input.roles, false);
    const { sheet, kind } = input;
    const planned =
      sheet === undefined
        ? await planChosen(em, crm, by, input)
        : await planSheet(em, deps, by, plugin, { kind, content: sheet.content });
    assertThat(planned.length > 0, 'opening.nothing_chosen', 422);
    if (planned.some(({ people }) => people.length > 0))
      await deps.abilities.demand(em, by, 'contact', 'open');
    const runId = newId();
    const { enterpriseId } = by;
    await inTransaction(em, async (tx) => {
      await tx.insert(OpeningRun, {
        ...{ id: runId, enterpriseId, kind, fileName: sheet?.name ?? null, sms: input.sms, state: 'draft' },
        ...{ byId: by.personId, byName: by.name.slice(0, 60), createdAt: clock.now(), finishedAt: null },
      });
      for (const [index, row] of planned.entries())
        tx.create(OpeningRow, {
          ...{ id: newId(), enterpriseId, runId, number: index + 1, line: row.line, partyId: row.partyId },
          ...{ name: row.name.slice(0, 80), people: [...row.people], problem: row.problem },
          ...{ state: row.problem === null ? 'waiting' : 'invalid', opened: 0, kept: 0, company: false },
        });
      await tx.flush();
    });
    return runId;
  }

  /** A failed one goes on where it stopped. @throws opening.run_state */
  async function start(em: EntityManager, by: Salesperson, id: string): Promise<void> {
    await demand(em, by, await find(em, by, id));
    await inTransaction(em, async (tx) => {
      const changed = await tx.nativeUpdate(
        OpeningRun,
        { id, byId: by.personId, state: { $in: ['draft', 'failed'] } },
        { state: 'running' },
      );
      assertThat(changed > 0, 'opening.run_state', 409);
      const { enterpriseId } = by;
      const about = { now: clock.now(), cause: by.requestId, enterpriseId };
      await enqueue(tx, openManyJob, { enterpriseId, runId: id }, about);
    });
  }

  /** Whoever started it, with the rights that he has at this moment. */
  async function actorOf(em: EntityManager, run: OpeningRun): Promise<Salesperson> {
    const card = await deps.staff.byId(em, run.byId);
    const rights = card?.enabled === true ? await deps.staff.rightsOf(em, run.byId) : [];
    return crm.sighted(em, {
      ...{ enterpriseId: run.enterpriseId, personId: run.byId, name: run.byName, locale: 'zh-CN' },
      ...{ permissions: new Set(rights), requestId: run.id },
    });
  }

  /** One row and its mark in one transaction: a crash leaves both or neither. */
  async function openRow(
    run: OpeningRun,
    by: Salesperson,
    rowId: string,
    plugin: PluginValues,
  ): Promise<void> {
    await inTransaction(deps.db.tenant(run.enterpriseId), async (tx) => {
      const row = await tx.findOneOrFail(OpeningRow, { id: rowId }, behindLock);
      if (row.state !== 'waiting') return;
      assertThat(row.partyId, 'not_found', 404);
      const wish = { kind: run.kind, partyId: row.partyId, people: row.people, sms: run.sms };
      const result = await deps.opening.openWithin(tx, by, plugin, wish);
      const done = { state: 'done' as const, ...result, problem: null };
      await tx.nativeUpdate(OpeningRow, { id: rowId, state: 'waiting' }, done);
    });
  }

  async function refuse(em: EntityManager, rowId: string, error: AppError | NoPlaceError): Promise<void> {
    const problem: RowProblem =
      error instanceof AppError
        ? { code: error.code, data: error.data }
        : { code: 'quota.exhausted', data: { kind: error.kind } };
    await em.nativeUpdate(OpeningRow, { id: rowId, state: 'waiting' }, { state: 'refused', problem });
  }

  async function work(enterpriseId: string, runId: string): Promise<void> {
    const scope = () => deps.db.tenant(enterpriseId);
    const run = await scope().findOne(OpeningRun, { id: runId });
    if (run?.state !== 'running') return;
    for (const { id, state, people } of await rowsOf(scope(), runId)) {
      if (state !== 'waiting') continue;
      await breathe();
      try {
        // Asked anew for each: what is switched off meanwhile is off.
        const by = await actorOf(scope(), run);
        const plugin = await demand(scope(), by, run);
        if (people.length > 0) await deps.abilities.demand(scope(), by, 'contact', 'open');
        await openRow(run, by, id, plugin);
      } catch (error) {
        if (!(error instanceof AppError) && !(error instanceof NoPlaceError)) throw error;
        await refuse(scope(), id, error);
      }
    }
    await inTransaction(scope(), async (tx) => {
      const finishedAt = clock.now();
      const where = { id: runId, state: 'running' as const };
      if ((await tx.nativeUpdate(OpeningRun, where, { state: 'done', finishedAt })) === 0) return;
      const opened = await tx.count(OpeningRow, { runId, state: 'done' });
      const refused = await tx.count(OpeningRow, { runId, state: { $in: ['refused', 'invalid'] } });
      await deps.records.add(tx, {
        ...{ enterpriseId, actor: `staff:${run.byId}`, actorName: run.byName, action: 'account.opened_many' },
        ...{ target: `opening_run:${runId}`, before: {}, after: { opened, refused } },
        ...{ requestId: runId, at: finishedAt },
      });
    });
  }

  const handler: JobHandler = handle(
    openManyJob,
    ({ enterpriseId, runId }) => work(enterpriseId, runId),
    async ({ runId }, tx) => {
      await tx.nativeUpdate(OpeningRun, { id: runId, state: 'running' }, { state: 'failed' });
    },
  );

  return {
    one,
    plan,
    start,
    work,
    handler,
    async sweep(em: EntityManager): Promise<void> {
      const before = new Date(clock.now().getTime() - limits.openingRunKeepMs);
      const old = await em.find(
        OpeningRun,
        { createdAt: { $lt: before }, state: { $ne: 'running' } },
        { fields: ['id'], limit: 200, disableIdentityMap: true },
      );
      const ids = old.map(({ id }) => id);
      await em.nativeDelete(OpeningRow, { runId: { $in: ids } });
      await em.nativeDelete(OpeningRun, { id: { $in: ids } });
    },
  };
}
export type OpeningRuns = ReturnType<typeof createOpeningRuns>;
