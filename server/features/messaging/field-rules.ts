import type { MessagingText } from '../../../config/locales/zh-CN/messaging.ts';

/*
 * What the platform lets a field of a template hold (platform.md A9; template and subscribe
 * messages alike). Asked before saving and before sending, so that 47003 is met here and explained.
 */

export type FieldProblem = Extract<MessagingText, `field.${string}`>;
export type FieldResult =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: FieldProblem; readonly most?: number };

const han = '\\p{Script=Han}';
const clock = '(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?';
const day = '(?:\\d{4}年\\d{1,2}月\\d{1,2}日|\\d{4}-\\d{1,2}-\\d{1,2})';
const moment = `(?:${day} ?)?${clock}`;
const dayOrMoment = `${day}(?: ?${clock})?`;
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'u');

const patterns: Readonly<Record<string, { readonly form: RegExp; readonly problem: FieldProblem }>> = {
  character_string: { form: /^[\x20-\x7e]{1,32}$/, problem: 'field.character_string' },
  number: { form: /^(?=[\d.]{1,33}$)\d+(?:\.\d+)?$/, problem: 'field.number' },
  letter: { form: /^[A-Za-z]{1,32}$/, problem: 'field.letter' },
  symbol: { form: /^[^\p{L}\p{N}\s]{1,5}$/u, problem: 'field.symbol' },
  time: { form: whole(`${moment}(?: ?~ ?${moment})?`), problem: 'field.time' },
  date: { form: whole(`${dayOrMoment}(?: ?~ ?${dayOrMoment})?`), problem: 'field.date' },
  amount: { form: /^[¥￥$€£]?(?=(?:\d\.?){1,10}元?$)\d+(?:\.\d+)?元?$/u, problem: 'field.amount' },
  phone_number: { form: /^[\d+\-() #*]{1,17}$/, problem: 'field.phone_number' },
  car_number: {
    form: whole(`(?=.{1,8}$)[${han}A-Za-z0-9][A-Za-z0-9·-]*[${han}A-Za-z0-9]?`),
    problem: 'field.car_number',
  },
  phrase: { form: whole(`${han}{1,5}`), problem: 'field.phrase' },
};

/** Cut by the length that the platform counts; a cut shows as «…». Emoji count as two: the safe side. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > most - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** `thing1` → `thing`; keys of the old kind (`keyword1`) have no rule of their own. */
export function kindOfField(key: string): string {
  return /^([a-z_]+?)\d*$/i.exec(key)?.[1]?.toLowerCase() ?? key;
}

/**
 * A value as the platform takes it. `thing` and `name` are cut, since half a company's name still
 * tells which one; a kind with a strict form is refused, since half a number is another number.
 * Limits of `const` and `short_thing` were never published (20 is taken), those of `enum` are the
 * template's own list: the platform has the last word.
 */
export function fitField(kind: string, raw: string): FieldResult {
  const value = raw.replace(/\p{C}+|\s+/gu, ' ').trim();
  if (value === '') return { ok: false, problem: 'field.empty' };
  if (kind === 'thing') return { ok: true, value: cut(value, 20) };
  if (kind === 'name') return { ok: true, value: cut(value, /^[\x20-\x7e]+$/.test(value) ? 20 : 10) };
  const rule = Object.hasOwn(patterns, kind) ? patterns[kind] : undefined;
  if (rule !== undefined)
    return rule.form.test(value) ? { ok: true, value } : { ok: false, problem: rule.problem };
  const most = ['const', 'short_thing', 'enum'].includes(kind) ? 20 : 200;
  return value.length <= most ? { ok: true, value } : { ok: false, problem: 'field.too_long', most };
}
