import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { autoReplyPatterns } from '../../../contract/auto-replies.ts';
import { createRuleFinder, isAbout, normalise, type Ranked } from './words.ts';

const asks = (words: string, pattern: Ranked['pattern'], sentence: string) =>
  isAbout({ words, pattern }, normalise(sentence));

describe('the words of auto reply', () => {
  it.each([
    // The three examples of the request (rows 297–299).
    ['Hello, the weather is good', 'sentence', 'hello, the weather is good', true],
    ['Hello | hello, the weather is good', 'contains_any', 'hello, the weather is good', true],
    ['Hello, the weather is good | Hello, are you busy?', 'equals_any', 'hello, are you busy?', true],
    ['Hello, the weather is good | Hello, are you busy?', 'equals_any', 'hello, the weather is good', true],
    // And what they are not.
    ['Hello, the weather is good', 'sentence', 'hello, the weather is good today', false],
    ['价格|报价', 'contains_any', '请问滤芯报价多少', true],
    ['价格|报价', 'contains_any', '请问滤芯多少钱', false],
    ['价格|报价', 'equals_any', '报价', true],
    ['价格|报价', 'equals_any', '报价单', false],
    // For the whole sentence a bar is a sign like others.
    ['价格|报价', 'sentence', '价格', false],
    ['价格|报价', 'sentence', '价格|报价', true],
    // What a keyboard decides does not matter: full width, capitals, spaces.
    ['价格｜报价', 'equals_any', '　报价 ', true],
    ['ＲＯ　400', 'sentence', 'ro  400', true],
    ['你好？', 'sentence', '你好?', true],
    // A word that is none asks for nothing.
    ['价格||', 'contains_any', '你好', false],
    ['|', 'equals_any', '', false],
  ] as const)('«%s» as %s about «%s»: %s', (words, pattern, sentence, expected) => {
    expect(asks(words, pattern, sentence)).toBe(expected);
  });

  it('find the rule that looking at each one finds, whatever the rules and the sentence', () => {
    const letters = fc.constantFrom('a', 'b', 'A', '价', '格', ' ', '|', '｜', 'Ｂ', '😀');
    const text = (maxLength: number) => fc.array(letters, { maxLength }).map((signs) => signs.join(''));
    const rule = fc.record({ words: text(8), pattern: fc.constantFrom(...autoReplyPatterns) });
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 12 }), text(14), (given, said) => {
        const rules = given.map((one, index): Ranked => ({ ...one, id: String(100 + index) }));
        // As one would say it: each on its own, by nothing but splitting and comparing.
        const sentence = normalise(said);
        const about = ({ words, pattern }: Ranked) => {
          const split = normalise(words)
            .split('|')
            .map((word) => word.trim());
          if (pattern === 'sentence') return normalise(words) !== '' && normalise(words) === sentence;
          return split.some(
            (word) => word !== '' && (pattern === 'equals_any' ? word === sentence : sentence.includes(word)),
          );
        };
        const whole = rules.find((one) => one.pattern !== 'contains_any' && about(one));
        const expected = whole ?? rules.find(about);
        expect(createRuleFinder(rules)(sentence)?.id).toBe(expected?.id);
        for (const one of rules) expect(isAbout(one, sentence)).toBe(about(one));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are found as fast in a sentence that is made to be slow', () => {
    const rules = Array.from({ length: 300 }, (_, index): Ranked => {
      const words = Array.from({ length: 20 }, (_none, at) => `${'a'.repeat(40)}${index}x${at}`).join('|');
      return { words, pattern: 'contains_any', id: String(index) };
    });
    const find = createRuleFinder(rules);
    const sentence = normalise('a'.repeat(2_000));
    find(sentence);
    const started = performance.now();
    for (let turn = 0; turn < 20; turn += 1) expect(find(sentence)).toBeUndefined();
    expect((performance.now() - started) / 20).toBeLessThan(20);
  });
});
