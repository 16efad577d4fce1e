import { z } from 'zod';

import { doneSchema, idSchema } from '../../contract/common.ts';
import {
  departmentSchema,
  departmentTreeSchema,
  newDepartmentSchema,
  patchDepartmentSchema,
  removeDepartmentSchema,
  type DepartmentRow,
} from '../../contract/departments.ts';
import { authorisationSchema } from '../../contract/staff.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { Authorisations } from './authorisations.ts';
import type { ActingStaff, Departments } from './departments.ts';

const params = z.strictObject({ id: idSchema });
const staff = { audience: 'staff', permission: 'departments.manage' } as const;

/** Who acts, as the session says. */
export const actingOf = ({ caller, requestId }: { caller: Caller; requestId: string }): ActingStaff => ({
  enterpriseId: caller.enterpriseId,
  staffId: caller.personId,
  name: caller.name,
  requestId,
});

export function createDepartmentRoutes(deps: {
  departments: Departments;
  defaults: Pick<Authorisations, 'setDefaults'>;
}): RouteDefinition[] {
  const { departments } = deps;

  async function one(em: EntityManager, enterpriseId: string, id: string): Promise<DepartmentRow> {
    const row = (await departments.tree(em, enterpriseId)).find((item) => item.id === id);
    assertThat(row, 'not_found', 404);
    return row;
  }

  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/departments', ...staff },
        summary: 'The enterprise’s one tree of departments, parents first',
        response: departmentTreeSchema,
      },
      async ({ em, caller }) => ({
        items: await departments.tree(em, caller.enterpriseId),
        nextCursor: null,
      }),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/departments/:id', ...staff },
        summary: 'One department',
        params,
        response: departmentSchema,
      },
      ({ em, caller, params: { id } }) => one(em, caller.enterpriseId, id),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/departments', ...staff },
        summary: 'Create a department below another',
        body: newDepartmentSchema,
        response: departmentSchema,
        status: 201,
      },
      async ({ em, caller, body, requestId }) => {
        const id = await departments.create(em, actingOf({ caller, requestId }), body);
        return one(em, caller.enterpriseId, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'patch', path: '/departments/:id', ...staff },
        summary: 'Edit a department, or hang it elsewhere with all below it',
        ifMatch: true,
        params,
        body: patchDepartmentSchema,
        response: departmentSchema,
      },
      async ({ em, caller, params: { id }, body, version, requestId }) => {
        await departments.change(em, actingOf({ caller, requestId }), { id, version, patch: body });
        return one(em, caller.enterpriseId, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/departments/:id/remove', ...staff },
        summary: 'Delete a department; what is in it goes to its parent where that is wished',
        params,
        body: removeDepartmentSchema,
        response: doneSchema,
      },
      async ({ em, caller, params: { id }, body, requestId }) => {
        await departments.remove(em, actingOf({ caller, requestId }), id, body.moveToParent);
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{ method: 'put', path: '/departments/:id/default-authorisation', ...staff },
        summary: 'Set what new staff of a department are given, of what the caller owns',
        ifMatch: true,
        params,
        body: authorisationSchema,
        response: departmentSchema,
      },
      async ({ em, caller, params: { id }, body, version, requestId }) => {
        const by = actingOf({ caller, requestId });
        await deps.defaults.setDefaults(em, by, { id, version, permissions: body.permissions });
        return one(em, caller.enterpriseId, id);
      },
    ),
  ];
}
