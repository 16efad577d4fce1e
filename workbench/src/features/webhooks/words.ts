import type { TextKey } from '../../locales/zh-CN/index.ts';
import type { Tone } from '../../shared/ui/status.tsx';
import type { WebhookDeliveryRow, WebhookEndpointRow } from './api.ts';

export const endpointWord: Record<WebhookEndpointRow['state'], { tone: Tone; key: TextKey }> = {
  active: { tone: 'good', key: 'webhooks.state.active' },
  paused: { tone: 'off', key: 'webhooks.state.paused' },
  disabled: { tone: 'bad', key: 'webhooks.state.disabled' },
};

export const deliveryWord: Record<WebhookDeliveryRow['state'], { tone: Tone; key: TextKey }> = {
  waiting: { tone: 'wait', key: 'webhooks.delivery.waiting' },
  delivered: { tone: 'good', key: 'webhooks.delivery.delivered' },
  failed: { tone: 'bad', key: 'webhooks.delivery.failed' },
};

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const;
