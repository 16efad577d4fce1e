import { z } from 'zod';

import { officialAccountCodes } from '../../../../bot/channels/official-account/errors.ts';
import { wecomCodes } from '../../../../bot/channels/wecom/errors.ts';
import { describeCode } from '../../../../bot/channels/shared/platform-error.ts';
import { channelsTexts as en } from '../../../../config/locales/en/channels.ts';
import { channelsTexts as zh } from '../../../../config/locales/zh-CN/channels.ts';
import { idSchema, type Locale } from '../../../contract/common.ts';
import {
  comparisonPageSchema,
  comparisonQuerySchema,
  comparisonSchema,
  confirmComparisonSchema,
  type ComparisonRow,
} from '../../../contract/reconciliation.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { assertThat } from '../../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../../kernel/http/page.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../../kernel/http/route.ts';
import { formatText } from '../../../kernel/i18n/translate.ts';
import type { Records } from '../accounts.ts';
import { ChannelAccount } from '../channel.entity.ts';
import { ReconciliationRun } from './run.entity.ts';
import { canCompare, latestRun, openRun } from './runs.ts';

export interface ComparisonRouteDeps {
  readonly clock: Clock;
  readonly records: Records;
}

type Subject = ComparisonRow['subject'];

function explain(
  run: ReconciliationRun,
  subject: Subject,
  locale: Locale,
): Pick<ComparisonRow, 'message' | 'remedy'> {
  const { reason, platformCode, heldBack } = run;
  if (reason === null || reason === undefined) return { message: null, remedy: null };
  if (reason === 'refused') {
    const { meaning, remedy } = describeCode(
      subject === 'members' ? wecomCodes : officialAccountCodes,
      platformCode ?? '',
    );
    return { message: meaning[locale], remedy: remedy[locale] };
  }
  const texts = locale === 'en' ? en : zh;
  const key =
    subject === 'members' && (reason === 'empty' || reason === 'too_many' || reason === 'unreachable')
      ? (`members.${reason}` as const)
      : reason;
  return {
    message: formatText(locale, texts[`comparison.${key}`], { heldBack }),
    remedy: texts[`comparison.${key}.remedy`],
  };
}

async function present(
  em: EntityManager,
  runs: readonly ReconciliationRun[],
  locale: Locale,
): Promise<ComparisonRow[]> {
  const ids = [...new Set(runs.map((run) => run.channelAccountId))];
  const accounts = await em.find(ChannelAccount, { id: { $in: ids } }, { fields: ['name', 'kind'] });
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const latest = new Set<string>();
  for (const channelAccountId of ids) {
    const run = await latestRun(em, channelAccountId);
    if (run !== null) latest.add(run.id);
  }
  return runs.map((run) => {
    const account = byId.get(run.channelAccountId);
    const subject = account?.kind === 'wecom' ? 'members' : 'followers';
    return {
      id: run.id,
      channelAccountId: run.channelAccountId,
      channelAccountName: account?.name ?? '',
      subject,
      startedBy: run.startedBy,
      state: run.state,
      reason: run.reason ?? null,
      ...explain(run, subject, locale),
      platformCode: run.platformCode ?? null,
      listed: run.listed,
      known: run.known,
      ...(subject === 'members'
        ? { follows: 0, unfollows: 0, returned: run.follows, left: run.unfollows }
        : { follows: run.follows, unfollows: run.unfollows, returned: 0, left: 0 }),
      heldBack: run.heldBack,
      canConfirm: latest.has(run.id) && isConfirmable(run),
      createdAt: run.createdAt.toISOString(),
      startedAt: run.startedAt?.toISOString() ?? null,
      finishedAt: run.finishedAt?.toISOString() ?? null,
    };
  });
}

/** Too many to be true is a question; an empty or a cut list is none. */
const isConfirmable = ({ state, reason }: ReconciliationRun): boolean =>
  state === 'stopped' && reason === 'too_many';

