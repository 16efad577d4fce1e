import { defineCode, type PlatformCodes } from '../shared/platform-error.ts';

const console_ = [
  '请在企业微信管理后台「应用管理」核对该应用的 AgentId 与 Secret。',
  'Check the AgentId and Secret of the application in the WeCom console.',
] as const;
const later = ['系统稍后会自动重试，无需处理。', 'It is tried again by itself; nothing to do.'] as const;

/** Codes that the methods of the self-built application can meet (platform.md C9). */
export const wecomCodes: PlatformCodes = new Map([
  defineCode(-1, 'later', ['企业微信系统繁忙。', 'WeCom is busy.'], later),
  defineCode(
    40001,
    'after-refresh',
    ['Secret 不正确，或应用已停用。', 'The Secret is wrong, or the application is disabled.'],
    console_,
  ),
  defineCode(
    40003,
    'never',
    ['成员账号不合法。', 'The member’s account is not valid.'],
    ['请核对员工的企业微信账号。', 'Check the staff member’s WeCom account.'],
  ),
  defineCode(
    40013,
    'never',
    ['企业 ID 不正确。', 'The corp id is wrong.'],
    [
      '请在企业微信管理后台「我的企业」底部复制企业 ID。',
      'Copy it from the foot of «My company» in the WeCom console.',
    ],
  ),
  defineCode(40014, 'after-refresh', ['访问凭证无效。', 'The access token is not valid.'], console_),
  defineCode(
    40029,
    'never',
    ['登录码已使用或已过期。', 'The sign-in code was used or has expired.'],
    ['请从工作台重新打开应用。', 'Open the application again from the workbench.'],
  ),
  defineCode(
    40031,
    'never',
    ['成员列表不合法。', 'The list of members is not valid.'],
    ['请核对接收人。', 'Check the receivers.'],
  ),
  defineCode(
    40032,
    'never',
    ['一次的接收人太多。', 'Too many receivers at once.'],
    ['请分批发送。', 'Send in parts.'],
  ),
  defineCode(40056, 'never', ['AgentId 不正确。', 'The AgentId is wrong.'], console_),
  defineCode(
    40058,
    'never',
    ['参数不合法。', 'A parameter is not valid.'],
    ['请检查填写的内容后再试。', 'Check what was entered, then try again.'],
  ),
  defineCode(
    40063,
    'never',
    ['缺少必填的参数。', 'A required parameter is empty.'],
    ['请联系技术支持。', 'Contact your support.'],
  ),
  defineCode(
    40068,
    'never',
    ['标签不存在。', 'There is no such tag.'],
    ['请检查应用的可见范围。', 'Check the application’s visible range.'],
  ),
  defineCode(
    40091,
    'never',
    ['Secret 属于另一家企业或另一个应用。', 'The Secret belongs to another corp or application.'],
    console_,
  ),
  defineCode(41001, 'after-refresh', ['缺少访问凭证。', 'The access token is missing.'], later),
  defineCode(42001, 'after-refresh', ['访问凭证已过期。', 'The access token has expired.'], later),
  defineCode(
    42012,
    'never',
    ['JS-SDK 的票据类型不对。', 'The JS-SDK ticket is of the wrong kind.'],
    ['请刷新页面后再试。', 'Reload the page and try again.'],
  ),
  defineCode(
    45009,
    'later',
    ['调用太频繁，接口被暂时限制。', 'Too many calls; the interface is limited for a while.'],
    later,
    'minute',
  ),
  defineCode(45033, 'later', ['同时的调用太多。', 'Too many calls at the same time.'], later),
  defineCode(
    46004,
    'never',
    ['成员不存在。', 'The member does not exist.'],
    ['请核对员工的企业微信账号。', 'Check the staff member’s WeCom account.'],
  ),
  defineCode(
    48002,
    'never',
    ['应用没有这个接口的权限。', 'The application may not use this interface.'],
    [
      '请在企业微信管理后台给应用开通对应的权限。',
      'Grant the application the permission in the WeCom console.',
    ],
  ),
  defineCode(
    48005,
    'never',
    ['这个接口已停用。', 'This interface was retired.'],
    ['请联系技术支持。', 'Contact your support.'],
  ),
  defineCode(
    48006,
    'never',
    ['接口权限因长期未使用被收回。', 'The permission was withdrawn after long disuse.'],
    ['请在企业微信管理后台重新开通。', 'Grant it again in the WeCom console.'],
  ),
  defineCode(
    50001,
    'never',
    [
      '回跳地址的域名不是应用的可信域名。',
      'The domain to return to is not the application’s trusted domain.',
    ],
    [
      '请在应用的「网页授权及 JS-SDK」设置可信域名。',
      'Set the trusted domain in the application’s web authorisation settings.',
    ],
  ),
  defineCode(
    50002,
    'never',
    ['成员不在应用的权限范围内。', 'The member is outside the application’s permission.'],
    ['请把他加入应用的可见范围。', 'Add him to the application’s visible range.'],
  ),
  defineCode(
    50003,
    'never',
    ['应用已停用。', 'The application is disabled.'],
    ['请在企业微信管理后台启用应用。', 'Enable it in the WeCom console.'],
  ),
  defineCode(
    60011,
    'never',
    ['应用无权访问该成员或部门。', 'The application may not see this member or department.'],
    ['请把他加入应用的可见范围。', 'Add him to the application’s visible range.'],
  ),
  defineCode(
    60020,
    'never',
    [
      '服务器出口 IP {ip} 不在应用的企业可信 IP 里。',
      'The server’s outgoing address {ip} is not among the application’s trusted IPs.',
    ],
    [
      '请先设置可信域名或接收消息服务器，再在应用的「企业可信IP」添加 {ip}，一分钟后重新检测。',
      'Set a trusted domain or the receiving server first, then add {ip} to the application’s trusted IPs and check again after a minute.',
    ],
  ),
  defineCode(
    60021,
    'never',
    ['成员不在应用的可见范围内。', 'The member is outside the application’s visible range.'],
    ['请把他加入应用的可见范围。', 'Add him to the application’s visible range.'],
  ),
  defineCode(
    60111,
    'never',
    [
      '成员不在通讯录里，或不在应用的可见范围内。',
      'The member is not in the directory, or outside the application’s visible range.',
    ],
    ['请核对账号，或调整应用的可见范围。', 'Check the account, or adjust the visible range.'],
  ),
  defineCode(
    60123,
    'never',
    ['部门不存在。', 'The department does not exist.'],
    ['请刷新通讯录后再试。', 'Reload the directory, then try again.'],
  ),
  defineCode(
    81012,
    'never',
    ['没有指定接收人。', 'No receiver was given.'],
    ['请选择接收人。', 'Choose a receiver.'],
  ),
  defineCode(
    81013,
    'never',
    ['所有接收人都无效。', 'None of the receivers is valid.'],
    [
      '请核对员工的企业微信账号和应用的可见范围。',
      'Check the staff’s WeCom accounts and the application’s visible range.',
    ],
  ),
  defineCode(
    82001,
    'never',
    ['没有指定接收人。', 'No receiver was given.'],
    ['请选择接收人。', 'Choose a receiver.'],
  ),
  defineCode(
    85002,
    'never',
    ['内容含有不合规的词语。', 'The content holds words that are not allowed.'],
    ['请修改文字后再发。', 'Change the words, then send again.'],
  ),
  defineCode(
    85005,
    'never',
    ['可信域名的归属还没有验证。', 'The ownership of the trusted domain is not verified.'],
    ['请在企业微信管理后台完成域名验证。', 'Complete the verification in the WeCom console.'],
  ),
  defineCode(
    92000,
    'never',
    ['成员不在应用的可见范围内。', 'The member is outside the application’s visible range.'],
    ['请把他加入应用的可见范围。', 'Add him to the application’s visible range.'],
  ),
  defineCode(
    301002,
    'never',
    ['Secret 与 AgentId 不是同一个应用的。', 'The Secret and the AgentId are of different applications.'],
    console_,
  ),
  defineCode(
    701008,
    'never',
    ['成员没有接口许可。', 'The member has no interface licence.'],
    ['请在企业微信管理后台为他分配接口许可。', 'Assign him a licence in the WeCom console.'],
  ),
]);
