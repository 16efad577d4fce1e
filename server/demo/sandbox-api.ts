import { request } from 'undici';

import type { Server } from '../server.ts';

/** Where the installation's sandbox listens, for calls between the two. */
export function sandboxApi(server: Server): string {
  return `http://127.0.0.1:${server.config.sandbox.port}`;
}

/** One verb of the sandbox's control. @throws Error with what it answered */
export async function callSandbox(server: Server, verb: string, body: object): Promise<unknown> {
  const { statusCode, body: answer } = await request(`${sandboxApi(server)}/control/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (statusCode >= 300) throw new Error(`The sandbox refused ${verb}: ${statusCode} ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
