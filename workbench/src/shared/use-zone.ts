import { createContext, useContext, useMemo } from 'react';

import { useLanguage } from './i18n/text-context.tsx';
import { formatDay, formatMoment } from './time.ts';

/** The enterprise's time zone; set by the shell once it is known who is signed in. */
export const ZoneContext = createContext('Asia/Shanghai');

/** Times as the enterprise reads them. */
export function useZone() {
  const zone = useContext(ZoneContext);
  const { language } = useLanguage();
  return useMemo(
    () => ({
      zone,
      moment: (iso: string) => formatMoment(iso, zone, language),
      day: (iso: string) => formatDay(iso, zone, language),
      /** The day with which something ends: an end at 24:00 is the beginning of the next. */
      lastDay: (iso: string) => formatDay(new Date(Date.parse(iso) - 1).toISOString(), zone, language),
    }),
    [zone, language],
  );
}
