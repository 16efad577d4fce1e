import type { webhookTexts as zh } from '../zh-CN/webhooks.ts';

export const webhookTexts: Readonly<Record<keyof typeof zh, string>> = {
  'event.webhook.tested': 'Test event',
  'event.account.bound': 'Interconnect user bound WeChat',
  'event.account.unbound': 'Interconnect user unbound',
  'event.account.disabled': 'Interconnect user disabled',
  'event.account.cancelled': 'Interconnect user deleted his account (delete his information, too)',
  'event.account.enabled': 'Interconnect user enabled',
  'event.connection.requested': 'Connection requested',
  'event.connection.made': 'Connected',
  'event.connection.terminated': 'Connection terminated',
  'event.connection.ended': 'Connection over, access ended',
  'event.order.paid': 'Quota order paid',
  'event.invoice.issued': 'Invoice issued',
  'event.quota.credited': 'Quota credited',
  'event.quota.suspended': 'Quota ended, holders suspended',
  'error.status': 'The receiver answered {status}',
  'error.redirect': 'The receiver redirects ({status}), which is not followed',
  'error.timeout': 'No answer within 15 seconds',
  'error.unreachable': 'The address cannot be reached',
  'error.refused_address': 'Refused: the address leads into a private network',
};
