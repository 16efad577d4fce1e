import type { TextKey } from '../../locales/zh-CN/index.ts';
import type { Tone } from '../../shared/ui/status.tsx';
import type { AccountState, BindingRequestRow, BindingState, UserVerb } from './api.ts';

interface Word {
  readonly key: TextKey;
  readonly tone: Tone;
}

export const accountWord: Record<AccountState, Word> = {
  not_invited: { key: 'users.account.not_invited', tone: 'off' },
  invited: { key: 'users.account.invited', tone: 'wait' },
  active: { key: 'users.account.active', tone: 'good' },
  disabled: { key: 'users.account.disabled', tone: 'bad' },
  binned: { key: 'users.account.binned', tone: 'off' },
};

export const bindingWord: Record<BindingState, Word> = {
  none: { key: 'users.binding.none', tone: 'off' },
  bound: { key: 'users.binding.bound', tone: 'good' },
  waiting_quota: { key: 'users.binding.waiting_quota', tone: 'warn' },
  suspended_phone: { key: 'users.binding.suspended_phone', tone: 'warn' },
};

export const requestWord: Record<BindingRequestRow['state'], Word> = {
  pending: { key: 'requests.state.pending', tone: 'wait' },
  resolved: { key: 'requests.state.resolved', tone: 'good' },
  dismissed: { key: 'requests.state.dismissed', tone: 'off' },
};

export const verbWord: Record<
  UserVerb,
  { verb: TextKey; title: TextKey; consequence: TextKey; done: TextKey }
> = {
  disable: {
    verb: 'users.disable',
    title: 'users.disable_title',
    consequence: 'users.disable_consequence',
    done: 'users.disabled_done',
  },
  enable: {
    verb: 'users.enable',
    title: 'users.enable_title',
    consequence: 'users.enable_consequence',
    done: 'users.enabled_done',
  },
  unbind: {
    verb: 'users.unbind',
    title: 'users.unbind_title',
    consequence: 'users.unbind_consequence',
    done: 'users.unbound_done',
  },
};
