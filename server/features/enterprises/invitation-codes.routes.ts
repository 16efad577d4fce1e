import { z } from 'zod';

import {
  createdInvitationCodeSchema,
  createInvitationCodeSchema,
  invitationCodePageSchema,
  invitationCodeQuerySchema,
  invitationCodeSchema,
} from '../../contract/connections.ts';
import { idSchema } from '../../contract/common.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import { actingStaff } from './connections.routes.ts';
import type { InvitationCodes } from './invitation-codes.ts';

const params = z.strictObject({ id: idSchema });
const noPrefill = { companyName: '', contactName: '', phone: null };

/** Invitation codes, as their owner's staff make and withdraw them. */
export function createInvitationCodeRoutes(codes: InvitationCodes): RouteDefinition[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/invitation-codes',
        summary: 'Invitation codes, newest first; never the codes themselves',
        audience: 'staff',
        permission: 'connections.read',
        query: invitationCodeQuerySchema,
        response: invitationCodePageSchema,
      },
      ({ em, query, locale }) => codes.list(em, query, locale),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/invitation-codes',
        summary: 'Make a code: for one enterprise and once, or for many; this answer alone shows it',
        audience: 'staff',
        permission: 'connections.manage',
        body: createInvitationCodeSchema,
        response: createdInvitationCodeSchema,
        status: 201,
      },
      ({ caller, body, locale, requestId }) => {
        const { kind, note, validDays, edition } = body;
        const own =
          body.kind === 'dedicated'
            ? { maxUses: 1, review: false, ...body.prefill }
            : { maxUses: body.maxUses, review: body.review, ...noPrefill };
        return codes.create(
          actingStaff(caller, requestId),
          { kind, note, validDays, edition, ...own },
          locale,
        );
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/invitation-codes/:id/revoke',
        summary: 'From now on the code connects nobody',
        audience: 'staff',
        permission: 'connections.manage',
        params,
        response: invitationCodeSchema,
      },
      ({ caller, params: { id }, locale, requestId }) =>
        codes.revoke(actingStaff(caller, requestId), id, locale),
    ),
  ];
}
