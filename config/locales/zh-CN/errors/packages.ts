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
} as const;
