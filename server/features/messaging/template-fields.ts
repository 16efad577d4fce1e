import type { Locale } from '../../contract/common.ts';
import { fitField, type FieldResult } from './field-rules.ts';
import { messagingText } from './reasons.ts';

/* A mapping's fields: text with {variables}, filled and fitted to the platform's rules. */

const variable = /\{(\w+)\}/g;

/** The first variable in a text that the purpose does not have. */
export function unknownVariableOf(text: string, known: ReadonlySet<string>): string | undefined {
  for (const [, name] of text.matchAll(variable)) {
    if (name !== undefined && !known.has(name)) return name;
  }
  return undefined;
}

/** Values are put in as they are: what stands in a value is not read again. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(variable, (_all, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : '',
  );
}

export type FilledFields =
  | { readonly ok: true; readonly data: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly field: string; readonly result: Extract<FieldResult, { ok: false }> };

/** Fills every field; the first that the platform would refuse stops it. */
export function fillFields(
  fields: Readonly<Record<string, string>>,
  kinds: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): FilledFields {
  const data: Record<string, string> = {};
  for (const [key, kind] of Object.entries(kinds)) {
    const result = fitField(kind, fill(fields[key] ?? '', values));
    if (!result.ok) return { ok: false, field: key, result };
    data[key] = result.value;
  }
  return { ok: true, data };
}

/** What is wrong with a field, as a sentence. */
export function fieldProblemText(locale: Locale, result: Extract<FieldResult, { ok: false }>): string {
  return messagingText(locale, result.problem, { most: result.most ?? 0 });
}
