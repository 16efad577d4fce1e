import { App, Form, Input } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  channelsKey,
  listChannels,
  patchChannel,
  type CallbackMode,
  type ChannelAccountRow,
  type ChannelPatch,
} from '../../features/channels/api.ts';
import { modes } from '../../features/channels/channel-words.ts';
import { ModeChoice } from '../../features/channels/mode-choice.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';

interface SettingsValues {
  name: string;
  callbackMode: CallbackMode;
}

/** Name and callback mode. WeCom has one mode only, so there it is not asked. */
export function ChannelSettings(props: { account: ChannelAccountRow }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<SettingsValues>();
  const [round, setRound] = useState(0);
  const { account } = props;
  const save = useVersionedSave<ChannelAccountRow, ChannelPatch>({
    version: account.version,
    save: (patch, version, key) => patchChannel(account.id, patch, version, key),
    reload: () => reloadChannel(account),
    onSaved: () => {
      void message.success(t('common.saved'));
      setRound((before) => before + 1);
      void queries.invalidateQueries({ queryKey: channelsKey });
    },
    onTakeTheirs: (latest) => {
      form.setFieldsValue({ name: latest.name, callbackMode: latest.callbackMode });
      setRound((before) => before + 1);
      void queries.invalidateQueries({ queryKey: channelsKey });
    },
  });
  const modeName = (mode: CallbackMode) => {
    const known = modes.find((one) => one.value === mode);
    return known === undefined ? mode : t(known.label);
  };

  return (
    <Panel title={t('channels.settings')}>
      {save.conflict === null ? null : (
        <ConflictNotice
          pending={save.pending}
          onOverwrite={() => void save.overwrite()}
          onTakeTheirs={save.takeTheirs}
          differences={[
            {
              label: t('channels.field.name'),
              mine: String(form.getFieldValue('name') ?? ''),
              theirs: save.conflict.name,
            },
            ...(account.kind === 'wecom'
              ? []
              : [
                  {
                    label: t('channels.field.mode'),
                    mine: modeName(form.getFieldsValue().callbackMode),
                    theirs: modeName(save.conflict.callbackMode),
                  },
                ]),
          ]}
        />
      )}
      <ResourceForm
        // Saved values are the new beginning: nothing is unsaved any more.
        key={round}
        form={form}
        initial={{ name: account.name, callbackMode: account.callbackMode }}
        error={save.error}
        pending={save.pending}
        submitLabel={t('common.save')}
        onSubmit={(values) => {
          const patch: ChannelPatch =
            account.kind === 'wecom'
              ? { name: values.name }
              : { name: values.name, callbackMode: values.callbackMode };
          void save.submit(patch);
        }}
      >
        <Form.Item<SettingsValues>
          name="name"
          label={t('channels.field.name')}
          rules={[{ required: true, whitespace: true, message: t('channels.invalid.name') }]}
        >
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        {account.kind === 'wecom' ? null : (
          <Form.Item<SettingsValues>
            name="callbackMode"
            required
            label={t('channels.field.mode')}
            extra={t('channels.mode.same_on_platform')}
          >
            <ModeChoice />
          </Form.Item>
        )}
      </ResourceForm>
    </Panel>
  );
}

/** The newest row, from the list; a row that is gone keeps its last state. */
export async function reloadChannel(account: ChannelAccountRow): Promise<ChannelAccountRow> {
  return (await listChannels()).find((row) => row.id === account.id) ?? account;
}
