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
