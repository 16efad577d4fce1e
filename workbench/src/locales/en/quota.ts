import type { quota as zh } from '../zh-CN/quota.ts';
import type { Matching } from '../matching.ts';

export const quota: Matching<typeof zh> = {
  'quota.bar': 'Bought {bought}, reserved {reserved}, used {used}, remaining {remaining} ({unit})',
  'quota.bought': 'Bought',
  'quota.change.credit': 'Credited',
  'quota.change.expire': 'Expired',
  'quota.change.release': 'Released',
  'quota.change.reserve': 'Reserved',
  'quota.change.restore': 'Restored',
  'quota.change.refund': 'Refunded',
  'quota.change.use': 'Used',
  'quota.column.actor': 'By',
  'quota.column.at': 'Time',
  'quota.column.change': 'Change',
  'quota.column.holder': 'For',
  'quota.column.kind': 'Kind of quota',
  'quota.column.reason': 'Reason',
  'quota.empty': 'No quota yet',
  'quota.empty_hint': 'Once quota is bought, what is bought, reserved, used and remaining is shown here.',
  'quota.lead':
    'Remaining = bought − reserved − used. An invitation reserves, binding turns it into used, disabling or expiry releases it.',
  'quota.no_entries': 'No quota has moved yet',
  'quota.no_entries_hint': 'Every purchase, invitation and binding leaves a line here.',
  'quota.none_left': 'None left',
  'quota.remaining': 'Remaining',
  'quota.reserved': 'Reserved',
  'quota.scarce': 'Running low',
  'quota.statement': 'Quota statement',
  'quota.title': 'Quota',
  'quota.used': 'Used',
  'quota.valid_until': 'Valid until {date}',
};
