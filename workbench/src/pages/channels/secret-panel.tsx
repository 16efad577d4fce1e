import { App, Button, Form, Input } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { channelsKey, checksOf, patchChannel, type ChannelAccountRow } from '../../features/channels/api.ts';
import { CheckList } from '../../features/channels/check-list.tsx';
import { isConflict } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { reloadChannel } from './channel-settings.tsx';

interface SecretValues {
  secret: string;
}

/** The platform's secret was reset: the new one is checked there before it replaces the old. */
export function SecretPanel(props: { account: ChannelAccountRow }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<SecretValues>();
  const [open, setOpen] = useState(false);
  const { account } = props;
  const save = useWrite(
    async (secret: string, key) => {
      try {
        return await patchChannel(account.id, { secret }, account.version, key);
      } catch (error) {
        if (!isConflict(error)) throw error;
        // A secret has nothing to compare with: if the account only moved on, it is meant for the newest.
        const latest = await reloadChannel(account);
        return patchChannel(account.id, { secret }, latest.version, `${key}-again`);
      }
    },
    {
      failure: 'inline',
      onDone: () => {
        void message.success(t('channels.secret_changed'));
        form.resetFields();
        setOpen(false);
        void queries.invalidateQueries({ queryKey: channelsKey });
      },
    },
  );
  const checks = checksOf(save.error);

  return (
    <Panel
      title={t(account.kind === 'wecom' ? 'channels.field.wecom_secret' : 'channels.field.secret')}
      extra={
        <Button onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? t('common.cancel') : t('channels.change_secret')}
        </Button>
      }
    >
      <p className="hl-muted hl-panel-text">
        {t(account.secretSet ? 'channels.secret_set' : 'channels.secret_missing')}
      </p>
      {open ? (
        <ResourceForm
          form={form}
          initial={{}}
          error={save.error}
          pending={save.isPending}
          submitLabel={t('channels.change_secret_now')}
          errorExtra={checks.length === 0 ? null : <CheckList checks={checks} />}
          onSubmit={(values) => {
            save.mutate(values.secret.trim());
          }}
        >
          <Form.Item<SecretValues>
            name="secret"
            label={t('channels.new_secret')}
            rules={[{ required: true, min: 8, max: 256, message: t('channels.invalid.secret') }]}
          >
            <Input.Password autoComplete="new-password" spellCheck={false} />
          </Form.Item>
        </ResourceForm>
      ) : null}
    </Panel>
  );
}
