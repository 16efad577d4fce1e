import { describe, expect, it } from 'vitest';

import { countGuide } from './guide-counters.ts';

const known = ['brand', 'contact'];

describe('the counters of a follow guide', () => {
  it('counts lines, UTF-8 bytes and links', () => {
    const counts = countGuide('你好\n{link:点这里绑定}', known);
    expect(counts).toEqual({ lines: 2, bytes: 6 + 1 + 22, links: 1, unknown: [] });
  });

  it('names words in braces that are no variable, each once', () => {
    expect(countGuide('{brand} {nickname} {nickname} {contact}', known).unknown).toEqual(['nickname']);
  });

  it('has no line before anything is written', () => {
    expect(countGuide('', known)).toEqual({ lines: 0, bytes: 0, links: 0, unknown: [] });
  });
});
