import type { Context } from 'koa';
import type { z } from 'zod';

import { AppError } from '../errors/app-error.ts';

const bodyLimitBytes = 256 * 1024;

/** Reads a JSON body with a cap; an empty body counts as {}. */
export async function readJsonBody(ctx: Context): Promise<unknown> {
  const declared = Number(ctx.get('content-length') || '0');
  const tooLarge = () =>
    new AppError('request.too_large', { status: 413, data: { limitKb: bodyLimitBytes / 1024 } });
  if (declared > bodyLimitBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > bodyLimitBytes) throw tooLarge();
    chunks.push(bytes);
  }
  if (size === 0) return {};
  if (!/^application\/json\s*(?:;|$)/i.test(ctx.get('content-type'))) {
    throw new AppError('request.media_type', { status: 415 });
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new AppError('request.not_json', { status: 400, cause });
  }
}

/** Parses one part of a request; the answer names the first field that is wrong. */
export function parsePart(schema: z.ZodType, value: unknown, part: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const unknownKeys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const field = [part, ...(issue?.path ?? []).map(String), ...unknownKeys].join('.');
  throw new AppError('request.invalid', {
    status: 422,
    data: { field, problem: issue?.message ?? 'invalid' },
  });
}

/** The query as plain text values; a repeated key keeps its list and is refused by the schemas. */
export function readQuery(ctx: Context): Record<string, unknown> {
  return { ...ctx.query };
}

/** `If-Match: "7"` → 7. */
export function readIfMatch(ctx: Context): number {
  const match = /^"?(\d{1,9})"?$/.exec(ctx.get('if-match'));
  if (match?.[1] === undefined) throw new AppError('request.if_match_missing', { status: 422 });
  return Number(match[1]);
}
