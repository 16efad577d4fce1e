import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import type { InvoiceState } from './invoices-api.ts';

export const invoiceStates: Record<InvoiceState, { readonly label: TextKey; readonly tone: Tone }> = {
  requested: { label: 'invoices.state.requested', tone: 'wait' },
  issued: { label: 'invoices.state.issued', tone: 'good' },
  refused: { label: 'invoices.state.refused', tone: 'bad' },
  withdrawn: { label: 'invoices.state.withdrawn', tone: 'off' },
  to_reverse: { label: 'invoices.state.to_reverse', tone: 'warn' },
  reversed: { label: 'invoices.state.reversed', tone: 'off' },
};

export function InvoiceStatus(props: { state: InvoiceState }) {
  const t = useText();
  const { label, tone } = invoiceStates[props.state];
  return <Status tone={tone}>{t(label)}</Status>;
}
