import { describe, expect, it } from 'vitest';

import { maskResidentId, readResidentId } from './resident-id.ts';

const now = new Date('2026-11-28T16:30:00Z');
const read = (text: string) => {
  const answer = readResidentId(text, now);
  return 'number' in answer ? answer.number : answer.problem;
};

describe('the number of a resident identity card', () => {
  it('is taken as the standard’s own example has it, however it was typed', () => {
    // GB 11643-1999, example of a check character X.
    for (const text of [
      '11010519491231002X',
      ' 110105 19491231 002x ',
      '１１０１０５１９４９１２３１００２Ｘ',
    ])
      expect(read(text)).toBe('11010519491231002X');
  });

  it('is refused where one digit is wrong or two neighbours stand the other way round', () => {
    const right = '11010519491231002X';
    const wrong = new Set<string>();
    for (let at = 0; at < 17; at += 1) {
      for (let digit = 0; digit < 10; digit += 1)
        wrong.add(`${right.slice(0, at)}${digit}${right.slice(at + 1)}`);
      wrong.add(`${right.slice(0, at)}${right[at + 1]}${right[at]}${right.slice(at + 2)}`);
    }
    wrong.delete(right);
    expect(wrong.size).toBeGreaterThan(150);
    for (const text of wrong) expect(['form', 'birth', 'check'], text).toContain(read(text));
    for (const last of '0123456789') expect(read(`11010519491231002${last}`)).toBe('check');
  });

  it('holds a day on which somebody who lives may have been born', () => {
    // The standard’s other example: its check character is right, and he would be 146 years old.
    expect(read('440524188001010014')).toBe('birth');
    for (const born of ['19490230', '19491301', '19490001', '19490100', '20270101', '00000000'])
      expect([born, read(`110105${born}002X`)]).toEqual([born, 'birth']);
    // In China it is the 29th already; on the 30th nobody has been born yet.
    expect(read('110105202611290023')).not.toBe('birth');
    expect(read('110105202611300021')).toBe('birth');
  });

  it('is nothing else: no old card, no passport, no company', () => {
    for (const text of ['', '110105491231002', 'E12345678', '91330100MA2XXXXX0X', '01010519491231002X'])
      expect([text, read(text)]).toEqual([text, 'form']);
  });

  it('shows its first and last character when it is masked', () => {
    expect(maskResidentId('11010519491231002X')).toBe('1****************X');
  });
});
