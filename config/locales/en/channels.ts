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
  'comparison.empty': 'The platform gave an empty list of followers; nobody’s state was changed here.',
  'comparison.empty.remedy': 'See the number of followers on the WeChat platform, then compare again.',
  'comparison.incomplete':
    'The platform’s list of followers is not complete; nobody was set to not following. It is about {heldBack, plural, one {# person} other {# people}}.',
  'comparison.incomplete.remedy':
    'The next comparison usually mends it. If it stays, give this record to your support.',
  'comparison.too_many':
    'The list lacks too many ({heldBack, plural, one {# person} other {# people}}); nobody was set to not following.',
  'comparison.too_many.remedy':
    'See the number of followers on the WeChat platform. If so many have really left, choose “Confirm that they left”.',
  'comparison.members.too_many':
    'WeCom lacks too many members of staff ({heldBack}); nobody was shut out here.',
  'comparison.members.too_many.remedy':
    'Check the application’s visible range in the WeCom console, then compare again. If so many have really left, choose “Confirm that they left”.',
  'comparison.members.empty': 'WeCom knows none of the staff ({heldBack}); nobody was shut out here.',
  'comparison.members.empty.remedy':
    'Check the application’s visible range, and whether the staff’s accounts are those of WeCom, then compare again.',
  'comparison.members.unreachable': 'WeCom could not be reached; not everyone was asked about.',
  'comparison.members.unreachable.remedy':
    'It is tried again by itself; check the server’s network or proxy.',
  'comparison.unreachable': 'The platform could not be reached; its list was not read to the end.',
  'comparison.unreachable.remedy': 'It is tried again by itself; check the server’s network or proxy.',
  'comparison.unusable': 'The account cannot be used, or the platform’s list does not come to an end.',
  'comparison.unusable.remedy': 'Check the account’s connection, then compare again.',
  'comparison.internal': 'The comparison was not finished: the server has failed.',
  'comparison.internal.remedy': 'See the reason among the failed work.',
} as const satisfies Record<keyof typeof zh, string>;
