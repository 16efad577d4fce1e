import { expect, it } from 'vitest';

import { randomSlice } from './random.ts';

it('hands out as many bytes as asked for, never the same twice, and none that changes later', () => {
  const slices = Array.from({ length: 5_000 }, (_, index) => randomSlice(16 + (index % 3)));
  const texts = slices.map((slice) => slice.toString('hex'));
  expect(slices.map(({ length }) => length).slice(0, 3)).toEqual([16, 17, 18]);
  expect(new Set(texts).size).toBe(5_000);
  expect(slices.map((slice) => slice.toString('hex'))).toEqual(texts);
});

it('refuses more than a slice', () => {
  expect(() => randomSlice(65)).toThrow(RangeError);
});
