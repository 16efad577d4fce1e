import type { channelsTexts as zh } from '../zh-CN/channels.ts';

export const channelsTexts = {
  'check.credentials.passed': 'The platform accepted the credentials.',
  'check.credentials.unknown': 'The platform has not looked at the credentials yet.',
  'check.unreachable': 'The platform cannot be reached at the moment; nothing was checked.',
  'check.unreachable.remedy': 'Check the server’s network or proxy, then check again.',
  'check.ip-list.passed': 'The platform accepts the server’s outgoing address.',
  'check.account-type.passed': 'It is a service account.',
  'check.account-type.subscription':
    'It is a subscription account: it has no template messages and other interfaces of a service account.',
  'check.account-type.subscription.remedy': 'Use a verified service account.',
  'check.account-type.mini-program': 'This is the AppID of a mini program.',
  'check.account-type.mini-program.remedy':
    'Connect it under mini program, and enter the service account’s AppID here.',
  'check.account-type.lacks-interfaces':
    'The account lacks a service account’s interfaces: it is a subscription account, or not verified.',
  'check.account-type.lacks-interfaces.remedy':
    'Use a verified service account; see the interface permissions on the WeChat platform.',
  'check.verification.passed': 'Verified.',
  'check.verification.failed': 'The service account is not verified.',
  'check.verification.failed.remedy': 'Complete the verification on the WeChat platform, then check again.',
  'check.agent.passed': 'The application “{name}” can be used.',
  'check.agent.closed': 'The application “{name}” is disabled.',
  'check.agent.closed.remedy': 'Enable it in the WeCom console, then check again.',
  'check.agent.unknown': 'The platform has not looked at the application yet.',
  'check.callback.passed': 'Callbacks of the platform have arrived.',
  'check.callback.unknown': 'No callback of the platform has arrived yet.',
  'check.callback.unknown.remedy':
    'Enter the callback address, Token and EncodingAESKey in the platform’s server settings, save, and let somebody send a message.',
  'check.callback.disconnected': 'Disconnected: no callbacks are taken.',
  'check.callback.disconnected.remedy': 'Connect it again when it is needed.',
} as const satisfies Record<keyof typeof zh, string>;
