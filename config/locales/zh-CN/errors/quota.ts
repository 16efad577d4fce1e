export const quotaErrors = {
  'quota.exhausted': '{kind}额度已用完，没有做任何改动。请联系管理员购买额度，或先停用不再使用的账号。',
  'quota.amount_invalid': '额度数量必须是 1 到 1000000 的整数。',
  'quota.dates_invalid': '有效期不对：结束时间必须晚于开始时间，也不能已经过去。',
  'quota.refund_too_many': '现在最多可退 {free}，其余正在使用或已预占。请先释放，或减少退款数量。',
  'quota.source_reused': '「{source}」已经入过账，内容与这次不同。请核对订单后再试。',
} as const;
