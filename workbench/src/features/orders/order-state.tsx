import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import type { OrderState } from './api.ts';

export const orderStates: Record<OrderState, { readonly label: TextKey; readonly tone: Tone }> = {
  unpaid: { label: 'orders.state.unpaid', tone: 'wait' },
  paid: { label: 'orders.state.paid', tone: 'good' },
  part_refunded: { label: 'orders.state.part_refunded', tone: 'warn' },
  refunded: { label: 'orders.state.refunded', tone: 'off' },
  closed: { label: 'orders.state.closed', tone: 'off' },
  expired: { label: 'orders.state.expired', tone: 'off' },
};

export function OrderStatus(props: { state: OrderState }) {
  const t = useText();
  const { label, tone } = orderStates[props.state];
  return <Status tone={tone}>{t(label)}</Status>;
}
