import { registrationFields, type FieldUse, type RegistrationField } from '../../../config/registration.ts';
import { registrationTexts as enTexts } from '../../../config/locales/en/registration.ts';
import { registrationTexts as zhTexts } from '../../../config/locales/zh-CN/registration.ts';
import type { Locale } from '../../contract/common.ts';
import type { Register } from '../../contract/registration.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { RegistrationAnswers } from './registration.entity.ts';

export const registrationText = (locale: Locale, key: keyof typeof zhTexts): string =>
  (locale === 'en' ? enTexts : zhTexts)[key];

type Uses = Readonly<Record<RegistrationField, FieldUse>>;

/** What the form shows beside name and phone, in its order. */
export const askedFields = (uses: Uses) =>
  registrationFields
    .filter((key) => uses[key] !== 'off')
    .map((key) => ({ key, required: uses[key] === 'required' }));

const emailPattern = /^[^\s@,;<>]+@[^\s@,;<>.]+(?:\.[^\s@,;<>.]+)+$/;

/**
 * What was typed, if it is all that is asked for and nothing else (rows 84, 85): whoever sends more than
 * the form asks is refused, so that nothing is kept that the upstream did not want.
 * @throws registration.fields, details.fields: `name=missing,email=invalid`
 */
export function checkAnswers(
  input: Pick<Register, 'name' | 'fields'>,
  uses: Uses,
  locale: Locale,
): { name: string; answers: RegistrationAnswers } {
  const problems = new Map<RegistrationField | 'name', 'missing' | 'invalid' | 'not_asked'>();
  if (input.name === '') problems.set('name', 'missing');
  const answers: RegistrationAnswers = {};
  for (const key of registrationFields) {
    const value = input.fields[key] ?? '';
    if (value === '') {
      if (uses[key] === 'required') problems.set(key, 'missing');
    } else if (uses[key] === 'off') problems.set(key, 'not_asked');
    else if (key === 'email' && !emailPattern.test(value)) problems.set(key, 'invalid');
    else answers[key] = value;
  }
  if (problems.size > 0) {
    const all = [...problems];
    throw new AppError('registration.fields', {
      status: 422,
      data: {
        fields: all.map(([field, problem]) => `${field}=${problem}`).join(','),
        labels: all
          .map(([field]) => registrationText(locale, `field.${field}`))
          .join(registrationText(locale, 'separator')),
      },
    });
  }
  return { name: input.name, answers };
}
