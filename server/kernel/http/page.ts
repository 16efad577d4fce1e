import { Buffer } from 'node:buffer';

import { z } from 'zod';

import { AppError } from '../errors/app-error.ts';

const cursorSchema = z.strictObject({ after: z.string().max(60) });

/** Cursors are opaque to callers: the id after which the next page starts. */
export function encodeCursor(after: string): string {
  return Buffer.from(JSON.stringify({ after })).toString('base64url');
}

export function decodeCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))).after;
  } catch (cause) {
    throw new AppError('request.invalid', { status: 422, data: { field: 'query.cursor' }, cause });
  }
}

/**
 * Cuts a page from rows that were read with `limit + 1`, newest first by id.
 * @example em.find(X, after === undefined ? {} : { id: { $lt: after } }, { orderBy: { id: 'desc' }, limit: limit + 1 })
 */
export function cutPage<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
): { rows: readonly Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(last.id) : null };
}
