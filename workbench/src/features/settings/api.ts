import {
  enterpriseNamesSchema,
  signInPromptSettingsSchema,
  type EnterpriseNames,
  type EnterpriseNamesPatch,
  type SignInPromptPatch,
  type SignInPromptSettings,
} from '../../../../server/contract/settings.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';

export type { EnterpriseNames, EnterpriseNamesPatch, SignInPromptPatch, SignInPromptSettings };

export const namesKey = ['enterprise-names'] as const;
export const promptKey = ['sign-in-prompt'] as const;

export const fetchNames = (signal?: AbortSignal) =>
  getJson('/enterprise-names', enterpriseNamesSchema, signal === undefined ? {} : { signal });

export const patchNames = (body: EnterpriseNamesPatch, version: number, idempotencyKey: string) =>
  writeJson('/enterprise-names', enterpriseNamesSchema, { method: 'PATCH', body, version, idempotencyKey });

export const fetchPrompt = (signal?: AbortSignal) =>
  getJson('/sign-in-prompt', signInPromptSettingsSchema, signal === undefined ? {} : { signal });

export const patchPrompt = (body: SignInPromptPatch, version: number, idempotencyKey: string) =>
  writeJson('/sign-in-prompt', signInPromptSettingsSchema, {
    method: 'PATCH',
    body,
    version,
    idempotencyKey,
  });
