import { App, Button, Form, Input, Switch } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  fetchPrompt,
  patchPrompt,
  promptKey,
  type SignInPromptPatch,
  type SignInPromptSettings,
} from '../../features/settings/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';
import { PromptPreview } from './prompt-preview.tsx';
import './plug-ins.css';

interface PromptValues {
  enabled: boolean;
  text: string;
  contactName: string;
  contactPhone: string;
  alone: boolean;
}
const valuesOf = ({ enabled, text, contactName, contactPhone, alone }: PromptValues): PromptValues => ({
  enabled,
  text,
  contactName,
  contactPhone,
  alone,
});

/** The own words for an abnormal sign-in, with the mini program's page beside them as one types. */
export function PromptForm(props: { prompt: SignInPromptSettings }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<PromptValues>();
  // Nothing is watched before the form stands.
  const typed: Partial<PromptValues> | undefined = Form.useWatch([], form);
  const [round, setRound] = useState(0);
  const { prompt } = props;
  const values: PromptValues = { ...valuesOf(prompt), ...typed };

  const take = (fresh: SignInPromptSettings) => {
    queries.setQueryData(promptKey, fresh);
    form.setFieldsValue(valuesOf(fresh));
    setRound((before) => before + 1);
  };
  const save = useVersionedSave<SignInPromptSettings, SignInPromptPatch>({
    version: prompt.version,
    save: patchPrompt,
    reload: () => fetchPrompt(),
    onSaved: (saved) => {
      take(saved);
      void message.success(t('common.saved'));
    },
    onTakeTheirs: take,
  });
  const onOff = (on: boolean) => t(on ? 'common.on' : 'common.off');

  return (
    <div className="hl-plugin">
      <Panel title={t('prompt.title')}>
        <p className="hl-muted hl-plugin-lead">{t('prompt.lead')}</p>
        {save.conflict === null ? null : (
          <ConflictNotice
            pending={save.pending}
            onOverwrite={() => void save.overwrite()}
            onTakeTheirs={save.takeTheirs}
            differences={[
              {
                label: t('prompt.enabled'),
                mine: onOff(values.enabled),
                theirs: onOff(save.conflict.enabled),
              },
              { label: t('prompt.text'), mine: values.text, theirs: save.conflict.text },
              {
                label: t('prompt.contact_name'),
                mine: values.contactName,
                theirs: save.conflict.contactName,
              },
              {
                label: t('prompt.contact_phone'),
                mine: values.contactPhone,
                theirs: save.conflict.contactPhone,
              },
              { label: t('prompt.alone'), mine: onOff(values.alone), theirs: onOff(save.conflict.alone) },
            ]}
          />
        )}
        <ResourceForm
          key={round}
          form={form}
          initial={valuesOf(prompt)}
          error={save.error}
          pending={save.pending}
          submitLabel={t('common.save')}
          onSubmit={(given) => void save.submit(valuesOf(given))}
          actions={
            <Button disabled={values.text === ''} onClick={() => form.setFieldsValue({ text: '' })}>
              {t('prompt.restore')}
            </Button>
          }
        >
          <SwitchItem
            name="enabled"
            label={t('prompt.enabled')}
            hint={t(values.enabled ? 'prompt.on' : 'prompt.off')}
          />
          <Form.Item<PromptValues>
            name="text"
            label={t('prompt.text')}
            extra={
              <span className="hl-plugin-preset">{t('prompt.preset_hint', { preset: prompt.preset })}</span>
            }
          >
            <Input.TextArea
              maxLength={200}
              showCount
              autoSize={{ minRows: 3, maxRows: 8 }}
              placeholder={prompt.preset}
            />
          </Form.Item>
          <div className="hl-plugin-pair">
            <Form.Item<PromptValues>
              name="contactName"
              label={t('prompt.contact_name')}
              extra={t('prompt.contact_name_hint')}
            >
              <Input maxLength={20} autoComplete="off" />
            </Form.Item>
            <Form.Item<PromptValues>
              name="contactPhone"
              label={t('prompt.contact_phone')}
              extra={t('prompt.contact_phone_hint')}
              rules={[{ pattern: /^\s*(\+?\d[\d -]{4,18})?\s*$/, message: t('prompt.invalid_phone') }]}
            >
              <Input type="tel" maxLength={20} autoComplete="off" />
            </Form.Item>
          </div>
          <SwitchItem
            name="alone"
            label={t('prompt.alone')}
            hint={t(values.alone ? 'prompt.alone_on_hint' : 'prompt.alone_off_hint')}
          />
        </ResourceForm>
      </Panel>
      <PromptPreview prompt={prompt} values={values} />
    </div>
  );
}

function SwitchItem(props: { name: 'enabled' | 'alone'; label: string; hint: string }) {
  const t = useText();
  return (
    <div className="hl-plugin-switch">
      <div>
        <strong id={`prompt-${props.name}`}>{props.label}</strong>
        <p className="hl-muted">{props.hint}</p>
      </div>
      <Form.Item<PromptValues> name={props.name} valuePropName="checked" noStyle>
        <Switch
          aria-labelledby={`prompt-${props.name}`}
          checkedChildren={t('common.on')}
          unCheckedChildren={t('common.off')}
        />
      </Form.Item>
    </div>
  );
}
