import { z } from 'zod';

import { errorEnvelopeSchema } from '../../contract/common.ts';
import type { RouteDefinition } from './route.ts';

/** The route table as OpenAPI 3.1, made from the very schemas that guard it. */
export function createOpenApi(routes: readonly RouteDefinition[], serverUrl: string): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`;
    const item = (paths[path] ??= {});
    item[route.method] = describeRoute(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Hulian', version: '1', description: 'Errors have one envelope; see Error.' },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      schemas: { Error: jsonSchema(errorEnvelopeSchema, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'Mini-app (WeChat and H5)' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'hl_staff_<port>', description: 'Workbench' },
      },
    },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' });
}

function describeRoute(route: RouteDefinition): object {
  const error = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
  return {
    summary: route.summary,
    ...(route.permission === undefined ? {} : { description: `Needs the permission ${route.permission}.` }),
    security:
      route.audience === 'public' ? [] : [route.audience === 'staff' ? { cookie: [] } : { bearer: [] }],
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(route.ifMatch
        ? [{ name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } }]
        : []),
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(route.body, 'input') } },
          },
        }),
    responses: {
      ...(route.download !== undefined
        ? { '200': { description: 'A file', content: { [route.download]: { schema: { type: 'string' } } } } }
        : route.response === undefined
          ? { '302': { description: 'Redirect' } }
          : {
              [route.status]: {
                description: 'Done',
                content: { 'application/json': { schema: jsonSchema(route.response, 'output') } },
              },
            }),
      default: { description: 'Refused', ...error },
    },
  };
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query'): object[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || (field instanceof z.ZodType && !field.safeParse(undefined).success),
    schema: field instanceof z.ZodType ? jsonSchema(field, 'input') : {},
  }));
}
