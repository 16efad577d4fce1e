import { enterpriseNamesSchema, patchEnterpriseNamesSchema } from '../../contract/settings.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import type { EnterpriseNamesService } from './enterprise-names.ts';

export function createEnterpriseRoutes(deps: { names: EnterpriseNamesService }): RouteDefinition[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/enterprise-names',
        summary: 'The names under which the enterprise is seen',
        audience: 'staff',
        permission: 'settings.manage',
        response: enterpriseNamesSchema,
      },
      ({ caller }) => deps.names.of(caller.enterpriseId),
    ),
    defineRoute(
      {
        method: 'patch',
        path: '/enterprise-names',
        summary: 'Change the display name and the slogan, as downstream sees them from now on',
        audience: 'staff',
        permission: 'settings.manage',
        ifMatch: true,
        body: patchEnterpriseNamesSchema,
        response: enterpriseNamesSchema,
      },
      ({ caller, body, version, requestId }) => {
        const { enterpriseId, personId: staffId, name } = caller;
        return deps.names.change({
          version,
          patch: body,
          editor: { enterpriseId, staffId, name, requestId },
        });
      },
    ),
  ];
}
