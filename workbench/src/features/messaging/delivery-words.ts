import type { TextKey } from '../../locales/zh-CN/index.ts';
import type { Tone } from '../../shared/ui/status.tsx';
import type { Carrier, DeliveryState } from './api.ts';

export const stateWord: Record<DeliveryState, { key: TextKey; tone: Tone; final: boolean }> = {
  queued: { key: 'deliveries.state.queued', tone: 'wait', final: false },
  submitted: { key: 'deliveries.state.submitted', tone: 'wait', final: false },
  in_review: { key: 'deliveries.state.in_review', tone: 'wait', final: false },
  delivered: { key: 'deliveries.state.delivered', tone: 'good', final: true },
  refused_by_user: { key: 'deliveries.state.refused_by_user', tone: 'bad', final: true },
  unfollowed: { key: 'deliveries.state.unfollowed', tone: 'off', final: true },
  outside_window: { key: 'deliveries.state.outside_window', tone: 'warn', final: true },
  failed: { key: 'deliveries.state.failed', tone: 'bad', final: true },
  unknown: { key: 'deliveries.state.unknown', tone: 'warn', final: true },
};

export const carrierLabel: Record<Carrier, TextKey> = {
  passive_reply: 'deliveries.carrier.passive_reply',
  customer_service: 'deliveries.carrier.customer_service',
  template: 'deliveries.carrier.template',
  subscribe: 'deliveries.carrier.subscribe',
  sms: 'deliveries.carrier.sms',
  wecom: 'deliveries.carrier.wecom',
};
