import { z } from 'zod';

import { patchStaffMeSchema, staffLinkSchema, staffMeSchema } from '../../../server/contract/access.ts';
import {
  bindingRequestPageSchema,
  bindingRequestQuerySchema,
  bindingRequestResolveSchema,
  bindingRequestSchema,
  changePhoneSchema,
  interconnectUserPageSchema,
  interconnectUserQuerySchema,
  interconnectUserSchema,
} from '../../../server/contract/accounts.ts';
import {
  callbackCredentialsSchema,
  channelAccountPageSchema,
  channelAccountQuerySchema,
  channelAccountSchema,
  connectChannelAccountSchema,
  patchChannelAccountSchema,
} from '../../../server/contract/channels.ts';
import { doneSchema } from '../../../server/contract/common.ts';
import {
  deliveryPageSchema,
  deliveryQuerySchema,
  deliverySchema,
  followGuideListSchema,
  followGuideSchema,
  guidePreviewSchema,
  patchFollowGuideSchema,
  platformTemplateListSchema,
  previewGuideSchema,
  putTemplateMappingSchema,
  restorePresetSchema,
  templateMappingListSchema,
  templateMappingSchema,
  testTemplateSchema,
} from '../../../server/contract/messaging.ts';
import {
  failedWorkPageSchema,
  failedWorkParamsSchema,
  failedWorkQuerySchema,
  receivedCallbackDetailSchema,
  receivedCallbackPageSchema,
  receivedCallbackQuerySchema,
  receivedCallbackSchema,
} from '../../../server/contract/operations.ts';
import {
  quotaEntryPageSchema,
  quotaEntryQuerySchema,
  quotaLotsSchema,
  quotaOverviewSchema,
} from '../../../server/contract/quota.ts';
import {
  comparisonPageSchema,
  comparisonQuerySchema,
  comparisonSchema,
  confirmComparisonSchema,
} from '../../../server/contract/reconciliation.ts';
import { connectingRoutes } from './fake-connecting.ts';
import { find, page, read, Refusal, type Call, type Route } from './fake-route.ts';
import { operatorRoutes } from './operator-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { testId, type World } from './world.ts';

export { Refusal } from './fake-route.ts';

function newest(row: { version: number }, version: number): void {
  if (row.version !== version) {
    throw new Refusal(409, 'conflict.version', '内容刚被别人修改过。请刷新后看看新的内容，再决定是否保存。');
  }
}

/** Lists that are short by nature take no cursor and no limit. */
const noQuerySchema = z.strictObject({});

const now = '2026-11-24T10:30:00.000Z';
const done = () => ({ done: true });

/** A callback as the list shows it. */
function shortOf(callback: World['callbacks'][number]) {
  const { payload: _payload, reply: _reply, canReplay: _canReplay, effects: _effects, ...row } = callback;
  return row;
}

