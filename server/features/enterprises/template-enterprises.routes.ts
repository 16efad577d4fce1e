import { z } from 'zod';

import { templateDoor } from '../../../config/permissions.ts';
import { idSchema } from '../../contract/common.ts';
import {
  createdTemplateEnterpriseSchema,
  createTemplateEnterpriseSchema,
  templateEnterprisesSchema,
  templateEntrySchema,
} from '../../contract/packages.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import { actingStaff } from './connections.routes.ts';
import type { TemplateEnterprisesService } from './template-enterprises.ts';

const staff = { audience: 'staff', permission: templateDoor } as const;

export function createTemplateEnterpriseRoutes(templates: TemplateEnterprisesService): RouteDefinition[] {
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/template-enterprises', ...staff },
        summary: 'The template enterprises of the upstream, and whether it may have one',
        response: templateEnterprisesSchema,
      },
      ({ em, caller }) => templates.list(em, caller.enterpriseId),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/template-enterprises', ...staff, status: 201 },
        summary: 'Create a template enterprise; the way in is shown this once',
        body: createTemplateEnterpriseSchema,
        response: createdTemplateEnterpriseSchema,
      },
      ({ caller, body, requestId }) => templates.create(actingStaff(caller, requestId), body),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/template-enterprises/:id/enter', ...staff },
        summary: 'A one-time way into a template enterprise, for who asks',
        params: z.strictObject({ id: idSchema }),
        response: templateEntrySchema,
      },
      ({ caller, params, requestId }) => templates.enter(actingStaff(caller, requestId), params.id),
    ),
  ];
}
