import { z } from 'zod';

import { wecomCodes } from '../../../../bot/channels/wecom/errors.ts';
import { describeCode } from '../../../../bot/channels/shared/platform-error.ts';
import { idSchema, pageQuerySchema, type Locale } from '../../../contract/common.ts';
import {
  confirmDirectoryRunSchema,
  directoryReportPageSchema,
  directoryReportQuerySchema,
  directoryRunPageSchema,
  directoryRunSchema,
  directorySettingsSchema,
  exportDirectoryReportSchema,
  patchDirectorySettingsSchema,
  type DirectoryRunRow,
  type DirectorySettingsRow,
} from '../../../contract/directory.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../../kernel/errors/app-error.ts';
import { Download } from '../../../kernel/http/download.ts';
import { cutPage, decodeCursor } from '../../../kernel/http/page.ts';
import { defineRoute, type RouteDefinition } from '../../../kernel/http/route.ts';
import { formatMinute } from '../../../kernel/i18n/format-time.ts';
import { formatText } from '../../../kernel/i18n/translate.ts';
import { newId } from '../../../kernel/ids.ts';
import type { NewRecord } from '../../records/index.ts';
import { Department } from '../department.entity.ts';
import type { ActingStaff } from '../departments.ts';
import { actingOf } from '../departments.routes.ts';
import { DirectoryRun, DirectorySettings } from './directory.entity.ts';
import type { WecomDirectories } from './ports.ts';
import { directoryText, exportReport, findReport, presentReport } from './report.ts';
import { latestRun, openRun } from './runs.ts';

export interface DirectoryRouteDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly wecom: WecomDirectories;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
  readonly zoneOf: (em: EntityManager, enterpriseId: string) => Promise<string>;
}

const params = z.strictObject({ id: idSchema });
const manage = { audience: 'staff', permission: 'directory.manage' } as const;

const isConfirmable = ({ state, reason }: DirectoryRun): boolean =>
  state === 'stopped' && reason === 'too_many';

