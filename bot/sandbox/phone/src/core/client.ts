import * as z from 'zod';

import { failureSchema } from './schema.ts';

/** The sandbox refused (its own words) or was not reached (`status` 0). */
export class ControlError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
  ) {
    super(message);
  }
}

async function read(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

async function request<T>(path: string, schema: z.ZodType<T>, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { cache: 'no-store', ...init });
  } catch {
    throw new ControlError('', 0, 'sandbox.unreachable');
  }
  const body = await read(response);
  if (!response.ok) {
    const failure = failureSchema.safeParse(body);
    throw failure.success
      ? new ControlError(failure.data.error.message, response.status, failure.data.error.code)
      : new ControlError(`HTTP ${response.status}`, response.status, 'sandbox.failed');
  }
  return schema.parse(body);
}

/** Reads one of the sandbox's GET addresses. @throws ControlError */
export function look<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return request(path, schema);
}

/** Uses one of the verbs of `/control`. @throws ControlError */
export function act<T>(verb: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
  return request(`/control/${verb}`, schema, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
