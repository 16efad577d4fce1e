import {
  departmentSchema,
  departmentTreeSchema,
  type DepartmentPatch,
  type DepartmentRow,
  type NewDepartment,
} from '../../../../server/contract/departments.ts';
import { doneSchema } from '../../../../server/contract/common.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';

export type { DepartmentPatch, DepartmentRow, NewDepartment };

export const departmentsKey = ['departments'] as const;

/** The whole tree, parents first. */
export const departmentsQuery = {
  queryKey: departmentsKey,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<readonly DepartmentRow[]> =>
    (await getJson('/departments', departmentTreeSchema, { signal })).items,
};

export function createDepartment(body: NewDepartment, idempotencyKey: string): Promise<DepartmentRow> {
  return writeJson('/departments', departmentSchema, { method: 'POST', body, idempotencyKey });
}

export function changeDepartment(
  input: { id: string; version: number; patch: DepartmentPatch },
  idempotencyKey: string,
): Promise<DepartmentRow> {
  const { id, version, patch } = input;
  return writeJson(`/departments/${id}`, departmentSchema, {
    ...{ method: 'PATCH' as const, body: patch, version, idempotencyKey },
  });
}

/** @throws ApiError department.not_empty, where what is in it is not to go to its parent */
export function removeDepartment(
  input: { id: string; moveToParent: boolean },
  idempotencyKey: string,
): Promise<unknown> {
  const { id, moveToParent } = input;
  return writeJson(`/departments/${id}/remove`, doneSchema, {
    ...{ method: 'POST' as const, body: { moveToParent }, idempotencyKey },
  });
}

/** What new staff of a department are given. @throws ApiError authorisation.beyond_own */
export function saveDefaults(
  input: { id: string; version: number; permissions: readonly string[] },
  idempotencyKey: string,
): Promise<DepartmentRow> {
  const { id, version, permissions } = input;
  return writeJson(`/departments/${id}/default-authorisation`, departmentSchema, {
    ...{ method: 'PUT' as const, body: { permissions }, version, idempotencyKey },
  });
}
