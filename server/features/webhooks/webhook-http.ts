import { Agent, ProxyAgent, request } from 'undici';

import { guardedLookup } from '../../../bot/channels/shared/platform-http.ts';
import type { Reach } from './reach.ts';

/** Why an attempt was not taken; `webhook.error.<key>` in the locale files. */
export type WebhookError = 'status' | 'redirect' | 'timeout' | 'unreachable' | 'refused_address';

export interface WebhookAnswer {
  readonly status: number | null;
  /** Null: taken (2xx). */
  readonly error: WebhookError | null;
  readonly ms: number;
  /** The first kilobyte, as text. */
  readonly answer: string;
}

/** Standard Webhooks: 15 to 30 s. */
const timeoutMs = 15_000;
const answerBytes = 1_000;

/**
 * Sends one attempt: no redirect is followed, the name is resolved once and refused where it leads
 * inside, and of the answer no more is read than is shown. Behind an outgoing proxy it is the proxy
 * that resolves names: there it must refuse private addresses itself (docs/operations.md).
 */
export function createWebhookHttp(options: {
  reach: Reach;
  proxyUrl: string | undefined;
  timeoutMs?: number;
}) {
  const limit = options.timeoutMs ?? timeoutMs;
  const direct = new Agent({
    connections: 4,
    maxHeaderSize: 16_384,
    connect: {
      timeout: limit,
      lookup: guardedLookup((address, hostname) => options.reach.refuses(address, hostname)),
    },
  });
  const proxy = options.proxyUrl === undefined ? undefined : new ProxyAgent({ uri: options.proxyUrl });
  return {
    async post(url: URL, body: string, headers: Readonly<Record<string, string>>): Promise<WebhookAnswer> {
      const startedAt = performance.now();
      const signal = AbortSignal.timeout(limit);
      const end = (status: number | null, error: WebhookError | null, answer = ''): WebhookAnswer => ({
        status,
        error,
        ms: Math.round(performance.now() - startedAt),
        answer,
      });
      try {
        const response = await request(url, {
          dispatcher: proxy ?? direct,
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'hulian-webhooks' },
          body,
          signal,
        });
        const status = response.statusCode;
        const answer = await firstOf(response.body);
        if (status >= 200 && status < 300) return end(status, null, answer);
        return end(status, status >= 300 && status < 400 ? 'redirect' : 'status', answer);
      } catch (error) {
        if (signal.aborted) return end(null, 'timeout');
        const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
        return end(null, code === 'EADDRREFUSED' ? 'refused_address' : 'unreachable');
      }
    },
    async close(): Promise<void> {
      await direct.close();
      await proxy?.close();
    },
  };
}
export type WebhookHttp = ReturnType<typeof createWebhookHttp>;

/** What it shows of an answer; the rest is not read, however long it is. */
async function firstOf(body: AsyncIterable<unknown> & { destroy(): unknown }): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.from(String(chunk));
    chunks.push(bytes);
    size += bytes.length;
    if (size >= answerBytes) {
      body.destroy();
      break;
    }
  }
  const text = Buffer.concat(chunks).subarray(0, answerBytes).toString('utf8');
  // Shown to people and stored: what no text holds is left out.

  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').slice(0, 900);
}
