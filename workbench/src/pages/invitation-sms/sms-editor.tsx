import { App, Button, Form, Input, Space } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import {
  fillSms,
  saveDraft,
  smsBounds,
  smsKey,
  smsLength,
  type InvitationSms,
} from '../../features/sms/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';

interface Values {
  text: string;
}

type TextKind = 'text' | 'marketing';

/** The newest version to go on from, or what is sent now. */
function startOf(sms: InvitationSms, wanted: TextKind): string {
  const [newest] = sms.versions.filter(({ kind }) => kind === wanted);
  return newest?.content ?? (wanted === 'text' ? sms.preset : '');
}

/** The text with its variables, and the SMS as a person will get it while one types. */
export function SmsEditor(props: { sms: InvitationSms; kind?: TextKind }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const { sms, kind = 'text' } = props;
  // Nothing is watched before the form stands.
  const typed: string | undefined = Form.useWatch('text', form);
  const content = typed ?? startOf(sms, kind);
  const save = useWrite((text: string, key) => saveDraft({ kind, content: text }, key), {
    failure: 'inline',
    onDone: (fresh) => {
      queries.setQueryData(smsKey, fresh);
      void message.success(t('sms.saved'));
    },
  });
  const example = (name: string) => sms.variables.find((one) => one.name === name)?.example ?? '';
  const shown = fillSms(content.trim(), {
    contact: example('contact'),
    company: example('company'),
    brand: example('brand'),
  });
  const { characters, segments } = smsLength(shown, sms.liveSignature);
  return (
    <div className="hl-sms">
      <Panel title={t(kind === 'text' ? 'sms.text' : 'sms.marketing')}>
        {sms.serviceOn ? null : <p className="hl-muted">{t('sms.service_off')}</p>}
        <ResourceForm
          form={form}
          initial={{ text: startOf(sms, kind) }}
          error={save.error}
          pending={save.isPending}
          guard={false}
          submitLabel={t('sms.save')}
          onSubmit={(values) => {
            save.mutate(values.text.trim());
          }}
        >
          <Form.Item<Values>
            name="text"
            label={t('sms.content')}
            extra={t(kind === 'text' ? 'sms.rules' : 'sms.marketing_rules')}
            rules={[{ required: true, whitespace: true, message: t('sms.content_missing') }]}
          >
            <Input.TextArea maxLength={smsBounds.text} autoSize={{ minRows: 4, maxRows: 8 }} />
          </Form.Item>
          <Space wrap className="hl-sms-variables">
            {sms.variables.map(({ name, label }) => (
              <Button
                key={name}
                size="small"
                disabled={content.includes(`{${name}}`)}
                onClick={() => {
                  form.setFieldsValue({ text: `${content}{${name}}` });
                }}
              >
                {t('sms.insert', { label })}
              </Button>
            ))}
          </Space>
        </ResourceForm>
      </Panel>
      <figure className="hl-sms-phone" aria-label={t('sms.preview')}>
        <figcaption>{t('sms.preview')}</figcaption>
        <p>{`【${sms.liveSignature}】${shown}`}</p>
        <small>{t('sms.length', { characters, segments })}</small>
      </figure>
    </div>
  );
}
