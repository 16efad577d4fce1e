import { Form, InputNumber, Radio } from 'antd';

import type { RegistrationSettings } from '../../features/registration/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';

const modes = ['editable', 'locked', 'existing', 'registry'] as const;
const matches = ['exact', 'prefix', 'contains'] as const;

/** How the customer is named; where names are looked up, how little of them is shown. */
export function NameMode(props: { settings: RegistrationSettings; mode: (typeof modes)[number] }) {
  const t = useText();
  const { settings, mode } = props;
  const { looks, names } = settings.lookLimits;
  return (
    <section className="hl-registration-part">
      <Form.Item name={['enterprise', 'nameMode']} label={t('registration.name_mode')} required>
        <Radio.Group className="hl-registration-modes">
          {modes.map((value) => {
            const off = value === 'registry' && !settings.registryOffered;
            return (
              <Radio key={value} value={value} disabled={off && mode !== value}>
                {t(`registration.mode.${value}`)}
                <small>{t(off ? 'registration.mode.registry_off' : `registration.mode.${value}_hint`)}</small>
              </Radio>
            );
          })}
        </Radio.Group>
      </Form.Item>
      <div hidden={mode !== 'existing'}>
        <Form.Item name={['enterprise', 'match']} label={t('registration.match')} required>
          <Radio.Group>
            {matches.map((value) => (
              <Radio key={value} value={value}>
                {t(`registration.match.${value}`)}
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
      </div>
      <div className="hl-registration-numbers" hidden={mode !== 'existing' && mode !== 'registry'}>
        <Form.Item name={['enterprise', 'minLength']} label={t('registration.min_length')} required>
          <InputNumber min={2} max={20} precision={0} />
        </Form.Item>
        <div hidden={mode !== 'existing'}>
          <Form.Item name={['enterprise', 'most']} label={t('registration.most')} required>
            <InputNumber min={1} max={10} precision={0} />
          </Form.Item>
        </div>
      </div>
      <p className="hl-muted" hidden={mode !== 'existing' && mode !== 'registry'}>
        {t('registration.limits', { looks, names })}
      </p>
    </section>
  );
}
