import { describe, expect, it } from 'vitest';

import { toCsv } from './csv.ts';

describe('the exported CSV', () => {
  it('quotes commas, quotes and line breaks and begins with the UTF-8 mark', () => {
    expect(toCsv(['a', 'b'], [['x,y', 'say "hi"\nagain']])).toBe(
      '\uFEFFa,b\r\n"x,y","say ""hi""\nagain"\r\n',
    );
  });

  it('makes text that begins like a formula harmless and leaves numbers alone', () => {
    expect(toCsv(['v'], [['=1+1'], ['@SUM'], ['+3'], ['-2.5'], ['-x']])).toBe(
      "\uFEFFv\r\n'=1+1\r\n'@SUM\r\n+3\r\n-2.5\r\n'-x\r\n",
    );
  });
});
