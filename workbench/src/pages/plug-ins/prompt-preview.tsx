import { Select } from 'antd';
import { useState } from 'react';

import type { SignInPromptSettings } from '../../features/settings/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';

/** The mini program's page of a person whose account cannot be used, with the words as they stand in the form. */
export function PromptPreview(props: {
  prompt: SignInPromptSettings;
  values: {
    readonly enabled: boolean;
    readonly text: string;
    readonly contactName: string;
    readonly contactPhone: string;
    readonly alone: boolean;
  };
}) {
  const t = useText();
  const { prompt, values } = props;
  const [state, setState] = useState(prompt.systemPrompts[0]?.state ?? '');
  const system = prompt.systemPrompts.find((one) => one.state === state)?.text ?? '';
  const own = values.text.trim() === '' ? prompt.preset : values.text.trim();
  const hasContact = values.contactName.trim() !== '' || values.contactPhone.trim() !== '';
  return (
    <figure className="hl-blocked" aria-label={t('prompt.preview')}>
      <figcaption>{t('prompt.preview')}</figcaption>
      <div className="hl-blocked-case">
        <Select
          aria-label={t('prompt.preview.case')}
          value={state}
          options={prompt.systemPrompts.map((one) => ({ value: one.state, label: one.label }))}
          onChange={setState}
        />
      </div>
      <div className="hl-blocked-card" role="status">
        {values.enabled ? <p className="hl-blocked-own">{own}</p> : null}
        {values.enabled && values.alone ? null : (
          <p className={values.enabled ? 'hl-blocked-weak' : 'hl-blocked-system'}>{system}</p>
        )}
        <div className="hl-blocked-contact">
          <span>
            {values.enabled && hasContact
              ? [values.contactName.trim(), values.contactPhone.trim()]
                  .filter((part) => part !== '')
                  .join(' ')
              : t('prompt.preview.salesperson')}
          </span>
          {values.enabled && hasContact && values.contactPhone.trim() === '' ? null : (
            <em>{t('prompt.preview.call')}</em>
          )}
        </div>
      </div>
    </figure>
  );
}
