import { App, Button, Checkbox, Select, Switch } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  fetchOpening,
  openingKey,
  patchOpening,
  type AccountOpening,
  type LayoutItem,
  type OpeningLayout,
  type PatchAccountOpening,
} from '../../features/opening/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';
import { useZone } from '../../shared/use-zone.ts';
import '../../features/opening/opening.css';
import './plug-ins.css';

const objects = ['customer', 'partner', 'contact'] as const;
const buttons = ['open', 'disable'] as const;

type Values = Pick<AccountOpening, 'enabled' | 'roles' | 'defaultRole' | 'layouts'>;
const valuesOf = ({ enabled, roles, defaultRole, layouts }: AccountOpening): Values => ({
  ...{ enabled, roles, defaultRole, layouts },
});

/** The switch, the roles that salespeople may give, and which departments see which button (rows 38, 41, 52). */
export function OpeningForm({ opening }: { opening: AccountOpening }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { moment } = useZone();
  const [values, setValues] = useState<Values>(() => valuesOf(opening));
  const take = (fresh: AccountOpening) => {
    queries.setQueryData(openingKey, fresh);
    setValues(valuesOf(fresh));
  };
  const save = useVersionedSave<AccountOpening, PatchAccountOpening>({
    version: opening.version,
    save: patchOpening,
    reload: () => fetchOpening(),
    onSaved: (saved) => {
      take(saved);
      void message.success(t('common.saved'));
    },
    onTakeTheirs: take,
  });
  const change = (part: Partial<Values>) => setValues((before) => ({ ...before, ...part }));
  const roleLabel = (key: string) => opening.roleChoices.find((role) => role.key === key)?.label ?? key;
  const roleNames = (roles: readonly string[]) => roles.map(roleLabel).join(t('opening.comma'));
  const onOff = (on: boolean) => t(on ? 'common.on' : 'common.off');
  const count = (layouts: readonly OpeningLayout[]) => t('opening.layout_summary', { count: layouts.length });
  const isRole = (key: string): key is Values['defaultRole'] =>
    opening.roleChoices.some((role) => role.key === key);

  return (
    <div className="hl-plugin">
      <Panel title={t('opening.title')}>
        <p className="hl-muted hl-plugin-lead">{t('opening.lead')}</p>
        {save.conflict === null ? null : (
          <ConflictNotice
            pending={save.pending}
            onOverwrite={() => void save.overwrite()}
            onTakeTheirs={save.takeTheirs}
            differences={[
              {
                label: t('opening.enabled'),
                mine: onOff(values.enabled),
                theirs: onOff(save.conflict.enabled),
              },
              {
                label: t('opening.roles'),
                mine: roleNames(values.roles),
                theirs: roleNames(save.conflict.roles),
              },
              {
                label: t('opening.default_role'),
                mine: roleLabel(values.defaultRole),
                theirs: roleLabel(save.conflict.defaultRole),
              },
              {
                label: t('opening.layouts'),
                mine: count(values.layouts),
                theirs: count(save.conflict.layouts),
              },
            ]}
          />
        )}
        <div className="hl-stack">
          <div className="hl-plugin-switch">
            <div>
              <strong id="opening-enabled">{t('opening.enabled')}</strong>
              <p className="hl-muted">{t(values.enabled ? 'opening.on' : 'opening.off')}</p>
              {opening.presetAt === null ? null : (
                <p className="hl-muted">{t('opening.preset_at', { at: moment(opening.presetAt) })}</p>
              )}
            </div>
            <Switch
              aria-labelledby="opening-enabled"
              checked={values.enabled}
              checkedChildren={t('common.on')}
              unCheckedChildren={t('common.off')}
              onChange={(enabled) => change({ enabled })}
            />
          </div>
          <section>
            <h3 className="hl-small-title">{t('opening.roles')}</h3>
            <Checkbox.Group
              aria-label={t('opening.roles')}
              value={values.roles}
              options={opening.roleChoices.map(({ key, label }) => ({ value: key, label }))}
              onChange={(roles) => change({ roles: roles.filter(isRole) })}
            />
            <p className="hl-muted">{t('opening.roles_hint')}</p>
          </section>
          <section>
            <h3 className="hl-small-title">
              <label htmlFor="opening-default-role">{t('opening.default_role')}</label>
            </h3>
            <Select
              id="opening-default-role"
              value={values.defaultRole}
              style={{ minWidth: 160 }}
              options={values.roles.map((key) => ({ value: key, label: roleLabel(key) }))}
              onChange={(defaultRole) => change({ defaultRole })}
            />
            <p className="hl-muted">{t('opening.default_role_hint')}</p>
          </section>
          <Layouts opening={opening} layouts={values.layouts} onChange={(layouts) => change({ layouts })} />
          <ErrorNotice error={save.error} />
          <div>
            <Button
              type="primary"
              loading={save.pending}
              disabled={values.roles.length === 0}
              onClick={() => void save.submit(values)}
            >
              {t('common.save')}
            </Button>
          </div>
        </div>
      </Panel>
    </div>
  );
}

