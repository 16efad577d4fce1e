import { z } from 'zod';

import { json, type Outcome } from '../http.ts';
import type { Verb } from './verb.ts';

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
});

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // The document names the dialect once for all.
  return Object.fromEntries(Object.entries(made).filter(([name]) => name !== '$schema'));
}

/** A query's fields as parameters; of alternatives, all of them, none required. */
function parametersOf(schema: z.ZodType): unknown[] {
  const made = z
    .looseObject({
      properties: z.record(z.string(), z.unknown()).default({}),
      required: z.array(z.string()).default([]),
      anyOf: z
        .array(z.looseObject({ properties: z.record(z.string(), z.unknown()).default({}) }))
        .default([]),
    })
    .parse(schemaOf(schema, 'input'));
  const all = [made, ...made.anyOf].flatMap(({ properties }) => Object.entries(properties));
  return [...new Map(all)].map(([name, property]) => ({
    name,
    in: 'query',
    required: made.required.includes(name),
    schema: property,
  }));
}

function operationOf(verb: Verb): Record<string, unknown> {
  const answer = verb.answer === undefined ? {} : { schema: schemaOf(verb.answer, 'output') };
  const refused = (description: string) => ({
    description,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  });
  return {
    operationId: verb.path.replace(/^\/control\//, '').replaceAll('/', '-'),
    summary: verb.summary,
    ...(verb.method === 'GET'
      ? { parameters: parametersOf(verb.input) }
      : { requestBody: { content: { 'application/json': { schema: schemaOf(verb.input, 'input') } } } }),
    responses: {
      '200': { description: 'Done', content: { 'application/json': answer } },
      '403': refused('A page of another origin'),
      '404': refused('Unknown account, person or message'),
      '422': refused('Another shape'),
    },
  };
}

/** `GET /control/openapi.json`, made from the schemas that check the requests. */
export function openApiOf(verbs: readonly Verb[]): () => Outcome {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Hulian sandbox', version: '1', description: 'Act, look and break: one verb a path.' },
    paths: Object.fromEntries(
      verbs.map((verb) => [verb.path, { [verb.method.toLowerCase()]: operationOf(verb) }]),
    ),
    components: { schemas: { Error: schemaOf(errorSchema, 'output') } },
  };
  const answer = json(200, document);
  return () => answer;
}
