import { useState } from 'react';

import type { RegistrationForm } from '../../shared/contract.ts';
import type { AccountType, FieldKey, NameChoice, Registration } from './api.ts';

export type Problem = 'missing' | 'invalid';

export interface RegisterForm {
  readonly type: AccountType;
  setType(type: AccountType): void;
  readonly name: string;
  setName(name: string): void;
  /** As it stands: made of name and phone until the person changes it. */
  readonly customerName: string;
  setCustomerName(name: string): void;
  readonly chosen: NameChoice | null;
  choose(choice: NameChoice | null): void;
  readonly answers: Readonly<Partial<Record<FieldKey, string>>>;
  setAnswer(key: FieldKey, value: string): void;
  /** What the form would be refused for; the server judges the same again. */
  readonly problems: Readonly<Partial<Record<FieldKey | 'name' | 'customer', Problem>>>;
  /** What is sent. */
  readonly registration: Registration;
}

/** A wrong address is seen at once; whether it exists nobody checks. */
const emailShape = /^[^\s@,;<>]+@[^\s@,;<>.]+(?:\.[^\s@,;<>.]+)+$/;

/** What a person types into the form that the upstream has set. */
export function useRegisterForm(form: RegistrationForm): RegisterForm {
  const [type, setType] = useState<AccountType>(form.enterprise === null ? 'personal' : 'enterprise');
  const [name, setName] = useState('');
  const [typedName, setTypedName] = useState<string | null>(null);
  const [chosen, choose] = useState<NameChoice | null>(null);
  const [answers, setAnswers] = useState<Partial<Record<FieldKey, string>>>({});

  const automatic = name.trim() === '' ? '' : `${name.trim()}${form.phone}`;
  const customerName = typedName ?? automatic;
  const mode = type === 'enterprise' ? (form.enterprise?.nameMode ?? null) : null;
  const picks = mode === 'existing' || mode === 'registry';
  const fields = (type === 'enterprise' ? form.enterprise : form.personal)?.fields ?? [];

  const problems: Partial<Record<FieldKey | 'name' | 'customer', Problem>> = {};
  if (name.trim() === '') problems.name = 'missing';
  if (picks && chosen === null) problems.customer = 'missing';
  const sent: Partial<Record<FieldKey, string>> = {};
  for (const { key, required } of fields) {
    const value = (answers[key] ?? '').trim();
    if (value === '' && required) problems[key] = 'missing';
    if (value !== '' && key === 'email' && !emailShape.test(value)) problems[key] = 'invalid';
    if (value !== '') sent[key] = value;
  }

  return {
    type,
    setType,
    name,
    setName,
    customerName,
    setCustomerName: setTypedName,
    chosen,
    choose,
    answers,
    setAnswer: (key, value) => setAnswers({ ...answers, [key]: value }),
    problems,
    registration: {
      accountType: type,
      name: name.trim(),
      ...(mode === 'editable' && typedName !== null && typedName.trim() !== ''
        ? { customerName: typedName.trim() }
        : {}),
      ...(picks && chosen !== null ? { choice: chosen.choice } : {}),
      fields: sent,
    },
  };
}
