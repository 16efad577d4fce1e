import type { z } from 'zod';

import {
  newStaffMemberSchema,
  staffAccountSchema,
  staffDepartmentsSchema,
  staffMemberPageSchema,
  staffMemberSchema,
  type NewStaffMember,
  type StaffMemberPatch,
  type StaffMemberRow,
} from '../../../../server/contract/staff.ts';
import { doneSchema } from '../../../../server/contract/common.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export type { NewStaffMember, StaffMemberPatch, StaffMemberRow };
export type StaffDepartment = z.infer<typeof staffDepartmentsSchema>['items'][number];

export const staffKey = ['staff-members'] as const;

export const isAccount = (text: string): boolean => staffAccountSchema.safeParse(text).success;
/** A mailbox is what is recommended (row 240); anything else is taken. */
export const isMailbox = (text: string): boolean => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text.trim());
export const longest = { note: 200, name: 60, account: 64, password: 128 } as const;
export { newStaffMemberSchema };

export function listStaff(query: Query, signal: AbortSignal) {
  return getJson('/staff-members', staffMemberPageSchema, { query, signal });
}

/** Departments in which I see people. */
export const staffDepartmentsQuery = {
  queryKey: [...staffKey, 'departments'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<readonly StaffDepartment[]> =>
    (await getJson('/staff-departments', staffDepartmentsSchema, { signal })).items,
};

export function createStaff(body: NewStaffMember, idempotencyKey: string): Promise<StaffMemberRow> {
  return writeJson('/staff-members', staffMemberSchema, { method: 'POST', body, idempotencyKey });
}

export function changeStaff(
  input: { id: string; version: number; patch: StaffMemberPatch },
  idempotencyKey: string,
): Promise<StaffMemberRow> {
  const { id, version, patch } = input;
  return writeJson(`/staff-members/${id}`, staffMemberSchema, {
    ...{ method: 'PATCH' as const, body: patch, version, idempotencyKey },
  });
}

export function switchStaff(
  input: { id: string; to: 'enable' | 'disable' },
  idempotencyKey: string,
): Promise<StaffMemberRow> {
  return writeJson(`/staff-members/${input.id}/${input.to}`, staffMemberSchema, {
    ...{ method: 'POST' as const, idempotencyKey },
  });
}

export function resetStaffPassword(
  input: { id: string; password: string; confirmation: string },
  idempotencyKey: string,
): Promise<unknown> {
  const { id, ...body } = input;
  return writeJson(`/staff-members/${id}/reset-password`, doneSchema, {
    ...{ method: 'POST' as const, body, idempotencyKey },
  });
}

export function fetchStaff(id: string): Promise<StaffMemberRow> {
  return getJson(`/staff-members/${id}`, staffMemberSchema);
}

/** @throws ApiError conflict.version | authorisation.beyond_own | role.beyond_own */
export function authoriseStaff(
  input: { id: string; version: number; permissions: readonly string[]; roleIds: readonly string[] },
  idempotencyKey: string,
): Promise<StaffMemberRow> {
  const { id, version, permissions, roleIds } = input;
  return writeJson(`/staff-members/${id}/authorisation`, staffMemberSchema, {
    ...{ method: 'PUT' as const, body: { permissions, roleIds }, version, idempotencyKey },
  });
}
