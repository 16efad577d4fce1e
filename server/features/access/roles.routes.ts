import { z } from 'zod';

import { companyPermissions } from '../../../config/permissions.ts';
import { doneSchema, idSchema } from '../../contract/common.ts';
import {
  changeRoleMembersSchema,
  newRoleSchema,
  patchRoleSchema,
  removeRoleSchema,
  roleMemberPageSchema,
  roleMemberQuerySchema,
  roleSchema,
  rolesSchema,
  unheldRightsSchema,
} from '../../contract/roles.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import { actingOf } from './departments.routes.ts';
import type { Roles } from './roles.ts';
import type { StaffDirectory } from './staff-directory.ts';

const params = z.strictObject({ id: idSchema });
const staff = { audience: 'staff', permission: 'authorisation.set' } as const;

export function createRoleRoutes(deps: {
  roles: Roles;
  staff: Pick<StaffDirectory, 'heldByNobody'>;
}): RouteDefinition[] {
  const { roles } = deps;

  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/roles', ...staff },
        summary: 'The enterprise’s roles, presets first',
        response: rolesSchema,
      },
      async ({ em, caller, requestId }) => ({
        items: await roles.list(em, actingOf({ caller, requestId })),
        nextCursor: null,
      }),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/unheld-rights', ...staff },
        summary: 'Rights that nobody who works here holds, so that nobody can give them',
        response: unheldRightsSchema,
      },
      async ({ em, caller }) => ({
        items: await deps.staff.heldByNobody(em, caller.enterpriseId, companyPermissions),
        nextCursor: null,
      }),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/roles/:id', ...staff },
        summary: 'One role',
        params,
        response: roleSchema,
      },
      ({ em, caller, requestId, params: { id } }) => roles.byId(em, actingOf({ caller, requestId }), id),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/roles/:id/members', ...staff },
        summary: 'Who is in a role, of those in the caller’s sight',
        params,
        query: roleMemberQuerySchema,
        response: roleMemberPageSchema,
      },
      ({ em, caller, requestId, params: { id }, query }) =>
        roles.members(em, actingOf({ caller, requestId }), id, query),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/roles', ...staff },
        summary: 'Make a role of rights that the caller owns',
        body: newRoleSchema,
        response: roleSchema,
        status: 201,
      },
      async ({ em, caller, requestId, body }) => {
        const by = actingOf({ caller, requestId });
        return roles.byId(em, by, await roles.create(em, by, body));
      },
    ),
    defineRoute(
      {
        ...{ method: 'patch', path: '/roles/:id', ...staff },
        summary: 'Edit a role: who is in it has its new rights at his next request',
        ifMatch: true,
        params,
        body: patchRoleSchema,
        response: roleSchema,
      },
      async ({ em, caller, requestId, params: { id }, body, version }) => {
        const by = actingOf({ caller, requestId });
        await roles.change(em, by, { id, version, patch: body });
        return roles.byId(em, by, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/roles/:id/members', ...staff },
        summary: 'Put people into a role, and take them out',
        params,
        body: changeRoleMembersSchema,
        response: roleSchema,
      },
      async ({ em, caller, requestId, params: { id }, body }) => {
        const by = actingOf({ caller, requestId });
        await roles.changeMembers(em, by, id, body);
        return roles.byId(em, by, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/roles/:id/remove', ...staff },
        summary: 'Delete a role; who is in it loses it where that is wished',
        params,
        body: removeRoleSchema,
        response: doneSchema,
      },
      async ({ em, caller, requestId, params: { id }, body }) => {
        await roles.remove(em, actingOf({ caller, requestId }), id, body.withMembers);
        return { done: true as const };
      },
    ),
  ];
}
