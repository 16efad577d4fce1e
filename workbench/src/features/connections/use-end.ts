import { useText } from '../../shared/i18n/text-context.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** An end that people plan by: 2026年12月8日 24:00 where it is the end of a day, else to the minute. */
export function useEnd() {
  const t = useText();
  const { day, moment } = useZone();
  return (iso: string): string => {
    const before = new Date(new Date(iso).getTime() - 1).toISOString();
    return day(before) === day(iso) ? moment(iso) : t('connections.day_end', { day: day(before) });
  };
}
