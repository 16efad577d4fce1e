import type { TextKey } from '../../locales/zh-CN/index.ts';

export interface FieldRule {
  readonly text: TextKey;
  /** Whether a value fits; a rule that the platform never published in full lets everything pass. */
  readonly fits: (value: string) => boolean;
}

const anything = () => true;
const count = (value: string) => [...value].length;
const hasChinese = (value: string) => /\p{Script=Han}/u.test(value);

/**
 * What a template field accepts, by its kind (the platform's table of template field kinds). The
 * server checks again with the real values; here the examples show early what would be refused.
 */
const rules: Readonly<Record<string, FieldRule>> = {
  thing: { text: 'templates.rule.thing', fits: (value) => count(value) <= 20 && !/[\r\n]/.test(value) },
  character_string: {
    text: 'templates.rule.character_string',
    fits: (value) => count(value) <= 32 && !hasChinese(value),
  },
  number: { text: 'templates.rule.number', fits: (value) => /^-?\d{1,32}(\.\d+)?$/.test(value) },
  letter: { text: 'templates.rule.letter', fits: (value) => /^[A-Za-z]{1,32}$/.test(value) },
  symbol: { text: 'templates.rule.symbol', fits: (value) => count(value) <= 5 },
  time: { text: 'templates.rule.time', fits: (value) => /\d{1,2}:\d{2}/.test(value) },
  date: { text: 'templates.rule.date', fits: (value) => /\d{4}\D\d{1,2}\D\d{1,2}/.test(value) },
  amount: { text: 'templates.rule.amount', fits: (value) => /^\D?\d{1,10}(\.\d+)?元?$/.test(value) },
  phone_number: { text: 'templates.rule.phone_number', fits: (value) => /^[\d+\-() ]{1,17}$/.test(value) },
  car_number: { text: 'templates.rule.car_number', fits: (value) => count(value) <= 8 },
  name: {
    text: 'templates.rule.name',
    fits: (value) => count(value) <= (hasChinese(value) ? 10 : 20),
  },
  phrase: { text: 'templates.rule.phrase', fits: (value) => /^\p{Script=Han}{1,5}$/u.test(value) },
  enum: { text: 'templates.rule.enum', fits: anything },
};

const unknownKind: FieldRule = { text: 'templates.rule.other', fits: anything };

/** @param kind as the API names it, or a field key with its number («thing1») */
export function fieldRule(kind: string): FieldRule {
  return rules[kind.replace(/\d+$/, '')] ?? unknownKind;
}

/** The text with its {variables} replaced by their examples. */
export function fillExamples(
  text: string,
  variables: readonly { readonly name: string; readonly example: string }[],
): string {
  return text.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    return variables.find((variable) => variable.name === name)?.example ?? whole;
  });
}

export type FieldProblem = 'missing' | 'unknown_variable' | 'does_not_fit';

/** What is wrong with a mapped field, or null. */
export function fieldProblem(
  kind: string,
  text: string,
  variables: readonly { readonly name: string; readonly example: string }[],
): FieldProblem | null {
  if (text.trim() === '') return 'missing';
  const filled = fillExamples(text, variables);
  if (/\{[^{}]+\}/.test(filled)) return 'unknown_variable';
  return fieldRule(kind).fits(filled) ? null : 'does_not_fit';
}
