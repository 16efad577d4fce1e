import type { Locale } from '../../contract/common.ts';
import {
  importanceSchema,
  stageSchema,
  type ContactInput,
  type Importance,
  type PartyInput,
  type PartyKind,
  type Stage,
} from '../../contract/crm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { crmText, type CrmText } from './crm.texts.ts';
import type { WrongField } from './fields/values.ts';
import { mobileKeyOf, nameKeyOf, phoneKeyOf } from './keys.ts';

export type PartyField = 'name' | 'phone' | 'classKey' | 'importance' | 'stage';
export type ContactField = 'contact.name' | 'contact.mobile' | 'contact.email';
export type Problems = Map<PartyField | ContactField, 'missing' | 'invalid'>;

export interface PartyValues {
  readonly name: string;
  readonly nameKey: string;
  readonly phone: string;
  readonly classKey: string;
  readonly importance: Importance;
  readonly stage: Stage | null;
  readonly source: string;
  readonly address: string;
  readonly note: string;
}
export type ContactValues = ContactInput;

const emailPattern = /^[^\s@,;<>]+@[^\s@,;<>.]+(?:\.[^\s@,;<>.]+)+$/;

/** Notes what is missing or wrong; the same rules for a form and for a row of an import. */
export function checkParty(
  kind: PartyKind,
  input: PartyInput,
  classKeys: readonly string[],
  problems: Problems,
): PartyValues {
  const nameKey = nameKeyOf(input.name);
  if (nameKey === '') problems.set('name', input.name === '' ? 'missing' : 'invalid');
  const phone = phoneKeyOf(input.phone);
  if (phone === null) problems.set('phone', input.phone === '' ? 'missing' : 'invalid');
  if (!classKeys.includes(input.classKey))
    problems.set('classKey', input.classKey === '' ? 'missing' : 'invalid');
  const importance = importanceSchema.safeParse(input.importance);
  if (!importance.success) problems.set('importance', input.importance === '' ? 'missing' : 'invalid');
  const stage = stageSchema.safeParse(input.stage === '' ? 'target' : input.stage);
  if (kind === 'customer' ? !stage.success : input.stage !== '') problems.set('stage', 'invalid');
  const { name, classKey, source, address, note } = input;
  return {
    ...{ name, nameKey, classKey, source, address, note },
    phone: phone ?? '',
    importance: importance.data ?? 'low',
    stage: kind === 'customer' ? (stage.data ?? 'target') : null,
  };
}

export function checkContact(input: ContactInput, problems: Problems): ContactValues {
  if (input.name === '') problems.set('contact.name', 'missing');
  const mobile = mobileKeyOf(input.mobile);
  if (mobile === null) problems.set('contact.mobile', input.mobile === '' ? 'missing' : 'invalid');
  if (!emailPattern.test(input.email))
    problems.set('contact.email', input.email === '' ? 'missing' : 'invalid');
  return { ...input, mobile: mobile ?? '' };
}

/** All of them in one refusal. @throws crm.fields, details.fields: `phone=missing,contact.email=invalid` */
export function refuseProblems(
  problems: Problems,
  locale: Locale,
  extended: readonly WrongField[] = [],
): void {
  if (problems.size + extended.length === 0) return;
  const all = [...problems];
  const label = ([field, problem]: (typeof all)[number]) => {
    const key: CrmText = `field.${field}`;
    return problem === 'missing'
      ? crmText(locale, key)
      : `${crmText(locale, key)} (${crmText(locale, 'problem.invalid')})`;
  };
  throw new AppError('crm.fields', {
    status: 422,
    data: {
      fields: [
        ...all.map(([field, problem]) => `${field}=${problem}`),
        ...extended.map(({ key }) => `${key}=invalid`),
      ].join(','),
      labels: [
        ...all.map(label),
        ...extended.map(({ name }) => `${name} (${crmText(locale, 'problem.invalid')})`),
      ].join(crmText(locale, 'separator')),
    },
  });
}
