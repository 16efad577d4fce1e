import type { RegistrationForm, RegistrationNames, RegistrationOutcome } from '../../shared/contract.ts';
import { api } from '../../shared/request.ts';

export type AccountType = 'enterprise' | 'personal';
export type FieldKey = RegistrationFields[number]['key'];
type RegistrationFields = NonNullable<RegistrationForm['enterprise']>['fields'];
export type NameChoice = RegistrationNames['items'][number];

export interface Registration {
  readonly accountType: AccountType;
  readonly name: string;
  readonly customerName?: string;
  readonly choice?: string;
  readonly fields: Partial<Record<FieldKey, string>>;
}

export function fetchForm(proofId: string): Promise<RegistrationForm> {
  return api<RegistrationForm>({ method: 'GET', path: '/registration-form', query: { proofId } });
}

export function searchNames(proofId: string, search: string): Promise<RegistrationNames> {
  return api<RegistrationNames>({ method: 'GET', path: '/registration-names', query: { proofId, search } });
}

export function register(proofId: string, registration: Registration): Promise<RegistrationOutcome> {
  return api<RegistrationOutcome>({
    method: 'POST',
    path: '/registrations',
    body: { proofId, ...registration },
  });
}
