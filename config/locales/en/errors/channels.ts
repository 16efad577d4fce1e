import type { channelsErrors as zh } from '../../zh-CN/errors/channels.ts';

export const channelsErrors = {
  'channel.already_connected': 'This account is connected already.',
  'channel.check_failed': 'The account was not connected: {reason} {remedy}',
  'channel.subscription_refused':
    'This is a subscription account. Follow guides and template messages need a verified service account: connect one of those.',
  'channel.unverified_refused':
    'This service account is not verified. Complete the verification on the WeChat platform first, then connect it.',
  'channel.demo_real_platform': 'A demo enterprise can reach the sandbox only, not the real platforms.',
  'channel.disconnected': 'This account is disconnected. Connect it again first.',
  'callback.waiting': 'This callback still waits to be worked. It can be replayed after that.',
  'callback.no_work': 'No feature uses this callback: a replay would do nothing.',
  'comparison.not_stopped':
    'This comparison was not stopped for too many people; there is nothing to confirm.',
  'comparison.other_number': 'The number is another one than you saw. Reload, then confirm.',
  'comparison.newer': 'There is a newer comparison. See what that one found.',
  'channel.not_comparable':
    'Only service accounts in compatible or safe mode, and the enterprise’s oldest WeCom application, can be compared.',
  'channel.keeps_no_chats':
    'Only service accounts and mini programs in compatible or safe mode can keep chats.',
  'channel.base_url': 'The address of the API must be an https domain.',
  'channel.platform_refused': 'The platform refused: {reason}',
  'channel.platform_unreachable':
    'The platform cannot be reached at the moment. Check the network or the proxy, then try again.',
  'channel.rotation_under_way':
    'The pair before the last change is accepted until {until}; change it again after that. First enter the new Token and EncodingAESKey in the platform’s console.',
} as const satisfies Record<keyof typeof zh, string>;
