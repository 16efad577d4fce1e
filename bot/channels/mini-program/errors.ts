import { officialAccountCodes } from '../official-account/errors.ts';
import { defineCode, type PlatformCodes } from '../shared/platform-error.ts';

/** Codes that mean something else, or more, in a mini program (platform.md B); the rest is the service account's. */
export const miniProgramCodes: PlatformCodes = new Map([
  ...officialAccountCodes,
  defineCode(
    40003,
    'never',
    ['接收人没有用过这个小程序。', 'The receiver has not used this mini program.'],
    ['请他先打开小程序。', 'Ask him to open the mini program first.'],
  ),
  defineCode(
    40013,
    'never',
    ['小程序的 AppID 不正确。', 'The mini program’s AppID is wrong.'],
    [
      '请在小程序后台「开发管理 → 开发设置」复制 AppID。',
      'Copy the AppID from the mini program console’s development settings.',
    ],
  ),
  defineCode(
    40029,
    'never',
    [
      '登录码或手机号授权码无效，或已经用过。',
      'The sign-in or phone code is not valid, or was used already.',
    ],
    ['请在小程序里重新操作一次。', 'Do it once more in the mini program.'],
  ),
  defineCode(
    40097,
    'never',
    ['小程序码的参数不合法。', 'A parameter of the mini program code is not valid.'],
    ['请联系技术支持。', 'Contact your support.'],
  ),
  defineCode(
    40125,
    'never',
    ['小程序的 AppSecret 不正确。', 'The mini program’s AppSecret is wrong.'],
    [
      '请在小程序后台重置 AppSecret 后重新填写。',
      'Reset it in the mini program console and enter the new one.',
    ],
  ),
  defineCode(
    40129,
    'never',
    ['小程序码的场景值不合法。', 'The mini program code’s scene is not valid.'],
    ['请联系技术支持。', 'Contact your support.'],
  ),
  defineCode(
    40164,
    'never',
    ['服务器出口 IP {ip} 不在 IP 白名单里。', 'The server’s outgoing address {ip} is not on the IP list.'],
    [
      '请在小程序后台「开发管理 → 开发设置 → IP 白名单」添加 {ip}，再试一次。',
      'Add {ip} to the IP list in the mini program console’s development settings, then try again.',
    ],
  ),
  defineCode(
    40169,
    'never',
    ['小程序码的场景值太长。', 'The mini program code’s scene is too long.'],
    ['请联系技术支持。', 'Contact your support.'],
  ),
  defineCode(
    40226,
    'never',
    ['微信认为这个账号有风险，登录被拒绝。', 'WeChat considers this account a risk and refused the sign-in.'],
    ['请他稍后再试，或换一个微信账号。', 'Let him try later, or use another WeChat account.'],
  ),
  defineCode(
    41030,
    'never',
    ['小程序页面不存在或未发布。', 'The mini program page does not exist or is not released.'],
    ['请发布小程序后再试。', 'Release the mini program, then try again.'],
  ),
  defineCode(
    45009,
    'later',
    ['接口的调用次数已用完。', 'The calls of this interface are used up.'],
    [
      '系统稍后会自动重试。如果一直这样，说明当天的次数已用完，次日恢复。',
      'It is tried again by itself. If it stays, the day’s calls are used up and it works again the next day.',
    ],
    'minute',
  ),
  defineCode(
    48001,
    'never',
    ['这个小程序没有该接口的权限。', 'This mini program may not use the interface.'],
    [
      '获取手机号等接口需要已认证的非个人小程序。',
      'Interfaces such as the phone number need a verified mini program of an organisation.',
    ],
  ),
  defineCode(
    85079,
    'never',
    ['小程序还没有发布线上版本。', 'The mini program has no released version.'],
    ['请发布小程序后再试。', 'Release the mini program, then try again.'],
  ),
]);
