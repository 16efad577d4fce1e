/** Words of self-registration: fields of the form, and what consumers' accounts are gathered under. */
export const registrationTexts = {
  'field.name': '姓名',
  'field.email': '邮箱',
  'field.position': '职务',
  'field.address': '地址',
  'field.note': '备注',
  consumers: '个人用户',
  source: '自助注册',
  separator: '、',
} as const;
