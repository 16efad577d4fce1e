import { Checkbox, Tooltip } from 'antd';

import { permissionNames, permissions, type PermissionGroup } from '../../../../config/permissions.ts';
import type { Permission } from '../../shared/permissions.ts';
import { permissionLabel } from '../../shared/permission-label.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import './permission-groups.css';

/**
 * Rights in their groups, each group with its «check all», which covers that group alone. What I do
 * not own myself I can neither give nor take: its box says so.
 */
export function PermissionGroups(props: {
  groups: readonly PermissionGroup[];
  chosen: ReadonlySet<string>;
  mine: (permission: Permission) => boolean;
  /** Not offered here. */
  without?: readonly Permission[];
  /** Where else it comes from; shown below its box, also where the box is not ticked. */
  note?: (permission: Permission) => string | null;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const t = useText();
  const { chosen, mine } = props;
  const set = (names: readonly Permission[], on: boolean) => {
    const next = new Set(chosen);
    for (const name of names) {
      if (on) next.add(name);
      else next.delete(name);
    }
    props.onChange(next);
  };
  return (
    <div className="hl-rights">
      {props.groups.map((group) => {
        const all = permissionNames.filter(
          (name) => permissions[name].group === group && props.without?.includes(name) !== true,
        );
        const note = (name: Permission) => props.note?.(name) ?? null;
        const shown = all.filter((name) => mine(name) || chosen.has(name) || note(name) !== null);
        if (shown.length === 0) return null;
        const own = shown.filter(mine);
        const on = all.filter((name) => chosen.has(name));
        return (
          <fieldset key={group}>
            <legend>{t(`rights.group.${group}`)}</legend>
            <Checkbox
              className="hl-rights-all"
              checked={on.length === all.length}
              indeterminate={on.length > 0 && on.length < all.length}
              disabled={own.length === 0}
              onChange={(event) => set(own, event.target.checked)}
            >
              {t('rights.check_all')}
            </Checkbox>
            {shown.map((name) => {
              const box = (
                <Checkbox
                  checked={chosen.has(name)}
                  disabled={!mine(name)}
                  onChange={(event) => set([name], event.target.checked)}
                >
                  {t(permissionLabel(name))}
                </Checkbox>
              );
              const from = note(name);
              const shownBox = (
                <span key={name}>
                  {box}
                  {from === null ? null : <small>{from}</small>}
                </span>
              );
              return mine(name) ? (
                shownBox
              ) : (
                <Tooltip key={name} title={t('rights.not_owned')}>
                  {shownBox}
                </Tooltip>
              );
            })}
          </fieldset>
        );
      })}
    </div>
  );
}
