import { downstreamAdminRole, type InterconnectRole } from '../../../config/interconnect-roles.ts';
import type {
  Ability,
  LayoutItem,
  OpeningAbilities,
  OpeningButton,
  OpeningObject,
  WhyNot,
} from '../../contract/account-opening.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { Plugin, PluginValues } from './plugin.ts';
import type { Departments, FaceCodes, QuotaLeft, Salesperson, Staff } from './ports.ts';

const objects = ['customer', 'partner', 'contact'] as const satisfies OpeningObject[];
const buttons = ['open', 'disable'] as const satisfies OpeningButton[];
const rightOf = { open: 'accounts.open', disable: 'accounts.disable' } as const;
/** Who can change it: those who hold this right. */
const whoCan: Record<WhyNot, string> = {
  plugin_off: 'settings.manage',
  no_right: 'authorisation.set',
  layout: 'settings.manage',
  no_quota: 'orders.manage',
};
const namesShown = 3;

export interface AbilitiesDeps {
  readonly plugin: Plugin;
  readonly departments: Departments;
  readonly staff: Staff;
  readonly quota: QuotaLeft;
  readonly codes: FaceCodes;
  readonly smsOn: boolean;
  readonly roleLabel: (locale: Salesperson['locale'], role: InterconnectRole) => string;
}

/** Where plug-in, right, layout and quota allow a button; and else why not, and whom to ask (row 333). */
export function createAbilities(deps: AbilitiesDeps) {
  async function hiddenFor(
    em: EntityManager,
    by: Salesperson,
    plugin: PluginValues,
  ): Promise<Set<LayoutItem>> {
    if (plugin.layouts.length === 0) return new Set();
    const above = new Set(await deps.departments.above(em, by.enterpriseId, by.personId));
    return new Set(
      plugin.layouts
        .filter(({ departmentId }) => departmentId === null || above.has(departmentId))
        .flatMap(({ hidden }) => hidden),
    );
  }

  function whyNot(
    by: Salesperson,
    plugin: PluginValues,
    hidden: ReadonlySet<LayoutItem>,
    object: OpeningObject,
    button: OpeningButton,
  ): WhyNot | null {
    if (!plugin.enabled) return 'plugin_off';
    if (!by.permissions.has(rightOf[button])) return 'no_right';
    return hidden.has(`${object}.${button}`) ? 'layout' : null;
  }

  /** Everything that one caller may do, read once. */
  async function of(em: EntityManager, by: Salesperson) {
    const plugin = await deps.plugin.of(em, by.enterpriseId);
    const hidden = await hiddenFor(em, by, plugin);
    const left = {
      enterprise: await deps.quota.remaining(em, 'enterprise'),
      wechatUser: await deps.quota.remaining(em, 'wechat_user'),
    };
    const asked = new Map<WhyNot, string[]>();
    async function ask(why: WhyNot): Promise<string[]> {
      const known = asked.get(why);
      if (known !== undefined) return known;
      const able = await deps.staff.withPermission(em, whoCan[why], by.enterpriseId);
      const names = able
        .filter(({ id }) => id !== by.personId)
        .slice(0, namesShown)
        .map(({ name }) => name);
      asked.set(why, names);
      return names;
    }
    return {
      plugin,
      left,
      /** Without any of its rights, and with the plug-in off, it is as if there were none. */
      shown: plugin.enabled || by.permissions.has('accounts.open') || by.permissions.has('accounts.disable'),
      ability: async (object: OpeningObject, button: OpeningButton, enough = true): Promise<Ability> => {
        const why =
          whyNot(by, plugin, hidden, object, button) ?? (button === 'open' && !enough ? 'no_quota' : null);
        return why === null ? { why, ask: [] } : { why, ask: await ask(why) };
      },
    };
  }

  return {
    of,

    async present(em: EntityManager, by: Salesperson): Promise<OpeningAbilities> {
      const { plugin, left, shown, ability } = await of(em, by);
      const abilities: OpeningAbilities['abilities'] = [];
      for (const object of objects)
        for (const button of buttons) {
          const enough = object === 'contact' ? left.wechatUser > 0 : left.enterprise > 0;
          abilities.push({ item: `${object}.${button}`, ...(await ability(object, button, enough)) });
        }
      const label = (role: InterconnectRole) => deps.roleLabel(by.locale, role);
      return {
        ...{ shown, enabled: plugin.enabled, left },
        abilities,
        roles: plugin.roles.map((key) => ({ key, label: label(key) })),
        defaultRole: plugin.defaultRole,
        firstRole: plugin.roles.includes(downstreamAdminRole) ? downstreamAdminRole : plugin.defaultRole,
        carriers: {
          code: (await deps.codes.serviceAccount(by.enterpriseId)) !== null,
          sms: deps.smsOn,
        },
      };
    },

    /** The same, at the door. @throws opening.plugin_off | permission.denied | opening.layout */
    async demand(
      em: EntityManager,
      by: Salesperson,
      object: OpeningObject,
      button: OpeningButton,
    ): Promise<PluginValues> {
      const plugin = await deps.plugin.of(em, by.enterpriseId);
      const why = whyNot(by, plugin, await hiddenFor(em, by, plugin), object, button);
      if (why === 'plugin_off') throw new AppError('opening.plugin_off', { status: 403 });
      if (why === 'no_right')
        throw new AppError('permission.denied', { status: 403, data: { permission: rightOf[button] } });
      if (why === 'layout') throw new AppError('opening.layout', { status: 403 });
      return plugin;
    },
  };
}
export type Abilities = ReturnType<typeof createAbilities>;
