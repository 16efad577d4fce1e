import { Checkbox, Tooltip } from 'antd';

import { useText } from '../../shared/i18n/text-context.tsx';
import type { RoleRow } from './roles-api.ts';
import './permission-groups.css';

/** Which roles somebody is in; one that holds more than I own I can neither give nor take. */
export function RoleChoice(props: {
  roles: readonly RoleRow[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  const t = useText();
  const { chosen } = props;
  const shown = props.roles.filter(({ id, acts }) => acts === 'may' || chosen.includes(id));
  if (shown.length === 0) return null;
  return (
    <div className="hl-rights">
      <fieldset>
        <legend>{t('roles.title')}</legend>
        {shown.map(({ id, name, acts }) => {
          const box = (
            <Checkbox
              checked={chosen.includes(id)}
              disabled={acts !== 'may'}
              onChange={(event) =>
                props.onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
            >
              {name}
            </Checkbox>
          );
          return acts === 'may' ? (
            <span key={id}>{box}</span>
          ) : (
            <Tooltip key={id} title={t('roles.beyond')}>
              <span>{box}</span>
            </Tooltip>
          );
        })}
      </fieldset>
    </div>
  );
}
