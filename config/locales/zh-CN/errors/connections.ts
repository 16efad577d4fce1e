export const connectionsErrors = {
  'edition.unknown': '没有这个渠道版本，请刷新后重新选择。',
  'connection.state': '互联关系当前的状态不允许这样操作，请刷新后再看。',
  'connection.own_edition': '下游已自购渠道版本，不需要再分配。',
  'connection.exists': '与{upstream}已有互联关系，或正在等待审核，不需要再次建立。',
  'connection.no_place':
    '{upstream}的{kind}额度已用完，没有建立互联关系。请联系{upstream}的管理员，增加额度后再试一次。',
  'invitation_code.invalid':
    '这个邀请码不能使用：可能已用完、已过期、已撤回，或不是发给你的。请向上游企业索取新的邀请码。',
  'invitation_code.other_phone':
    '这个邀请码是发给 {phone} 的。请用这个手机号验证，或向上游企业索取新的邀请码。',
} as const;
