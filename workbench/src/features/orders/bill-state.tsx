import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useLanguage, useText } from '../../shared/i18n/text-context.tsx';
import { formatDay } from '../../shared/time.ts';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import type { BillCheckView } from './bills-api.ts';

export const billStates: Record<BillCheckView['state'], { readonly label: TextKey; readonly tone: Tone }> = {
  waiting: { label: 'bills.state.waiting', tone: 'wait' },
  matched: { label: 'bills.state.matched', tone: 'good' },
  different: { label: 'bills.state.different', tone: 'bad' },
  settled: { label: 'bills.state.settled', tone: 'off' },
  not_yet: { label: 'bills.state.not_yet', tone: 'wait' },
  failed: { label: 'bills.state.failed', tone: 'warn' },
};

export function BillStatus(props: { state: BillCheckView['state'] }) {
  const t = useText();
  const { label, tone } = billStates[props.state];
  return <Status tone={tone}>{t(label)}</Status>;
}

/** A bill's day is Beijing's calendar day, in whatever zone the reader is. */
export function useBillDay(): (day: string) => string {
  const { language } = useLanguage();
  return (day) => formatDay(`${day}T00:00:00.000Z`, 'UTC', language);
}

/** A day that was never compared has no figures, and shows no noughts. */
export const isCompared = (check: BillCheckView): boolean =>
  check.lines > 0 || ['matched', 'different', 'settled'].includes(check.state);
