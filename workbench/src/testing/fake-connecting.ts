import {
  connectionDetailSchema,
  connectionOfferSchema,
  connectionPageSchema,
  connectionQuerySchema,
  createdInvitationCodeSchema,
  createInvitationCodeSchema,
  editionUsePageSchema,
  editionUseQuerySchema,
  giveEditionSchema,
  invitationCodePageSchema,
  invitationCodeQuerySchema,
  invitationCodeSchema,
  inviteResultsSchema,
  inviteUsersSchema,
  lookAtInvitationSchema,
  openConnectionSchema,
  upstreamConnectionPageSchema,
} from '../../../server/contract/connections.ts';
import { doneSchema, pageQuerySchema } from '../../../server/contract/common.ts';
import { deliveryPageSchema } from '../../../server/contract/messaging.ts';
import { testId } from './connecting-world.ts';
import { find, page, read, Refusal, type Route } from './fake-route.ts';
import type { World } from './world.ts';

const now = '2026-11-24T10:30:00.000Z';
const code = 'Zk3v0W9xQm2rT7yB1nLs4A';
type Detail = World['connecting']['connections'][number];

/** A relation as the list shows it. */
function shortOf(detail: Detail) {
  const { editionUses: _uses, request: _request, wouldEndAt: _end, timeZone: _zone, ...row } = detail;
  return row;
}

function changed(world: World, id: string | undefined, change: Partial<Detail>): Detail {
  const detail = find(world.connecting.connections, id);
  Object.assign(detail, change);
  return detail;
}

export const connectingRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/connections',
    schema: connectionPageSchema,
    answer: ({ world, query }) => {
      const asked = read(connectionQuerySchema, query);
      const rows = world.connecting.connections.filter(
        (row) =>
          (asked.phase === undefined || row.phase === asked.phase) &&
          (asked.search === undefined || row.name.includes(asked.search)),
      );
      return page(rows.map(shortOf), asked);
    },
  },
  {
    method: 'GET',
    path: '/connections/offer',
    schema: connectionOfferSchema,
    answer: ({ world }) => world.connecting.offer,
  },
  {
    method: 'GET',
    path: '/connections/:id',
    schema: connectionDetailSchema,
    answer: ({ world, params }) => find(world.connecting.connections, params['id']),
  },
  {
    method: 'POST',
    path: '/connections',
    schema: connectionDetailSchema,
    answer: ({ world, body }) => {
      const { name, legalName, contact } = read(openConnectionSchema, body);
      const { connections, offer } = world.connecting;
      if (offer.enterprise.remaining < 1)
        throw new Refusal(409, 'quota.exhausted', '互联企业数已用完，没有做任何更改。', {
          kind: '互联企业数',
        });
      offer.enterprise.remaining -= 1;
      const [first] = connections;
      if (first === undefined) throw new Error('the world has no connection');
      const made: Detail = {
        ...first,
        id: testId(21, connections.length + 1),
        name,
        legalName,
        edition: null,
        editionUses: [],
        wouldEndAt: now,
        users: contact === null ? 0 : 1,
        boundUsers: 0,
        createdAt: now,
      };
      connections.unshift(made);
      return made;
    },
  },
  {
    method: 'POST',
    path: '/connections/:id/edition',
    schema: connectionDetailSchema,
    answer: ({ world, params, body }) => {
      const { edition } = read(giveEditionSchema, body);
      const known = world.connecting.offer.editions.find(({ key }) => key === edition);
      const named = known === undefined ? null : { key: known.key, label: known.label };
      return changed(world, params['id'], { edition: named });
    },
  },
  {
    method: 'POST',
    path: '/connections/:id/terminate',
    schema: connectionDetailSchema,
    answer: ({ world, params }) => {
      const { wouldEndAt } = find(world.connecting.connections, params['id']);
      const end = { endsAt: wouldEndAt, endReason: 'terminated' as const, wouldEndAt: null };
      return changed(world, params['id'], { phase: 'tail', terminatedAt: now, ...end });
    },
  },
  {
    method: 'POST',
    path: '/connections/:id/approve',
    schema: connectionDetailSchema,
    answer: ({ world, params }) =>
      changed(world, params['id'], { phase: 'active', expiresAt: null, users: 1 }),
  },
  {
    method: 'POST',
    path: '/connections/:id/refuse',
    schema: connectionDetailSchema,
    answer: ({ world, params }) =>
      changed(world, params['id'], { phase: 'ended', endReason: 'refused', endsAt: now }),
  },
  {
    method: 'GET',
    path: '/edition-uses',
    schema: editionUsePageSchema,
    answer: ({ world, query }) =>
      page(
        world.connecting.connections.flatMap((row) => row.editionUses),
        read(editionUseQuerySchema, query),
      ),
  },
  {
    method: 'GET',
    path: '/invitation-codes',
    schema: invitationCodePageSchema,
    answer: ({ world, query }) => page(world.connecting.codes, read(invitationCodeQuerySchema, query)),
  },
  {
    method: 'POST',
    path: '/invitation-codes',
    schema: createdInvitationCodeSchema,
    answer: ({ world, body }) => {
      const input = read(createInvitationCodeSchema, body);
      const { codes } = world.connecting;
      const row: World['connecting']['codes'][number] = {
        id: testId(23, codes.length + 1),
        kind: input.kind,
        note: input.note,
        hint: code.slice(0, 4),
        state: 'open',
        maxUses: input.kind === 'general' ? input.maxUses : 1,
        uses: 0,
        review: input.kind === 'general' && input.review,
        edition: null,
        prefill: { companyName: '', contactName: '', phoneMasked: '' },
        createdBy: '陈立',
        createdAt: now,
        expiresAt: '2026-12-24T10:30:00.000Z',
        revokedAt: null,
      };
      codes.unshift(row);
      return { row, code, link: `https://hl.example.cn/i/${code}` };
    },
  },
  {
    method: 'POST',
    path: '/invitation-codes/:id/revoke',
    schema: invitationCodeSchema,
    answer: ({ world, params }) => {
      const row = find(world.connecting.codes, params['id']);
      Object.assign(row, { state: 'revoked', revokedAt: now });
      return row;
    },
  },
  {
    method: 'GET',
    path: '/staff/upstream-connections',
    schema: upstreamConnectionPageSchema,
    answer: ({ world }) => ({
      companyName: world.me.enterprise.displayName,
      items: world.connecting.upstreams,
    }),
  },
  {
    method: 'POST',
    path: '/staff/upstream-connections',
    schema: doneSchema,
    answer: ({ body }) => {
      if (read(lookAtInvitationSchema, body).code !== code)
        throw new Refusal(409, 'invitation_code.invalid', '这个邀请码不能使用。');
      return { done: true };
    },
  },
  {
    method: 'GET',
    path: '/user-invitations',
    schema: deliveryPageSchema,
    answer: ({ world, query }) => page(world.deliveries.slice(0, 2), read(pageQuerySchema, query)),
  },
  {
    method: 'POST',
    path: '/user-invitations',
    schema: inviteResultsSchema,
    answer: ({ world, body }) => ({
      results: read(inviteUsersSchema, body).userIds.map((userId) => ({
        userId,
        name: find(world.users, userId).name,
        outcome: 'queued',
        nextAt: null,
      })),
    }),
  },
];
