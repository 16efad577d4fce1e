import { Segmented } from 'antd';

import {
  dataPageNames,
  dataPages,
  dataScopes,
  scopeRights,
  type DataPage,
  type DataScope,
} from '../../../../config/permissions.ts';
import type { Permission } from '../../shared/permissions.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import './data-scopes.css';

/** The widest scope of a page that these rights amount to. */
export function scopeOf(page: DataPage, chosen: ReadonlySet<string>): DataScope {
  const fitting = dataScopes.filter((scope) =>
    dataPages[page].scopes[scope].every((name) => chosen.has(name)),
  );
  return fitting.at(-1) ?? 'own';
}

/** How far a role's people see on each page whose rows are somebody's (row 215). */
export function DataScopes(props: {
  chosen: ReadonlySet<string>;
  mine: (permission: Permission) => boolean;
  disabled: boolean;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const t = useText();
  const { chosen, mine } = props;
  return (
    <fieldset className="hl-role-scopes">
      <legend>{t('roles.scopes')}</legend>
      {dataPageNames.map((page) => {
        const of = (scope: DataScope): readonly Permission[] => dataPages[page].scopes[scope];
        return (
          <div key={page}>
            <span>{t(`roles.page.${page}`)}</span>
            <Segmented
              aria-label={t(`roles.page.${page}`)}
              value={scopeOf(page, chosen)}
              options={dataScopes.map((scope) => ({
                value: scope,
                label: t(`roles.scope.${scope}`),
                disabled: props.disabled || !of(scope).every(mine),
              }))}
              onChange={(scope) => {
                const next = new Set(chosen);
                for (const name of scopeRights(page)) next.delete(name);
                for (const name of of(scope)) next.add(name);
                // Rows are seen on a page that opens.
                if (scope !== 'own') next.add(dataPages[page].opens);
                props.onChange(next);
              }}
            />
          </div>
        );
      })}
    </fieldset>
  );
}
