import { App, Form, Input, Switch } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { saveDraft, smsBounds, smsKey, switchSignature, type InvitationSms } from '../../features/sms/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { SmsVersions } from './sms-versions.tsx';

interface Values {
  signature: string;
}

/** The platform's signature or the own one; where it cannot be switched on, one line says why. */
export function SignaturePanel(props: { sms: InvitationSms }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const { sms } = props;
  const take = (fresh: InvitationSms) => {
    queries.setQueryData(smsKey, fresh);
  };
  const turn = useWrite((on: boolean, key) => switchSignature(on, key), { onDone: take });
  const save = useWrite((content: string, key) => saveDraft({ kind: 'signature', content }, key), {
    failure: 'inline',
    onDone: (fresh) => {
      take(fresh);
      void message.success(t('sms.saved'));
    },
  });
  const approved = sms.versions.some(({ kind, state }) => kind === 'signature' && state === 'approved');
  const [newest] = sms.versions.filter(({ kind }) => kind === 'signature');
  const why = !sms.serviceOn ? t('sms.service_off') : approved ? null : t('sms.no_signature');
  return (
    <Panel title={t('sms.signature')}>
      <div className="hl-sms-switch">
        <div>
          <strong id="sms-own-signature">{t('sms.own_signature')}</strong>
          <p className="hl-muted">
            {why ?? t(sms.ownSignature ? 'sms.own_on' : 'sms.own_off', { signature: sms.liveSignature })}
          </p>
        </div>
        <Switch
          aria-labelledby="sms-own-signature"
          checked={sms.ownSignature}
          loading={turn.isPending}
          disabled={why !== null && !sms.ownSignature}
          checkedChildren={t('common.on')}
          unCheckedChildren={t('common.off')}
          onChange={(on) => {
            turn.mutate(on);
          }}
        />
      </div>
      <ResourceForm
        form={form}
        initial={{ signature: newest?.content ?? '' }}
        error={save.error}
        pending={save.isPending}
        guard={false}
        submitLabel={t('sms.save_signature')}
        onSubmit={(values) => {
          save.mutate(values.signature.trim());
        }}
      >
        <Form.Item<Values>
          name="signature"
          label={t('sms.signature_content')}
          extra={t('sms.signature_rules')}
          rules={[{ required: true, whitespace: true, message: t('sms.signature_missing') }]}
        >
          <Input maxLength={smsBounds.signatureMost} autoComplete="off" prefix="【" suffix="】" />
        </Form.Item>
      </ResourceForm>
      <SmsVersions sms={sms} kind="signature" />
    </Panel>
  );
}
