import { z } from 'zod';

import { idSchema, type Locale } from '../../../contract/common.ts';
import {
  receivedCallbackDetailSchema,
  receivedCallbackPageSchema,
  receivedCallbackQuerySchema,
  receivedCallbackSchema,
  type ReceivedCallbackRow,
} from '../../../contract/operations.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Dialect, EntityManager } from '../../../kernel/data/orm.ts';
import { assertThat } from '../../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../../kernel/http/page.ts';
import { defineRoute, type RouteDefinition } from '../../../kernel/http/route.ts';
import { maskText } from '../../../kernel/log/logger.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import type { Records } from '../accounts.ts';
import { ChannelAccount } from '../channel.entity.ts';
import { InboxRow } from '../inbox.entity.ts';
import { effectsOf, type EffectSources } from './callback-effects.ts';
import { kindLabel } from './callback-texts.ts';
import { unpackContent } from './inbox-content.ts';
import { canReplay, replayCallback } from './replay.ts';

function maskMiddle(text: string): string {
  return text.length <= 8 ? '****' : `${text.slice(0, 4)}****${text.slice(-4)}`;
}

/**
 * A stored body for people's eyes: who sent it and what was typed are masked, phones too; names
 * and the shape stay, which is what one looks for.
 */
export function maskBody(body: string, sender: string): string {
  const hidden = maskMiddle(sender);
  return maskText(sender === '' ? body : body.replaceAll(sender, hidden))
    .replace(
      /(<(Content|Latitude|Longitude|Label|PicUrl|ScanResult)>)(?:<!\[CDATA\[)?[\s\S]*?(?:\]\]>)?(<\/\2>)/g,
      '$1***$3',
    )
    .replace(/("(?:Content|Latitude|Longitude|Label|PicUrl)"\s*:\s*)"[^"]*"/g, '$1"***"')
    .replace(/([?&]t=)[A-Za-z0-9_-]{22}/g, '$1***');
}

async function present(
  em: EntityManager,
  rows: readonly InboxRow[],
  locale: Locale,
): Promise<ReceivedCallbackRow[]> {
  const accounts = await em.find(ChannelAccount, {
    id: { $in: [...new Set(rows.map((row) => row.channelAccountId))] },
  });
  const names = new Map(accounts.map((account) => [account.id, account.name]));
  return rows.map((row) => ({
    id: row.id,
    channelAccountId: row.channelAccountId,
    channelAccountName: names.get(row.channelAccountId) ?? '',
    kind: row.kind,
    kindLabel: kindLabel(locale, row.kind),
    senderMasked: maskMiddle(row.sender),
    receivedAt: row.receivedAt.toISOString(),
    state: row.state,
    replied: row.replied,
  }));
}

export interface ReceivedDeps {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly records: Records;
  readonly effects: EffectSources;
}

/** Untyped events have their own name behind `event:other/`. */
const ofKind = (kind: string) => (kind === 'event:other' ? { $gte: `${kind}/`, $lt: `${kind}0` } : kind);

/** Callbacks as they came, whether a feature uses them or not; and to have one worked again. */
export function createReceivedRoutes(deps: ReceivedDeps): RouteDefinition[] {
  const params = z.strictObject({ id: idSchema });
  return [
    defineRoute(
      {
        method: 'get',
        path: '/received-callbacks',
        summary: 'Callbacks that were accepted, newest first',
        audience: 'staff',
        permission: 'channels.read',
        query: receivedCallbackQuerySchema,
        response: receivedCallbackPageSchema,
      },
      async ({ em, query, locale }) => {
        const after = decodeCursor(query.cursor);
        const rows = await em.find(
          InboxRow,
          {
            ...(query.channelAccountId === undefined ? {} : { channelAccountId: query.channelAccountId }),
            ...(query.state === undefined ? {} : { state: query.state }),
            ...(query.kind === undefined ? {} : { kind: ofKind(query.kind) }),
            ...(query.from === undefined && query.to === undefined
              ? {}
              : {
                  receivedAt: {
                    ...(query.from === undefined ? {} : { $gte: new Date(query.from) }),
                    ...(query.to === undefined ? {} : { $lt: new Date(query.to) }),
                  },
                }),
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
        method: 'get',
        path: '/received-callbacks/:id',
        summary: 'One of them, with its body and reply, masked, and what came of it',
        audience: 'staff',
        permission: 'channels.read',
        params,
        response: receivedCallbackDetailSchema,
      },
      async ({ em, params: { id }, locale }) => {
        const row = await em.findOne(InboxRow, { id });
        assertThat(row, 'not_found', 404);
        const [shown] = await present(em, [row], locale);
        assertThat(shown, 'not_found', 404);
        const { clear, reply } = unpackContent(deps.keyring.open(row.sealedContent));
        return {
          ...shown,
          payload: maskBody(clear, row.sender),
          reply: reply === null ? null : maskText(reply).replace(/([?&]t=)[\w-]{22}/g, '$1***'),
          canReplay: canReplay(row.state),
          effects: await effectsOf(em, row, deps.effects, locale),
        };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/received-callbacks/:id/replay',
        summary: 'Work it again: after what its sender has waiting, with no second effect',
        audience: 'staff',
        permission: 'channels.manage',
        params,
        response: receivedCallbackSchema,
      },
      async ({ em, params: { id }, caller, requestId, locale }) => {
        const row = await replayCallback(
          em,
          id,
          {
            enterpriseId: caller.enterpriseId,
            actor: `staff:${caller.personId}`,
            actorName: caller.name,
            requestId,
            now: deps.clock.now(),
          },
          deps,
        );
        const [shown] = await present(em, [row], locale);
        assertThat(shown, 'not_found', 404);
        return shown;
      },
    ),
  ];
}