/** One line a department, a box a button: ticked is shown. */
function Layouts(props: {
  opening: AccountOpening;
  layouts: readonly OpeningLayout[];
  onChange: (layouts: OpeningLayout[]) => void;
}) {
  const t = useText();
  const { opening, layouts, onChange } = props;
  const rows = layouts.some(({ departmentId }) => departmentId === null)
    ? layouts
    : [{ departmentId: null, hidden: [] }, ...layouts];
  const free = opening.departments.filter(
    ({ id }) => !layouts.some(({ departmentId }) => departmentId === id),
  );
  const keep = (changed: readonly OpeningLayout[]) =>
    onChange(changed.filter(({ departmentId, hidden }) => departmentId !== null || hidden.length > 0));
  const set = (departmentId: string | null, item: LayoutItem, shown: boolean) =>
    keep(
      rows.map((row) =>
        row.departmentId === departmentId
          ? {
              departmentId,
              hidden: shown ? row.hidden.filter((one) => one !== item) : [...row.hidden, item],
            }
          : row,
      ),
    );
  const nameOf = (id: string | null) =>
    id === null
      ? t('opening.layout_all')
      : (opening.departments.find((department) => department.id === id)?.name ?? '—');
  return (
    <section>
      <h3 className="hl-small-title">{t('opening.layouts')}</h3>
      <p className="hl-muted">{t('opening.layouts_hint')}</p>
      <div className="hl-opening-scroll">
        <table className="hl-opening-layout">
          <thead>
            <tr>
              <th scope="col">{t('opening.layout_department')}</th>
              {objects.map((object) => (
                <th scope="col" key={object}>
                  {t(`opening.object.${object}`)}
                </th>
              ))}
              <th aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            {rows.map(({ departmentId, hidden }) => (
              <tr key={departmentId ?? ''}>
                <th scope="row">{nameOf(departmentId)}</th>
                {objects.map((object) => (
                  <td key={object}>
                    {buttons.map((button) => (
                      <Checkbox
                        key={button}
                        aria-label={`${nameOf(departmentId)} ${t(`opening.object.${object}`)} ${t(`opening.button.${button}`)}`}
                        checked={!hidden.includes(`${object}.${button}`)}
                        onChange={(event) => set(departmentId, `${object}.${button}`, event.target.checked)}
                      >
                        {t(`opening.button.${button}`)}
                      </Checkbox>
                    ))}
                  </td>
                ))}
                <td>
                  {departmentId === null ? null : (
                    <Button
                      size="small"
                      type="text"
                      onClick={() => keep(layouts.filter((row) => row.departmentId !== departmentId))}
                    >
                      {t('opening.layout_remove')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Select
        aria-label={t('opening.layout_add')}
        placeholder={t('opening.layout_add')}
        style={{ minWidth: 200 }}
        showSearch
        optionFilterProp="label"
        value={null}
        options={free.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id: string | null) => {
          if (id !== null) onChange([...layouts, { departmentId: id, hidden: [] }]);
        }}
      />
    </section>
  );
}
