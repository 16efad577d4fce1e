import type { z } from 'zod';

import { UnreadableAnswerError } from './errors.ts';

/**
 * Parses an answer with its contract. The contract refuses unknown fields, which is right for the
 * server; a page that is older than the server must live with them, so they are dropped here, and
 * everything else that does not fit is an error.
 * @throws UnreadableAnswerError
 */
export function readAnswer<S extends z.ZodType>(schema: S, body: unknown, path: string): z.output<S> {
  const first = schema.safeParse(body);
  if (first.success) return first.data;
  const trimmed: unknown = structuredClone(body);
  for (const issue of first.error.issues) {
    if (issue.code === 'unrecognized_keys') dropKeys(trimmed, issue.path, issue.keys);
  }
  const second = schema.safeParse(trimmed);
  if (second.success) return second.data;
  const issue = second.error.issues[0];
  throw new UnreadableAnswerError(path, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

function dropKeys(body: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  let place: unknown = body;
  for (const step of path) {
    if (typeof place !== 'object' || place === null) return;
    place = Reflect.get(place, step);
  }
  if (typeof place !== 'object' || place === null) return;
  for (const key of keys) Reflect.deleteProperty(place, key);
}
