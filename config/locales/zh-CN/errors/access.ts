export const accessErrors = {
  'staff.not_mapped': '账号不存在，请联系管理员把你加入员工名单。',
  'staff.disabled': '你的账号已停用，请联系管理员。',
  'staff_link.invalid': '登录链接已失效或已使用过，请让管理员重新生成。',
  'oauth.state_mismatch': '登录没有完成：请求不是从这个浏览器开始的。请重新登录。',
  'oauth.code_invalid': '登录没有完成：企业微信的登录码已失效。请重新登录。',
  'oauth.not_member': '你不是这个企业的成员，无法进入工作台。',
  'oauth.not_configured': '还没有接入企业微信应用，请联系管理员。',
  'oauth.platform_unreachable': '暂时连不上企业微信，请稍后再试。',
} as const;
