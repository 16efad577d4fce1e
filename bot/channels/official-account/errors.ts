import { defineCode, type PlatformCodes } from '../shared/platform-error.ts';

const reconnect = [
  '请在互联工作台重新填写 AppSecret，并确认没有其他系统在使用它。',
  'Enter the AppSecret again in the workbench, and see that no other system uses it.',
] as const;
const later = ['系统稍后会自动重试，无需处理。', 'It is tried again by itself; nothing to do.'] as const;

/**
 * Codes that the methods of the service account can meet (platform.md A7-A9). 40249 and 40252 are
 * sending controls of template messages (U: field-rules.md 4).
 */
export const officialAccountCodes: PlatformCodes = new Map([
  defineCode(-1, 'later', ['微信系统繁忙。', 'WeChat is busy.'], later),
  defineCode(
    40001,
    'after-refresh',
    [
      'AppSecret 不正确，或访问凭证已被其他程序刷新。',
      'The AppSecret is wrong, or another program replaced the access token.',
    ],
    reconnect,
  ),
  defineCode(
    40005,
    'never',
    ['图片的格式不被支持。', 'The picture’s format is not supported.'],
    ['请换一张 JPG 或 PNG 图片。', 'Choose a JPG or PNG picture.'],
  ),
  defineCode(
    40009,
    'never',
    ['图片太大。', 'The picture is too large.'],
    ['请换一张较小的图片。', 'Choose a smaller picture.'],
  ),
  defineCode(
    40003,
    'never',
    [
      '接收人不属于这个服务号，或没有关注。',
      'The receiver does not belong to this service account, or does not follow it.',
    ],
    ['请确认他关注的是这个服务号。', 'Make sure that he follows this service account.'],
  ),
  defineCode(
    40007,
    'never',
    ['素材已过期或不属于这个服务号。', 'The media has expired or belongs to another account.'],
    ['请重新上传图片后再发送。', 'Upload the picture again, then send.'],
  ),
  defineCode(
    40008,
    'never',
    ['消息类型不被支持。', 'This kind of message is not supported.'],
    ['请换一种消息样式。', 'Choose another kind of message.'],
  ),
  defineCode(
    40013,
    'never',
    ['AppID 不正确。', 'The AppID is wrong.'],
    [
      '请在微信公众平台「设置与开发 → 基本配置」复制 AppID，注意大小写和空格。',
      'Copy the AppID from the WeChat platform’s basic configuration; mind case and spaces.',
    ],
  ),
  defineCode(40014, 'after-refresh', ['访问凭证无效。', 'The access token is not valid.'], reconnect),
  defineCode(
    40029,
    'never',
    ['授权码无效。', 'The authorisation code is not valid.'],
    ['请回到微信重新打开页面。', 'Go back to WeChat and open the page again.'],
  ),
  defineCode(
    40033,
    'never',
    ['内容含有平台不接受的字符。', 'The content holds characters that the platform does not accept.'],
    ['请删去特殊字符后再试。', 'Remove special characters, then try again.'],
  ),
  defineCode(
    40035,
    'never',
    ['参数不合法。', 'A parameter is not valid.'],
    ['请检查填写的内容后再试。', 'Check what was entered, then try again.'],
  ),
  defineCode(
    40036,
    'never',
    ['模板 ID 的长度不正确。', 'The template id has the wrong length.'],
    ['请重新选择模板。', 'Choose the template again.'],
  ),
  defineCode(
    40037,
    'never',
    [
      '模板不存在，可能已在公众平台删除。',
      'The template does not exist; it may have been deleted on the platform.',
    ],
    ['请在消息设置中重新选择模板。', 'Choose the template again in the message settings.'],
  ),
  defineCode(
    40048,
    'never',
    ['网页域名不在 JS 接口安全域名里。', 'The page’s domain is not among the JS-SDK domains.'],
    ['请在微信公众平台添加 JS 接口安全域名。', 'Add it to the JS-SDK domains on the WeChat platform.'],
  ),
  defineCode(
    40097,
    'never',
    ['参数不合法。', 'A parameter is not valid.'],
    ['请检查填写的内容后再试。', 'Check what was entered, then try again.'],
  ),
  defineCode(
    40125,
    'never',
    ['AppSecret 不正确。', 'The AppSecret is wrong.'],
    [
      '请在微信公众平台重置 AppSecret 后重新填写。',
      'Reset the AppSecret on the WeChat platform and enter the new one.',
    ],
  ),
  defineCode(
    40163,
    'never',
    ['授权码已被使用。', 'The authorisation code was used already.'],
    ['请回到微信重新打开页面。', 'Go back to WeChat and open the page again.'],
  ),
  defineCode(
    40164,
    'never',
    ['服务器出口 IP {ip} 不在 IP 白名单里。', 'The server’s outgoing address {ip} is not on the IP list.'],
    [
      '请在微信公众平台「设置与开发 → 基本配置 → IP 白名单」添加 {ip}，再试一次。',
      'Add {ip} to the IP list in the WeChat platform’s basic configuration, then try again.',
    ],
  ),
  defineCode(
    40165,
    'never',
    ['小程序页面路径不存在或未发布。', 'The mini program page does not exist or is not released.'],
    ['请发布小程序后再试。', 'Release the mini program, then try again.'],
  ),
  defineCode(
    40166,
    'never',
    ['小程序的 AppID 不正确。', 'The mini program’s AppID is wrong.'],
    ['请检查接入的小程序。', 'Check the connected mini program.'],
  ),
  defineCode(
    40168,
    'never',
    ['小程序没有关联到这个服务号。', 'The mini program is not linked with this service account.'],
    [
      '请在微信公众平台「小程序管理」关联该小程序。',
      'Link it on the WeChat platform under mini program management.',
    ],
  ),
  defineCode(
    40249,
    'never',
    ['这条模板消息被平台拦截。', 'The platform blocked this template message.'],
    [
      '请检查模板与内容是否符合平台规范，修改后再发。',
      'Check the template and its content against the platform’s rules, then send again.',
    ],
  ),
  defineCode(
    40252,
    'never',
    ['平台正在审核这条消息。', 'The platform is reviewing this message.'],
    ['等待审核结果即可，不要重复发送。', 'Wait for the result; do not send it again.'],
  ),
  defineCode(41001, 'after-refresh', ['缺少访问凭证。', 'The access token is missing.'], later),
  defineCode(
    41002,
    'never',
    ['缺少 AppID。', 'The AppID is missing.'],
    ['请重新填写 AppID。', 'Enter the AppID again.'],
  ),
  defineCode(41004, 'never', ['缺少 AppSecret。', 'The AppSecret is missing.'], reconnect),
  defineCode(42001, 'after-refresh', ['访问凭证已过期。', 'The access token has expired.'], later),
  defineCode(
    42003,
    'never',
    ['授权码已过期。', 'The authorisation code has expired.'],
    ['请回到微信重新打开页面。', 'Go back to WeChat and open the page again.'],
  ),
  defineCode(
    43004,
    'never',
    ['接收人没有关注服务号。', 'The receiver does not follow the service account.'],
    ['请他先关注服务号。', 'Ask him to follow the service account first.'],
  ),
  defineCode(
    43019,
    'never',
    ['接收人在服务号的黑名单里。', 'The receiver is on the service account’s block list.'],
    ['请在微信公众平台移出黑名单。', 'Take him off the block list on the WeChat platform.'],
  ),
  defineCode(
    43101,
    'never',
    [
      '接收人拒绝了这类消息，或同意次数已用完。',
      'The receiver refused this kind of message, or his consent is used up.',
    ],
    ['需要他再次同意接收。', 'He has to agree again.'],
  ),
  defineCode(
    45001,
    'never',
    ['图片太大。', 'The picture is too large.'],
    ['请压缩后再上传。', 'Make it smaller, then upload again.'],
  ),
  defineCode(45002, 'never', ['内容太长。', 'The content is too long.'], ['请缩短内容。', 'Shorten it.']),
  defineCode(
    45009,
    'next-day',
    ['接口今天的调用次数已用完。', 'Today’s calls of this interface are used up.'],
    [
      '次日自动恢复。急用时可在微信公众平台清零调用次数。',
      'It works again the next day. If urgent, clear the quota on the WeChat platform.',
    ],
    'day',
  ),
  defineCode(45011, 'later', ['调用太频繁。', 'Too many calls in a minute.'], later, 'minute'),
  defineCode(
    45015,
    'never',
    [
      '超出可发送时段，或接收人已取消关注。',
      'Outside the window for customer-service messages, or he no longer follows.',
    ],
    ['等他再次发来消息或点击菜单后再发。', 'Wait until he writes or taps the menu again.'],
  ),
  defineCode(
    45029,
    'never',
    ['带参二维码的数量已达上限。', 'The number of parametric QR codes has reached its limit.'],
    ['请改用临时二维码。', 'Use temporary codes.'],
  ),
  defineCode(
    45035,
    'never',
    ['服务器出口 IP 没有登记。', 'The server’s outgoing address is not registered.'],
    ['请把服务器出口 IP 加入白名单。', 'Add the server’s outgoing address to the IP list.'],
  ),
  defineCode(
    45047,
    'never',
    ['这个可发送时段内的条数已用完。', 'The number of messages in this window is used up.'],
    ['等他再次发来消息或点击菜单后再发。', 'Wait until he writes or taps the menu again.'],
  ),
  defineCode(
    45168,
    'never',
    ['内容含有平台屏蔽的词语。', 'The content holds words that the platform blocks.'],
    ['请修改文字后再发。', 'Change the words, then send again.'],
  ),
  defineCode(
    47001,
    'never',
    ['平台读不懂提交的内容。', 'The platform could not read what was sent.'],
    ['请联系技术支持。', 'Contact your support.'],
  ),
  defineCode(
    47003,
    'never',
    ['模板字段 {field} 的内容不符合要求。', 'The value of the template’s field {field} is not accepted.'],
    [
      '请按该字段的类型修改内容或对应关系。',
      'Change the value or the mapping to what this kind of field takes.',
    ],
  ),
  defineCode(
    48001,
    'never',
    ['这个账号没有该接口的权限。', 'This account may not use the interface.'],
    [
      '需要已认证的服务号；请在微信公众平台「接口权限」确认。',
      'A verified service account is needed; see the interface permissions on the WeChat platform.',
    ],
  ),
  defineCode(
    48002,
    'never',
    ['接收人关闭了消息接收。', 'The receiver has turned messages off.'],
    ['请他在服务号资料页打开「接收消息」。', 'Ask him to turn messages on in the account’s profile.'],
  ),
  defineCode(
    48004,
    'never',
    ['账号因违规被限制使用接口。', 'The account was barred from the interface for a violation.'],
    ['请登录微信公众平台查看站内通知。', 'Sign in to the WeChat platform and read its notices.'],
  ),
  defineCode(
    48006,
    'never',
    ['本月的清零次数已用完。', 'This month’s clearings of the quota are used up.'],
    ['请等待次日自动恢复。', 'Wait for the next day.'],
  ),
  defineCode(
    48008,
    'never',
    ['没有发送这种消息的权限。', 'This kind of message may not be sent.'],
    ['请换一种消息样式。', 'Choose another kind of message.'],
  ),
  defineCode(
    50002,
    'never',
    ['接收人的微信被限制。', 'The receiver’s WeChat is restricted.'],
    ['请换一种方式联系他。', 'Reach him in another way.'],
  ),
  defineCode(
    50005,
    'never',
    ['接收人已取消关注。', 'The receiver no longer follows.'],
    ['请他重新关注服务号。', 'Ask him to follow the service account again.'],
  ),
  defineCode(
    89501,
    'later',
    ['公众平台正在等待管理员确认这次调用。', 'The platform waits for an administrator to confirm this call.'],
    ['请管理员在微信里确认。', 'The administrator confirms it in WeChat.'],
  ),
  defineCode(
    89503,
    'never',
    ['这次调用需要公众平台管理员确认。', 'An administrator has to confirm this call.'],
    ['请管理员在微信里确认后再试。', 'The administrator confirms it in WeChat; then try again.'],
  ),
  defineCode(
    89506,
    'next-day',
    [
      '管理员拒绝了这次调用，24 小时内不能再试。',
      'The administrator refused the call; for 24 hours it cannot be tried again.',
    ],
    ['请与管理员确认后，24 小时后再试。', 'Agree with the administrator, then try after 24 hours.'],
  ),
  defineCode(
    89507,
    'later',
    [
      '管理员拒绝了这次调用，1 小时内不能再试。',
      'The administrator refused the call; for an hour it cannot be tried again.',
    ],
    ['请与管理员确认后，1 小时后再试。', 'Agree with the administrator, then try after an hour.'],
  ),
]);
