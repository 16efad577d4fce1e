/** Words of relations on the downstream's screens (glossary §1). */
export const connectionsTexts = {
  'phase.pending': '待审核',
  'phase.active': '互联中',
  'phase.tail': '已解除',
  'phase.ended': '已结束',
  'phase.refused': '已拒绝',
  'phase.expired': '申请已过期',
  'end.tail': '可使用至 {end}',
  'end.ended': '已于 {end} 结束',
  'end.pending': '等待{upstream}审核，最迟 {end}',
  'end.own_until': '自购渠道版本，可使用至 {end}，不受解除互联影响',
  'end.own': '本版本由贵公司自购，不受解除互联影响',
} as const;