export const apiRoutes: readonly Route[] = [
  ...connectingRoutes,
  { method: 'GET', path: '/staff/me', schema: staffMeSchema, answer: ({ world }) => world.me },
  {
    method: 'PATCH',
    path: '/staff/me',
    schema: staffMeSchema,
    answer: ({ world, body }) => {
      world.me.language = read(patchStaffMeSchema, body).language ?? world.me.language;
      return world.me;
    },
  },
  { method: 'POST', path: '/staff/sign-out', schema: doneSchema, answer: done },
  {
    method: 'POST',
    path: '/sessions/staff-link',
    schema: staffMeSchema,
    answer: ({ world, body }) => {
      read(staffLinkSchema, body);
      return world.me;
    },
  },

  {
    method: 'GET',
    path: '/channel-accounts',
    schema: channelAccountPageSchema,
    answer: ({ world, query }) => page(world.channels, read(channelAccountQuerySchema, query)),
  },
  {
    method: 'POST',
    path: '/channel-accounts',
    schema: channelAccountSchema,
    answer: ({ world, body }) => {
      const input = read(connectChannelAccountSchema, body);
      const row: World['channels'][number] = {
        id: testId(2, world.channels.length + 1),
        kind: input.kind,
        name: input.name ?? '新的服务号',
        appId: input.appId,
        originalId: 'originalId' in input ? (input.originalId ?? null) : null,
        agentId: 'agentId' in input ? input.agentId : null,
        accountType: input.kind === 'official-account' ? 'service' : null,
        verified: input.kind === 'official-account' ? true : null,
        state: 'connected',
        checks: [
          {
            key: 'credentials',
            state: 'passed',
            platformCode: null,
            message: '取到了访问凭据。',
            remedy: null,
          },
        ],
        callbackMode: 'callbackMode' in input ? input.callbackMode : 'safe',
        callbackUrl: 'https://hl.example.cn/callbacks/wecom/Nw3v0W9xQm2rT7yB1nLs4C',
        chatsKeptSince: null,
        secretSet: true,
        connectedAt: now,
        lastCallbackAt: null,
        lastCheckedAt: now,
        version: 1,
      };
      world.channels.push(row);
      return row;
    },
  },
  {
    method: 'PATCH',
    path: '/channel-accounts/:id',
    schema: channelAccountSchema,
    answer: ({ world, params, body, version }) => {
      const row = find(world.channels, params['id']);
      const patch = read(patchChannelAccountSchema, body);
      newest(row, version);
      if (patch.name !== undefined) row.name = patch.name;
      if (patch.callbackMode !== undefined) row.callbackMode = patch.callbackMode;
      if (patch.keepsChats !== undefined) row.chatsKeptSince = patch.keepsChats ? now : null;
      row.version += 1;
      return row;
    },
  },
  {
    method: 'GET',
    path: '/channel-accounts/:id/callback-credentials',
    schema: callbackCredentialsSchema,
    answer: ({ world, params }) => ({
      url: find(world.channels, params['id']).callbackUrl,
      token: 'lanxiservicetoken01',
      encodingAesKey: 'LanxiServiceAccountSandboxKey00000000000001',
      previousAcceptedUntil: null,
    }),
  },
  {
    method: 'POST',
    path: '/channel-accounts/:id/rotate-callback',
    schema: callbackCredentialsSchema,
    answer: ({ world, params }) => ({
      url: find(world.channels, params['id']).callbackUrl,
      token: 'freshtoken02',
      encodingAesKey: 'FreshKeyOfTheCallback0000000000000000000002',
      previousAcceptedUntil: '2026-11-25T10:30:00.000Z',
    }),
  },
  {
    method: 'POST',
    path: '/channel-accounts/:id/check',
    schema: channelAccountSchema,
    answer: ({ world, params }) => {
      const row = find(world.channels, params['id']);
      row.checks = row.checks.map((check) => ({
        ...check,
        state: 'passed',
        platformCode: null,
        remedy: null,
        message: '通过。',
      }));
      row.state = 'connected';
      row.lastCheckedAt = now;
      return row;
    },
  },
  ...(['disconnect', 'reconnect'] as const).map((verb) => ({
    method: 'POST',
    path: `/channel-accounts/:id/${verb}`,
    schema: channelAccountSchema,
    answer: ({ world, params }: Call) => {
      const row = find(world.channels, params['id']);
      row.state = verb === 'disconnect' ? 'disconnected' : 'connected';
      row.version += 1;
      return row;
    },
  })),
  {
    method: 'GET',
    path: '/channel-accounts/:id/templates',
    schema: platformTemplateListSchema,
    answer: ({ world }) => ({ items: world.templates, nextCursor: null }),
  },

  {
    method: 'GET',
    path: '/follow-guides',
    schema: followGuideListSchema,
    answer: ({ world, query }) => {
      read(noQuerySchema, query);
      return { items: world.guides, nextCursor: null };
    },
  },
  {
    method: 'PATCH',
    path: '/follow-guides/:id',
    schema: followGuideSchema,
    answer: ({ world, params, body, version }) => {
      const row = find(world.guides, params['id']);
      const patch = read(patchFollowGuideSchema, body);
      newest(row, version);
      if (patch.enabled !== undefined) row.enabled = patch.enabled;
      if (patch.unbound !== undefined) row.unbound = patch.unbound;
      if (patch.bound !== undefined) row.bound = patch.bound;
      row.version += 1;
      return row;
    },
  },
  {
    method: 'POST',
    path: '/follow-guides/:id/restore-preset',
    schema: followGuideSchema,
    answer: ({ world, params, body }) => {
      const row = find(world.guides, params['id']);
      const { variant } = read(restorePresetSchema, body);
      row[variant] = { ...row[variant], carrier: 'text', text: '欢迎关注{brand}\n{link:点这里绑定}' };
      row.version += 1;
      return row;
    },
  },
  {
    method: 'POST',
    path: '/follow-guides/:id/preview',
    schema: guidePreviewSchema,
    answer: ({ body }) => {
      const { content } = read(previewGuideSchema, body);
      if (content.carrier === 'text' && content.text.split('\n').length > 4) {
        throw new Refusal(422, 'guide.lines', '引导语最多 4 行，现在是 5 行。');
      }
      return {
        carrier: content.carrier,
        text: content.text
          .replaceAll('{brand}', '岚汐净水')
          .replaceAll('{contact}', '林晓雯')
          .replaceAll('{company}', '杭州沐泉')
          .replaceAll('{salesperson}', '张敏')
          .replace(/\{link:([^{}]+)\}/, '<a href="https://hl.example.cn/b">$1</a>'),
        title: content.title,
        description: content.description,
        pictureUrl: content.pictureUrl,
        leavesAs: content.carrier === 'mini_program_card' ? 'customer_service' : 'passive_reply',
      };
    },
  },

  {
    method: 'GET',
    path: '/template-mappings',
    schema: templateMappingListSchema,
    answer: ({ world }) => ({ items: world.mappings, nextCursor: null }),
  },
  {
    method: 'PUT',
    path: '/template-mappings/:purpose',
    schema: templateMappingSchema,
    answer: ({ world, params, body, version }) => {
      const row = world.mappings.find((one) => one.purpose === params['purpose']);
      if (row === undefined) throw new Refusal(404, 'not_found', '没有找到。');
      const input = read(putTemplateMappingSchema, body);
      newest(row, version);
      Object.assign(row, input, {
        templateTitle: world.templates.find((one) => one.templateId === input.templateId)?.title ?? null,
        version: row.version + 1,
      });
      return row;
    },
  },
  {
    method: 'POST',
    path: '/template-mappings/:purpose/test',
    schema: deliverySchema,
    answer: ({ world, body }) => {
      const { interconnectUserId } = read(testTemplateSchema, body);
      const first = world.deliveries[0];
      return {
        ...first,
        recipientName: find(world.users, interconnectUserId).name,
        state: 'submitted',
        stateLabel: '已提交',
      };
    },
  },

  {
    method: 'GET',
    path: '/deliveries',
    schema: deliveryPageSchema,
    answer: ({ world, query }) => {
      const asked = read(deliveryQuerySchema, query);
      return page(
        world.deliveries.filter(
          (row) =>
            (asked.state === undefined || row.state === asked.state) &&
            row.recipientName.includes(asked.search ?? ''),
        ),
        asked,
      );
    },
  },
  {
    method: 'POST',
    path: '/deliveries/:id/resend',
    schema: deliverySchema,
    answer: ({ world, params }) => {
      const row = find(world.deliveries, params['id']);
      Object.assign(row, { state: 'queued', stateLabel: '已排队', canResend: false });
      return row;
    },
  },

  {
    method: 'GET',
    path: '/interconnect-users',
    schema: interconnectUserPageSchema,
    answer: ({ world, query }) => {
      const asked = read(interconnectUserQuerySchema, query);
      return page(
        world.users.filter(
          (row) =>
            (asked.accountState === undefined || row.accountState === asked.accountState) &&
            (asked.bindingState === undefined || row.bindingState === asked.bindingState) &&
            `${row.name}${row.downstreamName}`.includes(asked.search ?? ''),
        ),
        asked,
      );
    },
  },
  ...(['disable', 'enable', 'unbind'] as const).map((verb) => ({
    method: 'POST',
    path: `/interconnect-users/:id/${verb}`,
    schema: interconnectUserSchema,
    answer: ({ world, params }: Call) => {
      const row = find(world.users, params['id']);
      if (verb === 'unbind') row.bindingState = 'none';
      else row.accountState = verb === 'disable' ? 'disabled' : 'active';
      row.version += 1;
      return row;
    },
  })),

  {
    method: 'POST',
    path: '/interconnect-users/:id/change-phone',
    schema: interconnectUserSchema,
    answer: ({ world, params, body }) => {
      const row = find(world.users, params['id']);
      const { phone } = read(changePhoneSchema, body);
      row.phoneMasked = `${phone.slice(0, 3)}****${phone.slice(-4)}`;
      if (row.bindingState !== 'none') row.bindingState = 'suspended_phone';
      row.version += 1;
      return row;
    },
  },

  {
    method: 'GET',
    path: '/binding-requests/:id',
    schema: bindingRequestSchema,
    answer: ({ world, params }) => find(world.requests, params['id']),
  },
  {
    method: 'GET',
    path: '/binding-requests',
    schema: bindingRequestPageSchema,
    answer: ({ world, query }) => {
      const asked = read(bindingRequestQuerySchema, query);
      return page(
        world.requests.filter((row) => asked.state === undefined || row.state === asked.state),
        asked,
      );
    },
  },
  {
    method: 'POST',
    path: '/binding-requests/:id/resolve',
    schema: bindingRequestSchema,
    answer: ({ world, params, body }) => {
      const row = find(world.requests, params['id']);
      const given = read(bindingRequestResolveSchema, body);
      if (row.state !== 'pending') throw new Refusal(409, 'binding.request_closed', '这条求助已处理过。');
      row.state = given.action === 'dismiss' ? 'dismissed' : 'resolved';
      row.resolvedAt = now;
      return row;
    },
  },

  {
    method: 'GET',
    path: '/quota',
    schema: quotaOverviewSchema,
    answer: ({ world }) => ({ figures: world.figures }),
  },
  {
    method: 'GET',
    path: '/quota/lots',
    schema: quotaLotsSchema,
    answer: ({ world }) => ({ items: world.lots }),
  },
  {
    method: 'GET',
    path: '/quota/entries',
    schema: quotaEntryPageSchema,
    answer: ({ world, query }) => {
      const asked = read(quotaEntryQuerySchema, query);
      return page(
        world.entries.filter((row) => asked.kind === undefined || row.kind === asked.kind),
        asked,
      );
    },
  },

  {
    method: 'GET',
    path: '/received-callbacks',
    schema: receivedCallbackPageSchema,
    answer: ({ world, query }) => {
      const asked = read(receivedCallbackQuerySchema, query);
      const rows = world.callbacks
        .filter((row) => asked.state === undefined || row.state === asked.state)
        .filter((row) => asked.kind === undefined || row.kind.startsWith(asked.kind))
        .filter((row) => asked.from === undefined || row.receivedAt >= asked.from)
        .map(shortOf);
      return page(rows, asked);
    },
  },
  {
    method: 'GET',
    path: '/received-callbacks/:id',
    schema: receivedCallbackDetailSchema,
    answer: ({ world, params }) => find(world.callbacks, params['id']),
  },
  {
    method: 'POST',
    path: '/received-callbacks/:id/replay',
    schema: receivedCallbackSchema,
    answer: ({ world, params }) => {
      const row = find(world.callbacks, params['id']);
      if (row.state === 'waiting')
        throw new Refusal(409, 'callback.waiting', '这个回调还在等待处理，处理完之后才能重放。');
      Object.assign(row, { state: 'waiting', canReplay: false });
      return shortOf(row);
    },
  },
  {
    method: 'GET',
    path: '/reconciliation-runs',
    schema: comparisonPageSchema,
    answer: ({ world, query }) => page(world.comparisons, read(comparisonQuerySchema, query)),
  },
  {
    method: 'POST',
    path: '/channel-accounts/:id/compare-followers',
    schema: comparisonSchema,
    answer: ({ world, params }) => {
      const [latest] = world.comparisons;
      if (latest === undefined) throw new Refusal(404, 'not_found', '没有找到。');
      const account = find(world.channels, params['id']);
      const begun = {
        ...latest,
        id: testId(10, world.comparisons.length + 1),
        channelAccountId: account.id,
        channelAccountName: account.name,
        subject: account.kind === 'wecom' ? ('members' as const) : ('followers' as const),
        startedBy: 'staff' as const,
        state: 'done' as const,
        createdAt: now,
        ...{
          follows: 0,
          unfollows: 0,
          returned: 0,
          left: 0,
          heldBack: 0,
          reason: null,
          message: null,
          remedy: null,
        },
      };
      world.comparisons.unshift(begun);
      return begun;
    },
  },
  {
    method: 'POST',
    path: '/reconciliation-runs/:id/confirm',
    schema: comparisonSchema,
    answer: ({ world, params, body }) => {
      const stopped = find(world.comparisons, params['id']);
      const { heldBack } = read(confirmComparisonSchema, body);
      if (heldBack !== stopped.heldBack)
        throw new Refusal(409, 'comparison.other_number', '人数和您看到的不一样了，请刷新后再确认。');
      stopped.canConfirm = false;
      const begun = {
        ...stopped,
        ...{
          id: testId(10, world.comparisons.length + 1),
          startedBy: 'staff' as const,
          state: 'done' as const,
        },
        ...{ unfollows: heldBack, heldBack: 0, reason: null, message: null, remedy: null, createdAt: now },
      };
      world.comparisons.unshift(begun);
      return begun;
    },
  },
  {
    method: 'GET',
    path: '/failed-work',
    schema: failedWorkPageSchema,
    answer: ({ world, query }) => page(world.failed, read(failedWorkQuerySchema, query)),
  },
  {
    method: 'POST',
    path: '/failed-work/:source/:id/retry',
    schema: doneSchema,
    answer: ({ world, params }) => {
      const { id } = read(failedWorkParamsSchema, params);
      find(world.failed, id);
      world.failed = world.failed.filter((row) => row.id !== id);
      return { done: true };
    },
  },
  ...settingsRoutes,
  ...operatorRoutes,
];
