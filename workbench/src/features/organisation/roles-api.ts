import { doneSchema } from '../../../../server/contract/common.ts';
import {
  roleMemberPageSchema,
  roleSchema,
  rolesSchema,
  unheldRightsSchema,
  type NewRole,
  type RoleMember,
  type RoleMemberChange,
  type RolePatch,
  type RoleRow,
} from '../../../../server/contract/roles.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export type { NewRole, RoleMember, RoleRow };

export const rolesKey = ['roles'] as const;

/** All roles, presets first. */
export const rolesQuery = {
  queryKey: rolesKey,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<readonly RoleRow[]> =>
    (await getJson('/roles', rolesSchema, { signal })).items,
};

/** Rights that nobody here holds. */
export const unheldRightsQuery = {
  queryKey: [...rolesKey, 'unheld'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<readonly string[]> =>
    (await getJson('/unheld-rights', unheldRightsSchema, { signal })).items,
};

export function listRoleMembers(id: string, query: Query, signal: AbortSignal) {
  return getJson(`/roles/${id}/members`, roleMemberPageSchema, { query, signal });
}

/** @throws ApiError authorisation.beyond_own | role.name_taken */
export function createRole(body: NewRole, idempotencyKey: string): Promise<RoleRow> {
  return writeJson('/roles', roleSchema, { method: 'POST', body, idempotencyKey });
}

/** @throws ApiError conflict.version | role.beyond_own | role.members_out_of_reach | role.own_loss */
export function changeRole(
  input: { id: string; version: number; patch: RolePatch },
  idempotencyKey: string,
): Promise<RoleRow> {
  const { id, version, patch } = input;
  return writeJson(`/roles/${id}`, roleSchema, {
    ...{ method: 'PATCH' as const, body: patch, version, idempotencyKey },
  });
}

/** @throws ApiError role.in_use, where its people are not to lose it */
export function removeRole(
  input: { id: string; withMembers: boolean },
  idempotencyKey: string,
): Promise<unknown> {
  const { id, withMembers } = input;
  return writeJson(`/roles/${id}/remove`, doneSchema, {
    ...{ method: 'POST' as const, body: { withMembers }, idempotencyKey },
  });
}

export function changeRoleMembers(
  input: { id: string; change: Partial<RoleMemberChange> },
  idempotencyKey: string,
): Promise<RoleRow> {
  return writeJson(`/roles/${input.id}/members`, roleSchema, {
    ...{ method: 'POST' as const, body: input.change, idempotencyKey },
  });
}
