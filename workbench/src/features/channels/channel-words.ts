import type { TextKey } from '../../locales/zh-CN/index.ts';
import type { Tone } from '../../shared/ui/status.tsx';
import type { CallbackMode, ChannelAccountRow, ChannelCheck, ChannelKind } from './api.ts';

export const kinds: readonly ChannelKind[] = ['official-account', 'mini-program', 'wecom'];

export const kindLabel: Record<ChannelKind, TextKey> = {
  'official-account': 'channels.kind.official_account',
  'mini-program': 'channels.kind.mini_program',
  wecom: 'channels.kind.wecom',
};

export const kindPurpose: Record<ChannelKind, TextKey> = {
  'official-account': 'channels.purpose.official_account',
  'mini-program': 'channels.purpose.mini_program',
  wecom: 'channels.purpose.wecom',
};

export const connectLabel: Record<ChannelKind, TextKey> = {
  'official-account': 'channels.connect.official_account',
  'mini-program': 'channels.connect.mini_program',
  wecom: 'channels.connect.wecom',
};

export const stateLabel: Record<ChannelAccountRow['state'], { key: TextKey; tone: Tone }> = {
  connected: { key: 'channels.state.connected', tone: 'good' },
  attention: { key: 'channels.state.attention', tone: 'warn' },
  disconnected: { key: 'channels.state.disconnected', tone: 'off' },
};

export const typeLabel: Record<'service' | 'subscription' | 'unknown', TextKey> = {
  service: 'channels.type.service',
  subscription: 'channels.type.subscription',
  unknown: 'channels.type.unknown',
};

export const checkLabel: Record<ChannelCheck['key'], TextKey> = {
  credentials: 'channels.check.credentials',
  'account-type': 'channels.check.account_type',
  verification: 'channels.check.verification',
  'ip-list': 'channels.check.ip_list',
  agent: 'channels.check.agent',
  callback: 'channels.check.callback',
};

export const checkState: Record<ChannelCheck['state'], { key: TextKey; tone: Tone }> = {
  passed: { key: 'channels.check_state.passed', tone: 'good' },
  failed: { key: 'channels.check_state.failed', tone: 'bad' },
  unknown: { key: 'channels.check_state.unknown', tone: 'off' },
};

export const modes: readonly { value: CallbackMode; label: TextKey; meaning: TextKey }[] = [
  { value: 'safe', label: 'channels.mode.safe', meaning: 'channels.mode.safe_meaning' },
  { value: 'compatible', label: 'channels.mode.compatible', meaning: 'channels.mode.compatible_meaning' },
  { value: 'plain', label: 'channels.mode.plain', meaning: 'channels.mode.plain_meaning' },
];

export function idLabel(kind: ChannelKind): TextKey {
  return kind === 'wecom' ? 'channels.field.corp_id' : 'channels.field.app_id';
}
