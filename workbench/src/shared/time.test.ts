import { describe, expect, it } from 'vitest';

import { fileStamp, formatDay, formatMoment } from './time.ts';

const iso = '2026-11-24T16:30:00.000Z';

describe('times as people read them', () => {
  it('shows the moment in the enterprise’s zone, not in UTC', () => {
    expect(formatMoment(iso, 'Asia/Shanghai', 'zh-CN')).toBe('2026年11月25日 00:30');
    expect(formatMoment(iso, 'Asia/Shanghai', 'en')).toBe('25 Nov 2026, 00:30');
    expect(formatMoment(iso, 'Europe/Paris', 'zh-CN')).toBe('2026年11月24日 17:30');
  });

  it('shows the day alone where the time says nothing', () => {
    expect(formatDay(iso, 'Asia/Shanghai', 'zh-CN')).toBe('2026年11月25日');
  });

  it('stamps files so that they sort by time', () => {
    expect(fileStamp(new Date('2026-01-05T02:03:00.000Z'), 'Asia/Shanghai')).toBe('20260105-1003');
  });
});
