import { UniqueConstraintViolationException } from '@mikro-orm/core';

import {
  hasCapability,
  interconnectRoles,
  isInterconnectRole,
  type InterconnectRole,
} from '../../../config/interconnect-roles.ts';
import { limits } from '../../../config/limits.ts';
import { registrationPreset } from '../../../config/registration.ts';
import type { Locale } from '../../contract/common.ts';
import type {
  RegistrationPatch,
  RegistrationSettings as SettingsAnswer,
  RegistrationValues,
} from '../../contract/registration.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { Records } from './ports.ts';
import { RegistrationSettings } from './registration.entity.ts';

/** Whose staff changes it, for the operation record. */
export interface Editor {
  readonly enterpriseId: string;
  readonly staffId: string;
  readonly name: string;
  readonly requestId: string;
}

export const managingRole = (role: string | null): boolean =>
  role !== null && hasCapability([role], 'downstream.manage');

const roleNames = Object.keys(interconnectRoles).filter(isInterconnectRole);

/** The roles of who registers now: exactly the one that is set, or none. */
export const rolesOf = (role: string | null): InterconnectRole[] =>
  role !== null && isInterconnectRole(role) ? [role] : [];

/** Without what was left out. */
function sent<T extends object>(patch: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  return Object.assign(
    given,
    Object.fromEntries(Object.entries(patch ?? {}).filter(([, value]) => value !== undefined)),
  );
}

/**
 * What no upstream may save. A stranger who may choose or look up whose company he comes into must not
 * become its admin unseen.
 * @throws registration.role_unknown · registration.no_registry · registration.review_needed
 */
export function checkRegistration(values: RegistrationValues, registryOffered: boolean): void {
  const { enterprise, personal } = values;
  for (const role of [enterprise.role, personal.role])
    assertThat(role === null || isInterconnectRole(role), 'registration.role_unknown', 422);
  assertThat(!managingRole(personal.role), 'registration.role_personal', 422, {
    field: 'body.personal',
  });
  assertThat(enterprise.nameMode !== 'registry' || registryOffered, 'registration.no_registry', 409);
  const picks = enterprise.nameMode === 'existing' || enterprise.nameMode === 'registry';
  assertThat(
    !picks || enterprise.review || !managingRole(enterprise.role),
    'registration.review_needed',
    422,
  );
}

/** How accounts are opened, and what who registers is asked for: read at each registration, set by the admin. */
export function createRegistrationSettings(deps: {
  clock: Clock;
  records: Records;
  registryOffered: boolean;
  roleLabel: (locale: Locale, role: InterconnectRole) => string;
}) {
  const find = (em: EntityManager, enterpriseId: string) =>
    em.findOne(RegistrationSettings, { enterpriseId }, { refresh: true });

  const valuesOf = (row: RegistrationSettings | null): RegistrationValues => {
    const { methods, enterprise, personal } = row ?? registrationPreset;
    return { methods, enterprise, personal };
  };

  function present(row: RegistrationSettings | null, locale: Locale): SettingsAnswer {
    return {
      ...valuesOf(row),
      roles: roleNames.map((key) => ({
        key,
        label: deps.roleLabel(locale, key),
        manages: managingRole(key),
      })),
      registryOffered: deps.registryOffered,
      lookLimits: {
        looks: limits.registrationLooks.perPerson,
        names: limits.registrationNames.perPerson,
      },
      updatedAt: row?.updatedAt.toISOString() ?? null,
      version: row?.version ?? 0,
    };
  }

  function merged(before: RegistrationValues, patch: RegistrationPatch): RegistrationValues {
    const { enterprise, personal } = patch;
    return {
      methods: { ...before.methods, ...sent(patch.methods) },
      enterprise: {
        ...before.enterprise,
        ...sent(enterprise),
        fields: { ...before.enterprise.fields, ...sent(enterprise?.fields) },
      },
      personal: {
        ...before.personal,
        ...sent(personal),
        fields: { ...before.personal.fields, ...sent(personal?.fields) },
      },
    };
  }

  /** Writes all of it; the record of it is the caller's. */
  async function store(
    tx: EntityManager,
    enterpriseId: string,
    values: RegistrationValues,
    now: Date,
  ): Promise<void> {
    const found = await find(tx, enterpriseId);
    if (found === null) {
      await tx.insert(RegistrationSettings, {
        ...{ id: newId(), enterpriseId, ...values, updatedAt: now, version: 1 },
      });
      return;
    }
    Object.assign(found, values, { updatedAt: now });
    await tx.flush();
  }

  return {
    async of(em: EntityManager, enterpriseId: string): Promise<RegistrationValues> {
      return valuesOf(await find(em, enterpriseId));
    },

    /** Somebody may register himself there. */
    async isOpen(em: EntityManager, enterpriseId: string): Promise<boolean> {
      const { methods, enterprise, personal } = valuesOf(await find(em, enterpriseId));
      return methods.self && (enterprise.on || personal.on);
    },

    async settings(em: EntityManager, enterpriseId: string, locale: Locale): Promise<SettingsAnswer> {
      return present(await find(em, enterpriseId), locale);
    },

    store,

    /** @throws conflict.version · what `checkRegistration` refuses */
    async change(
      em: EntityManager,
      input: { version: number; patch: RegistrationPatch; editor: Editor },
      locale: Locale,
    ): Promise<SettingsAnswer> {
      const { version, patch, editor } = input;
      const { enterpriseId } = editor;
      const conflict = (cause?: unknown) => new AppError('conflict.version', { status: 409, cause });
      await inTransaction(em, async (tx) => {
        const found = await find(tx, enterpriseId);
        if ((found?.version ?? 0) !== version) throw conflict();
        const before = valuesOf(found);
        const after = merged(before, patch);
        checkRegistration(after, deps.registryOffered);
        // What stays as it was is no change, and leaves no record.
        if (JSON.stringify(before) === JSON.stringify(after)) return;
        const now = deps.clock.now();
        await store(tx, enterpriseId, after, now);
        await deps.records.add(tx, {
          ...{ enterpriseId, actor: `staff:${editor.staffId}`, actorName: editor.name },
          ...{ action: 'registration_settings.changed', target: `registration_settings:${enterpriseId}` },
          ...{ before: { ...before }, after: { ...after }, requestId: editor.requestId, at: now },
        });
      }).catch((error: unknown) => {
        if (error instanceof UniqueConstraintViolationException) throw conflict(error);
        throw error;
      });
      return present(await find(em, enterpriseId), locale);
    },
  };
}
export type RegistrationBook = ReturnType<typeof createRegistrationSettings>;
