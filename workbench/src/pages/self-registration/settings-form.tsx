import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form } from 'antd';
import { useState } from 'react';

import {
  fetchRegistration,
  patchRegistration,
  registrationKey,
  type RegistrationPatch,
  type RegistrationSettings,
} from '../../features/registration/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';
import { FieldUses, RoleItem, SwitchItem } from './items.tsx';
import { NameMode } from './name-mode.tsx';
import { differencesOf, fromForm, toForm, withTyped, type FormValues } from './values.ts';
import './self-registration.css';

/** The three ways, and what each kind of account asks for. */
export function SettingsForm(props: { settings: RegistrationSettings }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<FormValues>();
  // Nothing is watched before the form stands.
  const typed: Partial<FormValues> | undefined = Form.useWatch([], form);
  const [round, setRound] = useState(0);
  const { settings } = props;
  const values = withTyped(settings, typed);

  const take = (fresh: RegistrationSettings) => {
    queries.setQueryData(registrationKey, fresh);
    form.setFieldsValue(toForm(fresh));
    setRound((before) => before + 1);
  };
  const save = useVersionedSave<RegistrationSettings, RegistrationPatch>({
    version: settings.version,
    save: patchRegistration,
    reload: () => fetchRegistration(),
    onSaved: (saved) => {
      take(saved);
      void message.success(t('common.saved'));
    },
    onTakeTheirs: take,
  });
  const { methods, enterprise, personal } = values;
  const picks = enterprise.nameMode === 'existing' || enterprise.nameMode === 'registry';
  const manages = settings.roles.some(({ key, manages: admin }) => key === enterprise.role && admin);

  return (
    <div className="hl-registration">
      <ResourceForm
        key={round}
        form={form}
        initial={toForm(settings)}
        error={save.error}
        pending={save.pending}
        submitLabel={t('common.save')}
        onSubmit={(given) => void save.submit(fromForm(withTyped(settings, given)))}
      >
        {save.conflict === null ? null : (
          <ConflictNotice
            pending={save.pending}
            onOverwrite={() => void save.overwrite()}
            onTakeTheirs={save.takeTheirs}
            differences={differencesOf(values, save.conflict, t)}
          />
        )}
        <Panel title={t('registration.methods')}>
          <p className="hl-muted">{t('registration.methods_lead')}</p>
          <SwitchItem
            name={['methods', 'admin']}
            label={t('registration.admin')}
            hint={t('registration.admin_hint')}
          />
          <SwitchItem
            name={['methods', 'salesperson']}
            label={t('registration.salesperson')}
            hint={t('registration.salesperson_hint')}
          />
          <SwitchItem
            name={['methods', 'self']}
            label={t('registration.self')}
            hint={t(methods.self ? 'registration.self_on' : 'registration.self_off')}
          />
          {methods.self && !enterprise.on && !personal.on ? (
            <Alert type="warning" showIcon message={t('registration.no_type')} />
          ) : null}
        </Panel>
        <Panel title={t('registration.enterprise')}>
          <p className="hl-muted">{t('registration.enterprise_lead')}</p>
          <SwitchItem
            name={['enterprise', 'on']}
            of={t('registration.enterprise')}
            label={t('registration.on')}
            hint={t('registration.on_hint')}
          />
          <div hidden={!enterprise.on}>
            <FieldUses type="enterprise" />
            <RoleItem type="enterprise" roles={settings.roles} value={enterprise.role} />
            <NameMode settings={settings} mode={enterprise.nameMode} />
            <SwitchItem
              name={['enterprise', 'review']}
              of={t('registration.enterprise')}
              label={t('registration.review')}
              hint={t('registration.review_hint')}
            />
            {picks && manages && !enterprise.review ? (
              <Alert type="warning" showIcon message={t('registration.review_needed')} />
            ) : null}
          </div>
        </Panel>
        <Panel title={t('registration.personal')}>
          <p className="hl-muted">{t('registration.personal_lead')}</p>
          <SwitchItem
            name={['personal', 'on']}
            of={t('registration.personal')}
            label={t('registration.on')}
            hint={t('registration.on_hint')}
          />
          <div hidden={!personal.on}>
            <FieldUses type="personal" />
            <RoleItem
              type="personal"
              roles={settings.roles.filter((role) => !role.manages)}
              value={personal.role}
            />
            <SwitchItem
              name={['personal', 'review']}
              of={t('registration.personal')}
              label={t('registration.review')}
              hint={t('registration.review_hint')}
            />
          </div>
        </Panel>
      </ResourceForm>
    </div>
  );
}
