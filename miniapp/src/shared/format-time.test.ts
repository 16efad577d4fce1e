import { expect, it } from 'vitest';

import { formatTime } from './format-time.ts';

it('writes a moment in China’s time, whatever the phone’s zone is', () => {
  expect(formatTime('2026-11-24T10:30:00.000Z', 'zh-CN')).toBe('2026年11月24日 18:30');
  expect(formatTime('2026-12-31T16:05:00.000Z', 'en')).toBe('1 Jan 2027, 00:05');
});

it('writes nothing for what is no moment', () => {
  expect(formatTime('soon', 'zh-CN')).toBe('');
});
