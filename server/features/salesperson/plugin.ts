import { UniqueConstraintViolationException } from '@mikro-orm/core';

import {
  downstreamAdminRole,
  interconnectRoles,
  isInterconnectRole,
  type InterconnectRole,
} from '../../../config/interconnect-roles.ts';
import type { AccountOpening, OpeningLayout, PatchAccountOpening } from '../../contract/account-opening.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { Departments, Records } from './ports.ts';
import { OpeningPlugin } from './salesperson.entity.ts';

export interface PluginValues {
  readonly enabled: boolean;
  readonly presetAt: Date | null;
  readonly roles: readonly InterconnectRole[];
  readonly defaultRole: InterconnectRole;
  readonly layouts: readonly OpeningLayout[];
}

export const allRoles: readonly InterconnectRole[] =
  Object.keys(interconnectRoles).filter(isInterconnectRole);

/** What enabling it for the first time presets: every role, the clerk's as a rule, all buttons for everybody. */
const preset = { roles: allRoles, defaultRole: 'clerk' as const, layouts: [] };
const off: PluginValues = { enabled: false, ...preset, presetAt: null };

interface Editor {
  readonly enterpriseId: string;
  readonly staffId: string;
  readonly name: string;
  readonly requestId: string;
}

/** The switch, the roles that may be given, and who sees which button (rows 38, 41, 43, 52). */
export function createPlugin(deps: {
  clock: Clock;
  records: Records;
  departments: Departments;
  openingMethods: { of(em: EntityManager, enterpriseId: string): Promise<{ readonly salesperson: boolean }> };
  roleLabel: (locale: Locale, role: InterconnectRole) => string;
}) {
  const valuesOf = (row: OpeningPlugin | null): PluginValues => {
    if (row === null) return off;
    return {
      ...{ enabled: row.enabled, roles: row.roles.filter(isInterconnectRole) },
      defaultRole: isInterconnectRole(row.defaultRole) ? row.defaultRole : 'clerk',
      ...{ layouts: row.layouts, presetAt: row.presetAt ?? null },
    };
  };
  const find = (em: EntityManager, enterpriseId: string) =>
    em.findOne(OpeningPlugin, { enterpriseId }, { refresh: true });

  /** As it works: the settings of self-registration can close this way to an account too (row 79). */
  async function of(em: EntityManager, enterpriseId: string): Promise<PluginValues> {
    const values = valuesOf(await find(em, enterpriseId));
    if (!values.enabled) return values;
    return { ...values, enabled: (await deps.openingMethods.of(em, enterpriseId)).salesperson };
  }

  async function settings(em: EntityManager, enterpriseId: string, locale: Locale): Promise<AccountOpening> {
    const row = await find(em, enterpriseId);
    const values = valuesOf(row);
    return {
      enabled: values.enabled,
      presetAt: values.presetAt?.toISOString() ?? null,
      ...{ roles: [...values.roles], defaultRole: values.defaultRole, layouts: [...values.layouts] },
      roleChoices: allRoles.map((key) => ({ key, label: deps.roleLabel(locale, key) })),
      departments: [...(await deps.departments.names(em, enterpriseId))],
      updatedAt: row?.updatedAt.toISOString() ?? null,
      version: row?.version ?? 0,
    };
  }

  async function write(tx: EntityManager, version: number, patch: PatchAccountOpening, by: Editor) {
    const { enterpriseId } = by;
    const conflict = (cause?: unknown) => new AppError('conflict.version', { status: 409, cause });
    const found = await find(tx, enterpriseId);
    if ((found?.version ?? 0) !== version) throw conflict();
    const before = valuesOf(found);
    const now = deps.clock.now();
    const enabled = patch.enabled ?? before.enabled;
    const roles = allRoles.filter((role) => (patch.roles ?? before.roles).includes(role));
    const defaultRole = patch.defaultRole ?? before.defaultRole;
    assertThat(roles.includes(defaultRole), 'opening.default_role', 422);
    const layouts = patch.layouts ?? [...before.layouts];
    const known = new Set((await deps.departments.names(tx, enterpriseId)).map(({ id }) => id));
    for (const { departmentId } of layouts)
      assertThat(departmentId === null || known.has(departmentId), 'opening.department_unknown', 422);
    const after: PluginValues = {
      ...{ enabled, roles, defaultRole, layouts },
      presetAt: before.presetAt ?? (enabled ? now : null),
    };
    // What stays as it was is no change: enabling it twice adds nothing.
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    const stored = { ...after, roles: [...roles], layouts: [...layouts], updatedAt: now };
    if (found === null) {
      try {
        await tx.insert(OpeningPlugin, { id: newId(), enterpriseId, ...stored, version: 1 });
      } catch (error) {
        if (error instanceof UniqueConstraintViolationException) throw conflict(error);
        throw error;
      }
    } else {
      Object.assign(found, stored);
      await tx.flush();
    }
    const told = (values: PluginValues) => ({
      ...{ enabled: values.enabled, roles: values.roles, defaultRole: values.defaultRole },
      layouts: values.layouts.map(
        ({ departmentId, hidden }) => `${departmentId ?? '*'}: ${hidden.join(' ')}`,
      ),
    });
    await deps.records.add(tx, {
      ...{
        enterpriseId,
        actor: `staff:${by.staffId}`,
        actorName: by.name,
        action: 'account_opening.changed',
      },
      ...{ target: `account_opening:${enterpriseId}`, before: told(before), after: told(after) },
      ...{ requestId: by.requestId, at: now },
    });
  }

  return {
    of,
    settings,

    /** Whether salespeople open accounts here: one of the ways in which accounts come to be. */
    isOn: async (em: EntityManager, enterpriseId: string): Promise<boolean> =>
      (await of(em, enterpriseId)).enabled,

    /** @throws conflict.version | opening.default_role | opening.department_unknown */
    change: (em: EntityManager, version: number, patch: PatchAccountOpening, by: Editor): Promise<void> =>
      inTransaction(em, (tx) => write(tx, version, patch, by)),
  };
}
export type Plugin = ReturnType<typeof createPlugin>;

/**
 * The roles of a new account: those that were asked for, as far as salespeople may give them; else the
 * default, and for the first person of a company its admin's, where that may be given.
 * @throws opening.role: one that may not be given
 */
export function rolesFor(
  plugin: PluginValues,
  asked: readonly string[] | null | undefined,
  isFirst: boolean,
): readonly InterconnectRole[] {
  if (asked !== null && asked !== undefined && asked.length > 0) {
    const given = plugin.roles.filter((role) => asked.includes(role));
    assertThat(given.length === new Set(asked).size, 'opening.role', 403);
    return given;
  }
  return [isFirst && plugin.roles.includes(downstreamAdminRole) ? downstreamAdminRole : plugin.defaultRole];
}
