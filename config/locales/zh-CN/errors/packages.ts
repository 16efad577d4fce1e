export const packagesErrors = {
  'template.not_offered': '开通渠道额度后才能使用模板企业。请先订购任一渠道版本的额度。',
  'template.limit': '最多可以管理 {most} 个模板企业，已经达到上限。请进入现有的模板企业。',
  'package.only_template': '配置包在模板企业中管理。请先进入模板企业。',
  'package.part_unknown': '没有可以打包的内容「{part}」，请刷新页面后重新选择。',
  'package.part_invalid': '配置包中 {part} 的 {field} 不符合要求，请修改后再试。',
  'package.part_outdated': '这个配置包的 {part} 由旧版本打包，请重新保存配置包后再下发。',
  'package.target_ended': '「{name}」已不是有效的下游企业，请取消选择后再试。',
  'package.no_follow_guide': '该企业还没有接入服务号，没有可以修改的关注引导语。接入后可重试。',
  'package.nothing_failed': '这次下发没有失败的企业，不需要重试。',
  'package.trouble': '下发时系统出错，该企业没有任何改动。请稍后重试。',
  'package.part_empty': '请至少添加一项要打包的内容，或取消选择这一部分。',
  'package.item_twice': '「{name}」重复了。请只保留一个。',
  'package.role_right': '角色「{name}」含有企业不能拥有的权限。请去掉后再试。',
  'package.role_unheld':
    '角色「{name}」在该企业已有成员，会让他们得到该企业没有人拥有的权限。请该企业的管理员先取得这些权限，或去掉后再下发。',
  'package.role_last':
    '角色「{name}」在该企业的成员是唯一拥有某项权限的人，下发后将没有人拥有。请保留这项权限，或先让该企业的其他员工拥有它。',
  'package.field_type':
    '该企业已有名为「{name}」的字段，类型不同。请改用别的名称，或先在该企业修改类型，然后重试。',
  'package.field_department': '该企业已有名为「{name}」的部门字段。请改用别的名称后再下发。',
  'package.field_options':
    '字段「{name}」去掉的选项在该企业已填了 {count} 处，不能由下发删除。请保留这些选项，或先在该企业修改。',
} as const;
