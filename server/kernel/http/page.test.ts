import { describe, expect, it } from 'vitest';

import { cutPage, decodeCursor, encodeCursor } from './page.ts';

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `id-${index}` }));

describe('pages', () => {
  it('end where the rows end, and go on after the last that was shown', () => {
    expect(cutPage(rows(0), 2)).toEqual({ rows: [], nextCursor: null });
    expect(cutPage(rows(2), 2)).toEqual({ rows: rows(2), nextCursor: null });
    const page = cutPage(rows(3), 2);
    expect(page.rows).toEqual(rows(2));
    expect(decodeCursor(page.nextCursor ?? '')).toBe('id-1');
  });

  it('take back only a cursor that they gave', () => {
    expect(decodeCursor(undefined)).toBeUndefined();
    expect(decodeCursor(encodeCursor('a'))).toBe('a');
    for (const wrong of [
      '',
      'x',
      '!!',
      Buffer.from('{"after":1}').toString('base64url'),
      encodeCursor('x'.repeat(61)),
    ]) {
      expect(() => decodeCursor(wrong), wrong).toThrow('request.invalid');
    }
  });
});
