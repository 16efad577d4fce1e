export const accessErrors = {
  'staff.not_mapped': '账号不存在，请联系管理员把你加入员工名单。',
  'staff.disabled': '你的账号已停用，请联系管理员。',
  'staff_link.invalid': '登录链接已失效或已使用过，请让管理员重新生成。',
  'oauth.state_mismatch': '登录没有完成：请求不是从这个浏览器开始的。请重新登录。',
  'oauth.code_invalid': '登录没有完成：企业微信的登录码已失效。请重新登录。',
  'oauth.not_member': '你不是这个企业的成员，无法进入工作台。',
  'oauth.not_configured': '还没有接入企业微信应用，请联系管理员。',
  'department.root_exists': '每个企业只有一个根部门。请选择上级部门。',
  'department.root_stays': '企业根部门不能移动到其他部门下，其他部门也不能成为根部门。',
  'department.root_kept': '企业根部门不能删除，可以改名。',
  'department.loop': '不能把「{name}」移到它自己或它的下级部门下。请选择其他上级部门。',
  'department.too_deep': '部门最多 {most} 级。请选择更高的上级部门。',
  'department.too_many': '一个企业最多 {most} 个部门。请先删除不用的部门。',
  'department.name_taken': '该上级部门下已有「{name}」。请换一个名称。',
  'department.not_empty':
    '部门里还有 {staff} 名员工、{departments} 个下级部门。可以把它们移到「{parent}」后再删除。',
  'oauth.platform_unreachable': '暂时连不上企业微信，请稍后再试。',
} as const;
