import { z } from 'zod';

import { sendRequest } from './send.ts';

/** The target's own count of the callbacks that it took as new: what cannot be seen from outside. */
export interface Effects {
  /** How much the count rose by `work`; waits for `expected`, and a moment for one more. */
  riseDuring<T>(expected: number, work: () => Promise<T>): Promise<{ rise: number; result: T }>;
}

/** The run cannot go on: this is no fault that a case could tell. */
export class EffectsError extends Error {
  constructor(reason: string) {
    super(`--effects-url: ${reason}`);
    this.name = 'EffectsError';
  }
}

const shape = z.object({ callbacks: z.int().min(0) });
const pollMs = 50;
const giveUpMs = 5_000;

/** @param settleMs how long the target may take to count what it has answered */
export function createEffects(url: URL, settleMs: number, pause: (ms: number) => Promise<void>): Effects {
  async function count(): Promise<number> {
    const answer = await sendRequest(url, { method: 'GET', query: '', headers: {}, body: '' }, giveUpMs);
    if (answer.kind !== 'answered') throw new EffectsError('no answer');
    try {
      return shape.parse(JSON.parse(answer.body)).callbacks;
    } catch {
      throw new EffectsError('the answer is not { "callbacks": <number> }');
    }
  }

  return {
    async riseDuring(expected, work) {
      const before = await count();
      const result = await work();
      let rise = (await count()) - before;
      for (let waited = 0; rise < expected && waited < settleMs; waited += pollMs) {
        await pause(pollMs);
        rise = (await count()) - before;
      }
      if (settleMs > 0 && rise <= expected) {
        await pause(settleMs);
        rise = (await count()) - before;
      }
      return { rise, result };
    },
  };
}
