import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { expect, it, vi } from 'vitest';

import { createDeadlines } from './deadlines.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('tells each wait that lasts too long, once, in their order', async () => {
  const deadlines = createDeadlines(20);
  const told: string[] = [];
  deadlines.begin(() => told.push('first'));
  await pause(10);
  deadlines.begin(() => told.push('second'));
  await vi.waitFor(() => {
    expect(told).toEqual(['first', 'second']);
  });
  await pause(40);
  expect(told).toEqual(['first', 'second']);
});

it('says nothing of a wait that ended, also when others go on', async () => {
  const deadlines = createDeadlines(20);
  const told: string[] = [];
  const ended = deadlines.begin(() => told.push('ended'));
  deadlines.begin(() => told.push('open'));
  ended.end();
  await vi.waitFor(() => {
    expect(told).toEqual(['open']);
  });
  deadlines.begin(() => told.push('later'));
  await vi.waitFor(() => {
    expect(told).toEqual(['open', 'later']);
  });
});

it('keeps nothing of ended waits, also of those that have grown old', () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('The collector cannot be called');
  const deadlines = createDeadlines(60_000);
  const open: { end(): void }[] = [];
  const waitFor = (count: number) => {
    for (let i = 0; i < count; i += 1) {
      // As a request: what its callback holds is larger than the wait.
      const held = new Array<number>(256).fill(i);
      open.push(deadlines.begin(() => held.fill(0)));
      if (open.length > 64) open.shift()?.end();
    }
  };
  waitFor(1_000);
  // Those that are open now are old: the small collections leave them, and what they point to, alone.
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let round = 0; round < 40; round += 1) {
    waitFor(1_000);
    collect({ type: 'minor' });
  }
  const grown = process.memoryUsage().heapUsed - before;
  for (const wait of open) wait.end();
  // 40,000 waits hold 80 MB; the 64 that are open, less than 1.
  expect(grown / 2 ** 20).toBeLessThan(8);
});
