import { Agent, request } from 'undici';

import type { SealedCallback } from './seal.ts';

const maxAnswerBytes = 256 * 1024;

/** What came back; status 0: no connection, cut, or too late. */
export interface CallbackAnswer {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
  readonly problem: string | null;
}

/** The platform's side of the wire: a deadline after which the connection is cut, no redirects followed. */
export class Transport {
  readonly #agent = new Agent({ connect: { timeout: 5_000 }, keepAliveTimeout: 10_000, connections: 64 });

  get(url: string, deadlineMs: number): Promise<CallbackAnswer> {
    return this.#send(url, { method: 'GET' }, deadlineMs);
  }

  post(callback: SealedCallback, deadlineMs: number): Promise<CallbackAnswer> {
    const headers = { 'content-type': callback.contentType, ...callback.headers };
    return this.#send(callback.url, { method: 'POST', body: callback.body, headers }, deadlineMs);
  }

  async #send(
    url: string,
    options: { method: 'GET' | 'POST'; body?: string; headers?: Record<string, string> },
    deadlineMs: number,
  ): Promise<CallbackAnswer> {
    const began = performance.now();
    const ms = () => Math.round(performance.now() - began);
    try {
      const answer = await request(url, {
        ...options,
        headers: { 'user-agent': 'Mozilla/4.0', accept: '*/*', ...options.headers },
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(deadlineMs),
      });
      let text = '';
      for await (const chunk of answer.body.setEncoding('utf8')) {
        text += String(chunk);
        if (text.length > maxAnswerBytes) throw new Error('the answer is too long');
      }
      return { status: answer.statusCode, text, ms: ms(), problem: null };
    } catch (error) {
      return { status: 0, text: '', ms: ms(), problem: error instanceof Error ? error.message : 'failed' };
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
