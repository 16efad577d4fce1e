import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { capitalAmount } from './capital-amount.ts';

/** Reads such words again, by the value of each character. */
function read(words: string): number {
  const values = '零壹贰叁肆伍陆柒捌玖';
  let [total, group, digit, fen] = [0, 0, 0, 0];
  for (const word of words.replace('人民币', '').replace('整', '')) {
    const value = values.indexOf(word);
    if (value >= 0) digit = value;
    else if (word === '角') fen += digit * 10;
    else if (word === '分') fen += digit;
    else {
      const place = ['拾', '佰', '仟'].indexOf(word) + 1;
      group += place > 0 ? digit * 10 ** place : digit;
      if (word === '万') [total, group] = [total + group * 10_000, 0];
      else if (word === '亿') [total, group] = [(total + group) * 100_000_000, 0];
      else if (word === '元') [total, group] = [total + group, 0];
    }
    if (value < 0) digit = 0;
  }
  return total * 100 + fen;
}

describe('an amount in capital numerals', () => {
  it.each([
    [0, '人民币零元整'],
    [1, '人民币壹分'],
    [10, '人民币壹角整'],
    [105, '人民币壹元零伍分'],
    [150, '人民币壹元伍角整'],
    [79_800, '人民币柒佰玖拾捌元整'],
    [1_409_50, '人民币壹仟肆佰零玖元伍角整'],
    [6_007_14, '人民币陆仟零柒元壹角肆分'],
    [10_000_00, '人民币壹万元整'],
    [100_500_00, '人民币壹拾万零伍佰元整'],
    [107_000_53, '人民币壹拾万柒仟元伍角叁分'],
    [16_409_02, '人民币壹万陆仟肆佰零玖元零贰分'],
    [1_000_000_000, '人民币壹仟万元整'],
    [100_000_001_00, '人民币壹亿零壹元整'],
  ])('of %i fen is %s', (fen, words) => {
    expect(capitalAmount(fen)).toBe(words);
  });

  it('says the very amount, and never two zeros in a row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (fen) => {
        const words = capitalAmount(fen);
        expect(read(words)).toBe(fen);
        expect(words).not.toMatch(/零零|零[拾佰仟万亿]/);
      }),
      { numRuns: 500 },
    );
  });
});
