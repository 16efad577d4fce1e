import { Form, Segmented, Select, Switch } from 'antd';

import type { RegistrationSettings } from '../../features/registration/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { noRole } from './values.ts';

type AccountType = 'enterprise' | 'personal';

/** A switch with its name and what it means, in one line. */
export function SwitchItem(props: {
  name: readonly [string, string];
  /** The panel that it stands in, where several have one of this name. */
  of?: string;
  label: string;
  hint: string;
}) {
  const t = useText();
  const id = `registration-${props.name.join('-')}`;
  return (
    <div className="hl-registration-switch">
      <div>
        <strong id={id}>{props.label}</strong>
        <p className="hl-muted">{props.hint}</p>
      </div>
      <Form.Item name={[...props.name]} valuePropName="checked" noStyle>
        <Switch
          aria-label={props.of === undefined ? props.label : `${props.of} · ${props.label}`}
          checkedChildren={t('common.on')}
          unCheckedChildren={t('common.off')}
        />
      </Form.Item>
    </div>
  );
}

const uses = ['off', 'optional', 'required'] as const;
const fields = ['email', 'position', 'address', 'note'] as const;

/** What is collected: name and phone always, the rest as the upstream needs it. */
export function FieldUses(props: { type: AccountType }) {
  const t = useText();
  return (
    <section className="hl-registration-part">
      <h3>{t('registration.fields')}</h3>
      <p className="hl-muted">{t('registration.fields_hint')}</p>
      <dl className="hl-registration-fields">
        {(['name', 'phone'] as const).map((key) => (
          <div key={key}>
            <dt>{t(`registration.field.${key}`)}</dt>
            <dd className="hl-muted">{t('registration.fixed')}</dd>
          </div>
        ))}
        {fields.map((key) => (
          <div key={key}>
            <dt>{t(`registration.field.${key}`)}</dt>
            <dd>
              <Form.Item name={[props.type, 'fields', key]} noStyle>
                <Segmented
                  aria-label={`${t(`registration.${props.type}`)} · ${t(`registration.field.${key}`)}`}
                  options={uses.map((value) => ({ value, label: t(`registration.use.${value}`) }))}
                />
              </Form.Item>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function RoleItem(props: { type: AccountType; roles: RegistrationSettings['roles']; value: string }) {
  const t = useText();
  return (
    <Form.Item
      name={[props.type, 'role']}
      label={t('registration.role')}
      required
      extra={t(props.value === noRole ? 'registration.role_warning' : 'registration.role_hint')}
    >
      <Select
        className="hl-registration-select"
        options={[
          { value: noRole, label: t('registration.role_none') },
          ...props.roles.map(({ key, label }) => ({ value: key, label })),
        ]}
      />
    </Form.Item>
  );
}
