import { App, Checkbox, Drawer, Form, Input } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import {
  changeEndpoint,
  createEndpoint,
  endpointsKey,
  type EndpointInput,
  type WebhookEndpointRow,
  type WebhookSecret,
} from '../../features/webhooks/api.ts';
import { isConflict } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';

interface Values {
  url: string;
  description?: string;
  eventTypes: string[];
}

/** A new address, or one that changes. */
export function EndpointForm(props: {
  editing: WebhookEndpointRow | 'new' | null;
  eventTypes: readonly { readonly type: string; readonly label: string }[];
  onClose: () => void;
  onSecret: (secret: WebhookSecret) => void;
}) {
  const t = useText();
  const phone = useIsPhone();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const { editing } = props;
  const row = editing === 'new' ? null : editing;
  useEffect(() => {
    if (editing === null) return;
    form.setFieldsValue(
      row === null
        ? { url: '', description: '', eventTypes: props.eventTypes.map(({ type }) => type) }
        : { url: row.url, description: row.description, eventTypes: row.eventTypes },
    );
  }, [editing, form, props.eventTypes, row]);

  const save = useWrite(
    async (input: EndpointInput, key) => {
      if (row === null) {
        props.onSecret(await createEndpoint(input, key));
        return;
      }
      try {
        await changeEndpoint(row, input, key);
      } catch (error) {
        if (!isConflict(error)) throw error;
        await queries.invalidateQueries({ queryKey: endpointsKey });
        void message.warning(t('webhooks.conflict'));
      }
    },
    {
      failure: 'inline',
      onDone: () => {
        if (row !== null) void message.success(t('webhooks.saved'));
        void queries.invalidateQueries({ queryKey: endpointsKey });
        props.onClose();
      },
    },
  );

  return (
    <Drawer
      open={editing !== null}
      onClose={props.onClose}
      title={t(row === null ? 'webhooks.add' : 'webhooks.edit_title')}
      width={520}
      placement={phone ? 'bottom' : 'right'}
      forceRender
      {...(phone ? { height: '90%' } : {})}
    >
      <ResourceForm
        form={form}
        initial={{}}
        guard={false}
        error={save.error}
        pending={save.isPending}
        submitLabel={t('webhooks.save')}
        onSubmit={({ url, description, eventTypes }) => {
          save.mutate({ url: url.trim(), description: description?.trim() ?? '', eventTypes });
        }}
      >
        <Form.Item<Values>
          name="url"
          label={t('webhooks.field.url')}
          extra={t('webhooks.field.url_hint')}
          rules={[{ required: true, pattern: /^https?:\/\/\S+$/, message: t('webhooks.invalid.url') }]}
        >
          <Input
            inputMode="url"
            maxLength={500}
            placeholder="https://erp.example.com/hulian"
            spellCheck={false}
          />
        </Form.Item>
        <Form.Item<Values> name="description" label={t('webhooks.field.description')}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item<Values>
          name="eventTypes"
          label={t('webhooks.field.events')}
          rules={[{ required: true, type: 'array', min: 1, message: t('webhooks.invalid.events') }]}
        >
          <Checkbox.Group
            className="hl-webhook-events"
            options={props.eventTypes.map(({ type, label }) => ({
              value: type,
              label: `${label} · ${type}`,
            }))}
          />
        </Form.Item>
      </ResourceForm>
    </Drawer>
  );
}
