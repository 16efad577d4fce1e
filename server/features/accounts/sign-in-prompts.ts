import { UniqueConstraintViolationException } from '@mikro-orm/core';

import type { OwnPrompt } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import type { SignInPromptPatch, SignInPromptSettings } from '../../contract/settings.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { formatDay } from '../../kernel/i18n/format-time.ts';
import { newId } from '../../kernel/ids.ts';
import { zoneOf } from '../../kernel/zoned-day.ts';
import { accountsText, type Blocked } from './memberships.ts';
import type { Records } from './doors.ts';
import { SignInPrompt } from './sign-in-prompt.entity.ts';

/** The cases of row 67, as the settings page shows their system words. */
const cases = [
  'disabled',
  'ended',
  'waiting_quota',
  'suspended_phone',
  'binned',
] as const satisfies Blocked[];

const none = { enabled: false, text: '', contactName: '', contactPhone: '', alone: false } as const;
type Values = { -readonly [K in keyof typeof none]: (typeof none)[K] extends boolean ? boolean : string };

export interface SignInPromptDeps {
  readonly clock: Clock;
  readonly enterprises: {
    within(em: EntityManager, id: string): Promise<{ displayName: string; timeZone: string } | null>;
  };
  readonly records: Records;
}

/** Whose staff changes it, for the operation record. */
interface Editor {
  readonly enterpriseId: string;
  readonly staffId: string;
  readonly name: string;
  readonly requestId: string;
}

/** The upstream's own words where an account cannot be used: read at sign-in, set by its admin. */
export function createSignInPrompts(deps: SignInPromptDeps) {
  const valuesOf = (row: SignInPrompt | null): Values => {
    const { enabled, text, contactName, contactPhone, alone } = row ?? none;
    return { enabled, text, contactName, contactPhone, alone };
  };
  const presetOf = (upstream: string, locale: Locale) => accountsText(locale, 'prompt.preset', { upstream });

  async function present(
    em: EntityManager,
    enterpriseId: string,
    row: SignInPrompt | null,
    locale: Locale,
  ): Promise<SignInPromptSettings> {
    const enterprise = await deps.enterprises.within(em, enterpriseId);
    const upstream = enterprise?.displayName ?? '';
    const date = formatDay(locale, deps.clock.now(), zoneOf(enterprise));
    const values = {
      upstream,
      salesperson: accountsText(locale, 'prompt.sample_salesperson'),
      phone: '',
      newPhone: '154****0084',
      date,
    };
    return {
      ...valuesOf(row),
      preset: presetOf(upstream, locale),
      systemPrompts: cases.map((state) => ({
        state,
        label: accountsText(locale, `prompt.case.${state}`),
        text: accountsText(locale, `blocked.${state}`, values).trim(),
      })),
      updatedAt: row?.updatedAt.toISOString() ?? null,
      version: row?.version ?? 0,
    };
  }

  const find = (em: EntityManager, enterpriseId: string) =>
    em.findOne(SignInPrompt, { enterpriseId }, { refresh: true });

  /** @throws conflict.version */
  async function write(tx: EntityManager, version: number, patch: SignInPromptPatch, editor: Editor) {
    const { enterpriseId } = editor;
    const conflict = (cause?: unknown) => new AppError('conflict.version', { status: 409, cause });
    const found = await find(tx, enterpriseId);
    if ((found?.version ?? 0) !== version) throw conflict();
    const before = valuesOf(found);
    const after: Values = {
      enabled: patch.enabled ?? before.enabled,
      text: patch.text ?? before.text,
      contactName: patch.contactName ?? before.contactName,
      contactPhone: patch.contactPhone ?? before.contactPhone,
      alone: patch.alone ?? before.alone,
    };
    // What stays as it was is no change, and leaves no record.
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    const now = deps.clock.now();
    if (found === null) {
      try {
        const id = newId();
        await tx.insert(SignInPrompt, { id, enterpriseId, ...after, updatedAt: now, version: 1 });
      } catch (error) {
        if (error instanceof UniqueConstraintViolationException) throw conflict(error);
        throw error;
      }
    } else {
      Object.assign(found, after, { updatedAt: now });
      await tx.flush();
    }
    await deps.records.add(tx, {
      enterpriseId,
      actor: `staff:${editor.staffId}`,
      actorName: editor.name,
      action: 'sign_in_prompt.changed',
      target: `sign_in_prompt:${enterpriseId}`,
      before,
      after,
      requestId: editor.requestId,
      at: now,
    });
  }

  return {
    /** Null: the upstream has not enabled words of its own. */
    async of(em: EntityManager, enterpriseId: string, locale: Locale): Promise<OwnPrompt | null> {
      const row = await em.findOne(SignInPrompt, { enterpriseId, enabled: true });
      if (row === null) return null;
      const upstream = (await deps.enterprises.within(em, enterpriseId))?.displayName ?? '';
      const { contactName: name, contactPhone: phone } = row;
      return {
        text: row.text === '' ? presetOf(upstream, locale) : row.text,
        contact: name === '' && phone === '' ? null : { name, phone: phone === '' ? null : phone },
        alone: row.alone,
      };
    },

    async settings(em: EntityManager, enterpriseId: string, locale: Locale): Promise<SignInPromptSettings> {
      return present(em, enterpriseId, await find(em, enterpriseId), locale);
    },

    /** @throws conflict.version */
    async change(
      em: EntityManager,
      input: { version: number; patch: SignInPromptPatch; editor: Editor },
      locale: Locale,
    ): Promise<SignInPromptSettings> {
      const { version, patch, editor } = input;
      await inTransaction(em, (tx) => write(tx, version, patch, editor));
      return present(em, editor.enterpriseId, await find(em, editor.enterpriseId), locale);
    },
  };
}
export type SignInPrompts = ReturnType<typeof createSignInPrompts>;
