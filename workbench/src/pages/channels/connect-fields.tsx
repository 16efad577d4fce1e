import { Form, Input } from 'antd';

import {
  connectChannelAccountSchema,
  type CallbackMode,
  type ChannelKind,
  type ConnectChannelAccount,
} from '../../features/channels/api.ts';
import { idLabel } from '../../features/channels/channel-words.ts';
import { ModeChoice } from '../../features/channels/mode-choice.tsx';
import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import type { Translate } from '../../shared/i18n/translate.ts';

export interface ConnectValues {
  name?: string;
  appId?: string;
  originalId?: string;
  agentId?: string;
  secret?: string;
  callbackMode?: CallbackMode;
  baseUrl?: string;
}

const problems: Readonly<Record<string, TextKey>> = {
  name: 'channels.invalid.name',
  appId: 'channels.invalid.app_id',
  originalId: 'channels.invalid.original_id',
  agentId: 'channels.invalid.agent_id',
  secret: 'channels.invalid.secret',
  baseUrl: 'channels.invalid.base_url',
};

/** Checks with the contract itself; each field that does not fit gets its own sentence. */
export function parseConnect(
  kind: ChannelKind,
  values: ConnectValues,
  t: Translate,
): { input: ConnectChannelAccount } | { wrong: { name: keyof ConnectValues; errors: string[] }[] } {
  const filled = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  const parsed = connectChannelAccountSchema.safeParse({ kind, ...Object.fromEntries(filled) });
  if (parsed.success) return { input: parsed.data };
  const wrong = parsed.error.issues.flatMap((issue) => {
    const field = String(issue.path[0]);
    const text = problems[field];
    return text === undefined || !isField(field) ? [] : [{ name: field, errors: [t(text)] }];
  });
  return { wrong };
}

function isField(name: string): name is keyof ConnectValues {
  return Object.hasOwn(problems, name);
}

export function ConnectFields(props: { kind: ChannelKind }) {
  const t = useText();
  const { kind } = props;
  const required = (text: TextKey) => [{ required: true, message: t(text) }];
  return (
    <>
      <Form.Item<ConnectValues>
        name="name"
        label={t('channels.field.name')}
        extra={t(kind === 'official-account' ? 'channels.field.name_auto' : 'channels.field.name_hint')}
        required={kind !== 'official-account'}
        rules={kind === 'official-account' ? [] : required('channels.invalid.name')}
      >
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item<ConnectValues>
        name="appId"
        label={t(idLabel(kind))}
        rules={required('channels.invalid.app_id')}
      >
        <Input
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={kind === 'wecom' ? 'ww…' : 'wx…'}
        />
      </Form.Item>
      {kind === 'wecom' ? (
        <Form.Item<ConnectValues>
          name="agentId"
          label={t('channels.field.agent_id')}
          rules={required('channels.invalid.agent_id')}
        >
          <Input autoComplete="off" inputMode="numeric" placeholder="1000002" />
        </Form.Item>
      ) : (
        <Form.Item<ConnectValues>
          name="originalId"
          label={t('channels.field.original_id')}
          rules={kind === 'official-account' ? required('channels.invalid.original_id') : []}
        >
          <Input autoComplete="off" autoCapitalize="off" spellCheck={false} placeholder="gh_…" />
        </Form.Item>
      )}
      <Form.Item<ConnectValues>
        name="secret"
        label={t(kind === 'wecom' ? 'channels.field.wecom_secret' : 'channels.field.secret')}
        extra={t('channels.field.secret_hint')}
        rules={required('channels.invalid.secret')}
      >
        <Input.Password autoComplete="new-password" spellCheck={false} />
      </Form.Item>
      {kind === 'wecom' ? null : (
        <Form.Item<ConnectValues> name="callbackMode" required label={t('channels.field.mode')}>
          <ModeChoice />
        </Form.Item>
      )}
      <Form.Item<ConnectValues>
        name="baseUrl"
        label={t('channels.field.base_url')}
        extra={t('channels.field.base_url_hint')}
      >
        <Input autoComplete="off" inputMode="url" spellCheck={false} placeholder="https://" />
      </Form.Item>
    </>
  );
}
