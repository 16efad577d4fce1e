import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Job } from '../../kernel/data/kernel.entity.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { openMessagingWorld } from './testing.ts';

/** Waits at a place until it is let go, and tells that it was reached. */
function openGate() {
  let [reach, go]: (() => void)[] = [];
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const free = new Promise<void>((resolve) => (go = resolve));
  return {
    reached,
    go: () => go?.(),
    pass: () => {
      reach?.();
      return free;
    },
  };
}

describe('a delivery whose job changes hands between reading and marking', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.drop());

  it.each([
    { carrier: 'customer_service', second: 'would send', state: 'unknown', calls: 1 },
    { carrier: 'template', second: 'would send', state: 'submitted', calls: 2 },
    { carrier: 'template', second: 'knows no way', state: 'submitted', calls: 2 },
  ] as const)('by $carrier, where the second $second, ends as its rule says', async (one) => {
    const { carrier, second, state, calls } = one;
    const [slow, quick, sending] = [openGate(), openGate(), openGate()];
    const looks = [slow, quick];
    let asked = 0;
    const send = async () => {
      asked += 1;
      if (asked === 1) await sending.pass();
    };
    const w = await openMessagingWorld(test, {
      async officialAccount() {
        const look = looks.shift();
        await look?.pass();
        if (look === quick && second === 'knows no way') return null;
        return {
          sendCustomerMessage: send,
          async sendTemplate() {
            await send();
            return { messageId: '3600000000000000001' };
          },
          listTemplates: async () => [],
        };
      },
    });
    if (carrier === 'template') await w.map('template');
    else w.world.windowOpen = true;
    await w.queueBound();

    const first = w.worker.drain();
    await slow.reached;
    w.clock.advance(61_000);
    const other = w.buildWorker().drain();
    await quick.reached;
    // The first wakes up, marks and sends; the second, whose job it is by now, finds the mark too late.
    slow.go();
    await sending.reached;
    quick.go();
    await other;
    sending.go();
    await first;
    for (let look = 0; look < 5; look += 1) {
      w.clock.advance(2_000);
      await w.worker.drain();
    }
    expect(await w.delivery()).toMatchObject({ state, carrier });
    expect(asked).toBe(calls);
    expect(await w.em().count(Job, { state: { $ne: 'done' } })).toBe(0);
  });
});
