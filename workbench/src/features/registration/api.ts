import {
  registrationPageSchema,
  registrationRowSchema,
  registrationSettingsSchema,
  type RegistrationPatch,
  type RegistrationRow,
  type RegistrationSettings,
  type RegistrationState,
  type RegistrationValues,
} from '../../../../server/contract/registration.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export { registrationStateSchema } from '../../../../server/contract/registration.ts';
export type {
  RegistrationPatch,
  RegistrationRow,
  RegistrationSettings,
  RegistrationState,
  RegistrationValues,
};

export const registrationKey = ['registration-settings'] as const;
export const registrationsKey = ['registrations'] as const;

export const fetchRegistration = (signal?: AbortSignal) =>
  getJson('/registration-settings', registrationSettingsSchema, signal === undefined ? {} : { signal });

export const patchRegistration = (body: RegistrationPatch, version: number, idempotencyKey: string) =>
  writeJson('/registration-settings', registrationSettingsSchema, {
    method: 'PATCH',
    body,
    version,
    idempotencyKey,
  });

export const listRegistrations = (query: Query, signal?: AbortSignal) =>
  getJson('/registrations', registrationPageSchema, { query, ...(signal && { signal }) });

export const approveRegistration = (id: string, idempotencyKey: string) =>
  writeJson(`/registrations/${id}/approve`, registrationRowSchema, { method: 'POST', idempotencyKey });

export const refuseRegistration = (id: string, reason: string, idempotencyKey: string) =>
  writeJson(`/registrations/${id}/refuse`, registrationRowSchema, {
    method: 'POST',
    body: { reason },
    idempotencyKey,
  });
