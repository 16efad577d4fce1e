import type { webhooksErrors as zh } from '../../zh-CN/errors/webhooks.ts';

export const webhooksErrors: Readonly<Record<keyof typeof zh, string>> = {
  'webhook.url':
    'Enter an https address that the public internet reaches. Addresses inside a private network must be allowed by the operator first.',
  'webhook.demo': 'A demo enterprise cannot send events to outside addresses.',
  'webhook.too_many': 'There can be at most {most} addresses. Delete one that is no longer used.',
  'webhook.not_active': 'This address is not active. Activate it before sending again.',
  'webhook.already_waiting': 'This one is still waiting to be sent; there is no need to send it again.',
};
