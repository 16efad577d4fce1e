import { z } from 'zod';

/** One verb of a sandbox's control; its answer as it came. @param url of the sandbox, without a slash at its end */
export async function controlSandbox(url: string, verb: string, body: object): Promise<unknown> {
  const answer = await fetch(`${url}/control/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${verb}: ${answer.status} ${text}`);
  const parsed: unknown = JSON.parse(text);
  return parsed;
}

/** A callback as the platform sent it; status 0: the line was cut. */
export interface Tried {
  readonly id: string;
  readonly status: number;
}

const triedSchema = z.object({
  deliveries: z.array(z.object({ id: z.string(), status: z.number() })).length(1),
});

/** A verb that sends one callback. */
export async function actInSandbox(url: string, verb: string, body: object): Promise<Tried> {
  const [tried] = triedSchema.parse(await controlSandbox(url, verb, body)).deliveries;
  if (tried === undefined) throw new Error('The sandbox sent nothing');
  return tried;
}

/**
 * The platform's second and third try, until one is answered: the very request, then the event under
 * a new ciphertext. @returns the last status
 */
export async function retryInSandbox(url: string, { id, ...first }: Tried): Promise<number> {
  let { status } = first;
  for (const sameCipher of [true, false]) {
    if (status === 200) break;
    ({ status } = await actInSandbox(url, 'redeliver', { id, sameCipher }));
  }
  return status;
}

const messagesSchema = z.object({
  items: z.array(z.looseObject({ via: z.string(), type: z.string(), text: z.string().default('') })),
});

/** What an official account sent to a person's phone, and how, oldest first. */
export async function messagesTo(
  url: string,
  person: string,
): Promise<{ via: string; type: string; text: string }[]> {
  const answer = await fetch(`${url}/control/messages?user=${person}`);
  return messagesSchema
    .parse(await answer.json())
    .items.filter(({ via }) => via === 'passive' || via === 'customer-service')
    .map(({ via, type, text }) => ({ via, type, text }));
}
