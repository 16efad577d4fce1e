import type { z } from 'zod';

import type { World } from './world.ts';

/** An answer that is not a yes. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(status: number, code: string, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export interface Call {
  readonly world: World;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly version: number;
}

export interface Route {
  readonly method: string;
  readonly path: string;
  /** What the answer must fit. */
  readonly schema: z.ZodType;
  readonly answer: (call: Call) => unknown;
}

/** Reads a part of the request with the contract; a client that sends anything else is refused. */
export function read<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = ['body', ...(issue?.path ?? []).map(String)].join('.');
  throw new Refusal(422, 'request.invalid', `提交的内容有误：${field}。请修改后再试。`, { field });
}

export function find<Row extends { id: string }>(rows: readonly Row[], id: string | undefined): Row {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Refusal(404, 'not_found', '没有找到。它可能已被删除，请返回刷新。');
  return row;
}

/** The cursor of the test server is the place in the list. */
export function page<Row>(rows: readonly Row[], query: { cursor?: string | undefined; limit: number }) {
  const start = Number(query.cursor ?? '0');
  const end = start + query.limit;
  return { items: rows.slice(start, end), nextCursor: end < rows.length ? String(end) : null };
}
