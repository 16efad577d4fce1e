import { expect, it } from 'vitest';

import { mayGoOn, type Outcome } from './test-pool.ts';

const passed: Outcome = { result: { state: 'pass' }, tasks: [{ result: { state: 'pass' } }] };
const well = { ran: ['a.test.ts'], next: ['b.test.ts'], alone: new Set<string>(), newErrors: 0 };
const after = (...outcomes: Outcome[]) => mayGoOn({ ...well, outcomes });
const within = (task: Outcome): Outcome => ({ result: { state: 'pass' }, tasks: [{ tasks: [task] }] });

it('uses a process again after a file that passed', () => {
  expect(after(passed)).toBe(true);
});

it('uses none again after a failure, a second try, an error beside the tests, or without a result', () => {
  expect(after({ result: { state: 'fail' }, tasks: [] })).toBe(false);
  expect(after(within({ result: { state: 'fail' } }))).toBe(false);
  expect(after(within({ result: { state: 'pass', retryCount: 1 } }))).toBe(false);
  expect(after()).toBe(false);
  expect(mayGoOn({ ...well, outcomes: [passed], newErrors: 1 })).toBe(false);
});

it('gives a file that wants it a process before and after which there is no other, and ends each some time', () => {
  const outcomes = [passed];
  expect(mayGoOn({ ...well, outcomes, alone: new Set(['a.test.ts']) })).toBe(false);
  expect(mayGoOn({ ...well, outcomes, alone: new Set(['b.test.ts']) })).toBe(false);
  const ran = Array.from({ length: 24 }, (_, nth) => `${nth}.test.ts`);
  expect(mayGoOn({ ...well, ran, outcomes: ran.map(() => passed) })).toBe(false);
});