/** Comparisons with the platform: what was found, and another one by a person's wish. */
export function createComparisonRoutes(deps: ComparisonRouteDeps): RouteDefinition[] {
  async function comparable(em: EntityManager, id: string): Promise<ChannelAccount> {
    const account = await em.findOne(ChannelAccount, { id });
    assertThat(account, 'not_found', 404);
    assertThat(account.state !== 'disconnected', 'channel.disconnected', 409);
    assertThat(await canCompare(em, account), 'channel.not_comparable', 409);
    return account;
  }

  /** Opens one by a person's wish; who wished it is on record with it. */
  function begin(wish: {
    em: EntityManager;
    account: ChannelAccount;
    caller: Pick<Caller, 'enterpriseId' | 'personId' | 'name'>;
    requestId: string;
    what: 'started' | 'confirmed';
    before: Record<string, unknown>;
    allowed?: number;
  }): Promise<ReconciliationRun> {
    const { em, account, caller, requestId, what, before } = wish;
    const allowed = wish.allowed === undefined ? {} : { allowed: wish.allowed };
    const subject = account.kind === 'wecom' ? 'members' : 'followers';
    const now = deps.clock.now();
    return openRun(em, {
      ...{ account, startedBy: 'staff', now, ...allowed },
      alongside: (tx, runId) =>
        deps.records.add(tx, {
          enterpriseId: caller.enterpriseId,
          actor: `staff:${caller.personId}`,
          actorName: caller.name,
          action: `${subject}.comparison_${what}`,
          target: `channel_account:${account.id}`,
          before,
          after: { runId, ...allowed },
          requestId,
          at: now,
        }),
    });
  }

  async function one(em: EntityManager, run: ReconciliationRun, locale: Locale): Promise<ComparisonRow> {
    const [shown] = await present(em, [run], locale);
    assertThat(shown, 'not_found', 404);
    return shown;
  }

  return [
    defineRoute(
      {
        method: 'get',
        path: '/reconciliation-runs',
        summary: 'Comparisons of followers, and of WeCom’s members, with the platform, newest first',
        audience: 'staff',
        permission: 'channels.read',
        query: comparisonQuerySchema,
        response: comparisonPageSchema,
      },
      async ({ em, query, locale }) => {
        const after = decodeCursor(query.cursor);
        const rows = await em.find(
          ReconciliationRun,
          {
            ...(query.channelAccountId === undefined ? {} : { channelAccountId: query.channelAccountId }),
            ...(after === undefined ? {} : { id: { $lt: after } }),
          },
          { orderBy: { id: 'desc' }, limit: query.limit + 1 },
        );
        const page = cutPage(rows, query.limit);
        return { items: await present(em, page.rows, locale), nextCursor: page.nextCursor };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/channel-accounts/:id/compare-followers',
        summary:
          'Compare followers, or WeCom’s members, with the platform now; the open comparison where there is one',
        audience: 'staff',
        permission: 'channels.manage',
        params: z.strictObject({ id: idSchema }),
        response: comparisonSchema,
      },
      async ({ em, params, caller, requestId, locale }) => {
        const account = await comparable(em, params.id);
        const run = await begin({ em, account, caller, requestId, what: 'started', before: {} });
        return one(em, run, locale);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/reconciliation-runs/:id/confirm',
        summary:
          'Say that those whom the brake held back are really gone: compares again, and ends up to so many',
        audience: 'staff',
        permission: 'channels.manage',
        params: z.strictObject({ id: idSchema }),
        body: confirmComparisonSchema,
        response: comparisonSchema,
      },
      async ({ em, params, body, caller, requestId, locale }) => {
        const stopped = await em.findOne(ReconciliationRun, { id: params.id });
        assertThat(stopped, 'not_found', 404);
        assertThat(isConfirmable(stopped), 'comparison.not_stopped', 409);
        const account = await comparable(em, stopped.channelAccountId);
        const allowed = body.heldBack;
        assertThat(allowed === stopped.heldBack, 'comparison.other_number', 409);
        const latest = await latestRun(em, account.id);
        // The same word twice is one comparison.
        const again = latest?.openKey !== null && latest?.allowed === allowed;
        assertThat(again || latest?.id === stopped.id, 'comparison.newer', 409);
        const before = { runId: stopped.id };
        const run = await begin({ em, account, caller, requestId, what: 'confirmed', before, allowed });
        // Another one was begun at the same moment, without this word.
        assertThat(run.allowed === allowed, 'comparison.newer', 409);
        return one(em, run, locale);
      },
    ),
  ];
}
