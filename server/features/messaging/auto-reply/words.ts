import type { AutoReplyPattern } from '../../../contract/auto-replies.ts';
import { createPartFinder } from './part-finder.ts';

/** Longer than any word: what comes after it in a sentence does not matter, and long ones cost no more. */
const mostCharacters = 2_000;

export interface Matching {
  readonly words: string;
  readonly pattern: AutoReplyPattern;
}
/** What orders rules among each other: older ones first, ids being made of time. */
export interface Ranked extends Matching {
  readonly id: string;
}

/**
 * Sentences are compared without what a phone's keyboard decides: full-width and half-width signs
 * are one (NFKC), so are capitals, and any run of spaces is one; around it there are none.
 */
export function normalise(text: string): string {
  return text.slice(0, mostCharacters).normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** What a rule waits for. The bar splits, but for the whole sentence, where it is a sign like others. */
export function wordsOf({ words, pattern }: Matching): string[] {
  const text = normalise(words);
  const parts = pattern === 'sentence' ? [text] : text.split('|').map((word) => word.trim());
  return [...new Set(parts.filter((word) => word !== ''))];
}

/** Whether one rule is about a sentence, which is normalised. */
export function isAbout(rule: Matching, sentence: string): boolean {
  const words = wordsOf(rule);
  return rule.pattern === 'contains_any'
    ? words.some((word) => sentence.includes(word))
    : words.includes(sentence);
}

/** One rule answers: who asks for the whole sentence goes before who asks for a part, then the older. */
export function compareRules(a: Ranked, b: Ranked): number {
  const rank = ({ pattern }: Matching) => (pattern === 'contains_any' ? 1 : 0);
  return rank(a) - rank(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The rule that answers a sentence (normalised), in time that grows with the sentence alone. */
export function createRuleFinder<Rule extends Ranked>(
  rules: readonly Rule[],
): (sentence: string) => Rule | undefined {
  const whole = new Map<string, Rule>();
  const parts: [word: string, rule: Rule][] = [];
  for (const rule of [...rules].sort(compareRules)) {
    for (const word of wordsOf(rule)) {
      if (rule.pattern === 'contains_any') parts.push([word, rule]);
      else if (!whole.has(word)) whole.set(word, rule);
    }
  }
  const findPart = createPartFinder(parts, compareRules);
  return (sentence) => whole.get(sentence) ?? findPart(sentence);
}
