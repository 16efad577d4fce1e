import type { quotaErrors as zh } from '../../zh-CN/errors/quota.ts';

export const quotaErrors = {
  'quota.exhausted':
    'No {kind} quota is left; nothing was changed. Ask an administrator to buy quota, or disable accounts that are no longer used.',
  'quota.amount_invalid': 'The amount must be a whole number from 1 to 1000000.',
  'quota.dates_invalid': 'The dates do not fit: the end must be after the start, and not over already.',
  'quota.refund_too_many':
    'At most {free} can be refunded now: the rest is used or reserved. Release places first, or refund fewer.',
  'quota.source_reused': '“{source}” was credited before with other values. Check the order and try again.',
} as const satisfies Record<keyof typeof zh, string>;
