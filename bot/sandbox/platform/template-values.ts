import { PlatformError } from './errors.ts';

/**
 * Rules for values of template and subscribe messages by the kind in the field's name
 * (platform.md A9). Lengths count characters, not UTF-16 units.
 */
const rules: Readonly<Record<string, (value: string) => boolean>> = {
  thing: (value) => count(value) <= 20 && !/[\r\n]/.test(value),
  character_string: (value) => count(value) <= 32 && !/[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/.test(value),
  number: (value) => /^-?\d+(?:\.\d+)?$/.test(value) && value.length <= 32,
  letter: (value) => /^[A-Za-z]{1,32}$/.test(value),
  symbol: (value) => count(value) <= 5 && /^[^\p{L}\p{N}]+$/u.test(value),
  time: (value) =>
    value.split('~').every((part) => hasTime.test(part) || hasDate.test(part)) && /\d{1,2}:\d{2}/.test(value),
  date: (value) => value.split('~').every((part) => hasDate.test(part)),
  amount: (value) => /^[¥￥$€£]?-?\d{1,10}(?:\.\d{1,2})?元?$/.test(value),
  phone_number: (value) => /^[\d+\-() #*]{1,17}$/.test(value),
  car_number: (value) => count(value) <= 8 && /^.?[A-Za-z0-9·]+.?$/u.test(value),
  name: (value) =>
    (/\p{Script=Han}/u.test(value) ? count(value) <= 10 : count(value) <= 20) && !/\d/.test(value),
  phrase: (value) => count(value) <= 5 && /^\p{Script=Han}+$/u.test(value),
  // Limits of const and short_thing were never published (U).
  const: (value) => count(value) <= 20,
  short_thing: (value) => count(value) <= 20,
  enum: (value) => count(value) <= 20,
};

const clock = String.raw`\d{1,2}:\d{2}(?::\d{2})?`;
const day = String.raw`\d{4}(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})`;
const hasDate = new RegExp(`^\\s*${day}(?:\\s*${clock})?\\s*$`);
const hasTime = new RegExp(`^\\s*(?:${day}\\s*)?${clock}\\s*$`);

function count(text: string): number {
  return Array.from(text).length;
}

/**
 * The values of a message's own fields, in the template's order. Fields that the template does not
 * have (`first`, `remark`) are left out without a word, as since 2023.
 * @throws 47003 with the field's name; `emtpy` is the platform's spelling
 */
export function readTemplateValues(
  fields: readonly { readonly key: string; readonly label: string }[],
  data: Readonly<Record<string, { readonly value?: unknown }>>,
): { key: string; label: string; value: string }[] {
  return fields.map(({ key, label }) => {
    const given = Object.hasOwn(data, key) ? data[key]?.value : undefined;
    const value = typeof given === 'number' ? String(given) : given;
    if (value === undefined || value === null || value === '') {
      throw new PlatformError(47003, `argument invalid! data.${key}.value is emtpy`);
    }
    const rule = rules[key.replace(/\d+$/, '')];
    if (typeof value !== 'string' || rule?.(value) === false) {
      throw new PlatformError(47003, `argument invalid! data.${key}.value invalid`);
    }
    return { key, label, value };
  });
}
