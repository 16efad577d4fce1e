import { describe, expect, it } from 'vitest';

import { clockTime, relativeTime } from './time.ts';

const at = (text: string) => Date.parse(`${text}+08:00`);
const now = at('2026-11-25T18:30:00');

describe('the time of a message', () => {
  it('is that of the phone, which is in China', () => {
    expect(clockTime(Date.parse('2026-11-25T16:05:00Z'))).toBe('00:05');
  });

  it.each([
    ['2026-11-25T00:01:00', '00:01', '00:01'],
    ['2026-11-24T23:59:00', '昨天 23:59', '昨天'],
    ['2026-11-20T08:00:00', '星期五 08:00', '星期五'],
    ['2026-11-01T08:00:00', '2026年11月1日 08:00', '26/11/1'],
  ])('says %s as WeChat does', (text, inChat, inList) => {
    expect(relativeTime(at(text), now, 'zh-CN', true)).toBe(inChat);
    expect(relativeTime(at(text), now, 'zh-CN', false)).toBe(inList);
  });

  it('says so in English too, and a moment ahead of the clock by its date', () => {
    expect(relativeTime(at('2026-11-24T09:00:00'), now, 'en', true)).toBe('Yesterday 09:00');
    expect(relativeTime(at('2026-11-27T09:00:00'), now, 'en', true)).toBe('November 27, 2026 09:00');
  });
});
