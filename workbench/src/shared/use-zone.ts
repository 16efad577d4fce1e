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
    }),
    [zone, language],
  );
}