/** Runs of the directory, their reports, and whether staff follow it. */
export function createDirectoryRunRoutes(deps: DirectoryRouteDeps): RouteDefinition[] {
  const { clock, records } = deps;

  function explain(run: DirectoryRun, locale: Locale): Pick<DirectoryRunRow, 'message' | 'remedy'> {
    const { reason, platformCode } = run;
    if (reason === null || reason === undefined) return { message: null, remedy: null };
    if (reason === 'refused') {
      const { meaning, remedy } = describeCode(wecomCodes, platformCode ?? '');
      return { message: meaning[locale], remedy: remedy[locale] };
    }
    const numbers = { people: run.heldPeople, departments: run.heldDepartments };
    return {
      message: formatText(locale, directoryText(locale, `run.${reason}`), numbers),
      remedy: directoryText(locale, `run.${reason}.remedy`),
    };
  }

  /** Of those whose people are being read, how many are behind it. */
  async function progressOf(em: EntityManager, run: DirectoryRun): Promise<DirectoryRunRow['progress']> {
    if (run.departments === 0 || run.startedAt === null || run.startedAt === undefined)
      return { done: 0, of: 0 };
    if (run.phase !== 'people') return { done: run.departments, of: run.departments };
    const { enterpriseId, startedAt: listedAt } = run;
    const wecomId = { $lte: Number(run.cursor) };
    const done = await em.count(Department, { enterpriseId, listedAt, wecomId });
    return { done, of: run.departments };
  }

  async function present(
    em: EntityManager,
    run: DirectoryRun,
    newest: string | undefined,
    locale: Locale,
  ): Promise<DirectoryRunRow> {
    const { id, startedBy, startedByName, state } = run;
    return {
      ...{ id, startedBy, startedByName, state, reason: run.reason ?? null, ...explain(run, locale) },
      platformCode: run.platformCode ?? null,
      progress: await progressOf(em, run),
      ...{ departments: run.departments, listed: run.listed, added: run.added, updated: run.updated },
      ...{ linked: run.linked, returned: run.returned, left: run.left, skipped: run.skipped },
      ...{ failed: run.failed, heldPeople: run.heldPeople, heldDepartments: run.heldDepartments },
      canConfirm: run.id === newest && isConfirmable(run),
      createdAt: run.createdAt.toISOString(),
      finishedAt: run.finishedAt?.toISOString() ?? null,
    };
  }

  async function one(em: EntityManager, id: string, locale: Locale): Promise<DirectoryRunRow> {
    const run = await em.findOne(DirectoryRun, { id }, { disableIdentityMap: true });
    assertThat(run, 'not_found', 404);
    return present(em, run, (await latestRun(em, run.enterpriseId))?.id, locale);
  }

  /** Opens one by a person's wish; who wished it is on record with it. */
  async function begin(
    em: EntityManager,
    by: ActingStaff,
    how: {
      action: 'directory.run_started' | 'directory.run_confirmed';
      allowed?: { people: number; departments: number };
    },
  ): Promise<DirectoryRun> {
    const { enterpriseId } = by;
    const application = await deps.wecom.applicationOf(em, enterpriseId);
    assertThat(application, 'directory.no_application', 409);
    const { action, allowed } = how;
    const now = clock.now();
    return openRun(em, {
      ...{ enterpriseId, channelAccountId: application.id, startedBy: 'staff', startedByName: by.name, now },
      ...(allowed === undefined ? {} : { allowed }),
      alongside: (tx, runId) =>
        records.add(tx, {
          ...{ enterpriseId, actor: `staff:${by.staffId}`, actorName: by.name, action },
          ...{ target: `directory_run:${runId}`, before: {} },
          after:
            allowed === undefined ? {} : { heldPeople: allowed.people, heldDepartments: allowed.departments },
          ...{ requestId: by.requestId, at: now },
        }),
    });
  }

  async function settingsOf(em: EntityManager, enterpriseId: string): Promise<DirectorySettingsRow> {
    const row = await em.findOne(DirectorySettings, { id: enterpriseId }, { disableIdentityMap: true });
    const application = await deps.wecom.applicationOf(em, enterpriseId);
    return { application, follows: row?.follows ?? false, version: row?.version ?? 0 };
  }

  async function switchTo(
    em: EntityManager,
    by: ActingStaff,
    follows: boolean,
    version: number,
  ): Promise<void> {
    const { enterpriseId } = by;
    await inTransaction(em, async (tx) => {
      const row = await tx.findOne(DirectorySettings, { id: enterpriseId });
      if ((row?.version ?? 0) !== version) throw new AppError('conflict.version', { status: 409 });
      if ((row?.follows ?? false) === follows) return;
      const application = await deps.wecom.applicationOf(tx, enterpriseId);
      assertThat(!follows || application !== null, 'directory.no_application', 409);
      const now = clock.now();
      if (row === null)
        await tx.insert(DirectorySettings, {
          ...{ id: enterpriseId, enterpriseId, follows, updatedAt: now, version: 1 },
        });
      else {
        row.follows = follows;
        row.updatedAt = now;
        await tx.flush();
      }
      await records.add(tx, {
        ...{ enterpriseId, actor: `staff:${by.staffId}`, actorName: by.name },
        ...{ action: 'directory.follow_switched', target: `directory_settings:${enterpriseId}` },
        ...{ before: { follows: !follows }, after: { follows }, requestId: by.requestId, at: now },
      });
    });
  }

  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/directory-settings', ...manage },
        summary: 'Whose directory staff and departments follow, and whether they do',
        response: directorySettingsSchema,
      },
      ({ em, caller }) => settingsOf(em, caller.enterpriseId),
    ),
    defineRoute(
      {
        ...{ method: 'patch', path: '/directory-settings', ...manage },
        summary: 'Follow WeCom’s changes as they come, and once a day; or runs by hand alone',
        ifMatch: true,
        body: patchDirectorySettingsSchema,
        response: directorySettingsSchema,
      },
      async ({ em, caller, requestId, body, version }) => {
        await switchTo(em, actingOf({ caller, requestId }), body.follows, version);
        return settingsOf(em, caller.enterpriseId);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/directory-runs', ...manage },
        summary: 'Runs of WeCom’s directory, newest first',
        query: pageQuerySchema,
        response: directoryRunPageSchema,
      },
      async ({ em, caller, query, locale }) => {
        const after = decodeCursor(query.cursor);
        const { enterpriseId } = caller;
        const rows = await em.find(
          DirectoryRun,
          { enterpriseId, ...(after === undefined ? {} : { id: { $lt: after } }) },
          { orderBy: { id: 'desc' }, limit: query.limit + 1, disableIdentityMap: true },
        );
        const page = cutPage(rows, query.limit);
        const newest = (await latestRun(em, enterpriseId))?.id;
        const items: DirectoryRunRow[] = [];
        for (const run of page.rows) items.push(await present(em, run, newest, locale));
        return { items, nextCursor: page.nextCursor };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/directory-runs', ...manage },
        summary: 'Sync staff and departments with WeCom’s directory now; the open run where there is one',
        response: directoryRunSchema,
      },
      async ({ em, caller, requestId, locale }) => {
        const run = await begin(em, actingOf({ caller, requestId }), { action: 'directory.run_started' });
        return one(em, run.id, locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/directory-runs/:id', ...manage },
        summary: 'One run',
        params,
        response: directoryRunSchema,
      },
      ({ em, params: { id }, locale }) => one(em, id, locale),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/directory-runs/:id/confirm', ...manage },
        summary: 'Say of a run that was stopped that so many are really gone; they are read once more',
        params,
        body: confirmDirectoryRunSchema,
        response: directoryRunSchema,
      },
      async ({ em, caller, requestId, params: { id }, body, locale }) => {
        const stopped = await em.findOne(DirectoryRun, { id }, { disableIdentityMap: true });
        assertThat(stopped, 'not_found', 404);
        assertThat(isConfirmable(stopped), 'directory.not_stopped', 409);
        const { heldPeople: people, heldDepartments: departments } = body;
        const isShown = people === stopped.heldPeople && departments === stopped.heldDepartments;
        assertThat(isShown, 'directory.other_number', 409);
        const allows = (run: DirectoryRun | null) =>
          run?.allowedPeople === people && run.allowedDepartments === departments;
        const latest = await latestRun(em, caller.enterpriseId);
        // The same word twice is one run.
        const again = (latest?.openKey ?? null) !== null && allows(latest);
        assertThat(again || latest?.id === stopped.id, 'directory.newer', 409);
        const by = actingOf({ caller, requestId });
        const run = await begin(em, by, {
          ...{ action: 'directory.run_confirmed', allowed: { people, departments } },
        });
        // Another one was begun at the same moment, without this word.
        assertThat(allows(run), 'directory.newer', 409);
        return one(em, run.id, locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/directory-runs/:id/report', ...manage },
        summary: 'What a run did with each person and department, and why',
        params,
        query: directoryReportQuerySchema,
        response: directoryReportPageSchema,
      },
      async ({ em, caller, params: { id }, query, locale }) => {
        assertThat((await em.count(DirectoryRun, { id })) > 0, 'not_found', 404);
        const { cursor, limit, ...filters } = query;
        const run = { id, enterpriseId: caller.enterpriseId };
        const rows = await findReport(em, run, filters, { after: decodeCursor(cursor), limit: limit + 1 });
        const page = cutPage(rows, limit);
        return { items: page.rows.map((row) => presentReport(row, locale)), nextCursor: page.nextCursor };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/directory-runs/:id/export', ...manage },
        summary: 'The report as CSV, watermarked; recorded with its reason',
        params,
        body: exportDirectoryReportSchema,
        download: 'text/csv',
      },
      async ({ em, caller, requestId, params: { id }, body, locale }) => {
        assertThat((await em.count(DirectoryRun, { id })) > 0, 'not_found', 404);
        const { enterpriseId } = caller;
        const { reason, ...filters } = body;
        const [mark, at] = [newId(), clock.now()];
        const timeZone = await deps.zoneOf(em, enterpriseId);
        await inTransaction(em, (tx) =>
          records.add(tx, {
            ...{ id: mark, enterpriseId, actor: `staff:${caller.personId}`, actorName: caller.name },
            ...{ action: 'directory.exported', target: `directory_run:${id}`, before: {} },
            ...{ after: { ...filters, reason }, requestId, at },
          }),
        );
        const watermark = `${caller.name} · ${formatMinute(locale, at, timeZone)} · ${mark}`;
        const open = () => deps.db.tenant(enterpriseId);
        const how = { locale, timeZone, watermark };
        return new Download('directory-sync.csv', exportReport(open, { id, enterpriseId }, filters, how));
      },
    ),
  ];
}
