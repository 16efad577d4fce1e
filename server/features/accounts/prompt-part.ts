import { type z } from 'zod';

import { patchSignInPromptSchema } from '../../contract/settings.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { SignInPrompt } from './sign-in-prompt.entity.ts';

const key = 'sign_in_prompt';
const valuesSchema = patchSignInPromptSchema.required();
const preset = { enabled: false, text: '', contactName: '', contactPhone: '', alone: false };
type Values = Readonly<Record<string, string | boolean>>;

function parse(values: Values): z.output<typeof valuesSchema> {
  const parsed = valuesSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  throw new AppError('package.part_invalid', { status: 422, data: { part: key, field } });
}

/** The own words at sign-in, as configuration packages carry them. */
export const signInPromptPart = {
  key,
  version: 1,
  preset,
  fields: [
    { key: 'enabled', kind: 'switch' },
    { key: 'text', kind: 'text' },
    { key: 'contactName', kind: 'line' },
    { key: 'contactPhone', kind: 'line' },
    { key: 'alone', kind: 'switch' },
  ],
  async read(em: EntityManager, enterpriseId: string): Promise<Record<string, string | boolean>> {
    const row = await em.findOne(SignInPrompt, { enterpriseId });
    const { enabled, text, contactName, contactPhone, alone } = row ?? preset;
    return { enabled, text, contactName, contactPhone, alone };
  },
  checkValues(values: Values): void {
    parse(values);
  },
  async check(): Promise<void> {
    // Every enterprise can have it.
  },
  async write(tx: EntityManager, enterpriseId: string, values: Values, now: Date): Promise<void> {
    const after = { ...parse(values), updatedAt: now };
    const found = await tx.findOne(SignInPrompt, { enterpriseId });
    if (found === null) await tx.insert(SignInPrompt, { id: newId(), enterpriseId, ...after, version: 1 });
    else {
      Object.assign(found, after);
      await tx.flush();
    }
  },
} as const;
