import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, type ReactNode } from 'react';

import { isSignedOut } from '../../shared/api/errors.ts';
import { useLanguage } from '../../shared/i18n/text-context.tsx';
import type { Permission } from '../../shared/permissions.ts';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Splash } from '../../shared/ui/splash.tsx';
import { ZoneContext } from '../../shared/use-zone.ts';
import { fetchMe, meKey, type StaffMe } from './api.ts';

const SessionContext = createContext<StaffMe | null>(null);

/** Knows who is signed in before anything else is shown; a 401 has already led to the sign-in page. */
export function SessionProvider(props: { children: ReactNode }) {
  const { language, switchTo } = useLanguage();
  const me = useQuery({ queryKey: meKey, queryFn: ({ signal }) => fetchMe(signal), staleTime: 60_000 });
  const wanted = me.data?.language;

  useEffect(() => {
    if (wanted !== undefined && wanted !== language) void switchTo(wanted);
    // Only what the server says may switch here; the own menu switches by saving first.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted]);

  if (me.data === undefined) {
    return me.isError && !isSignedOut(me.error) ? (
      <ErrorState error={me.error} onRetry={() => void me.refetch()} />
    ) : (
      <Splash />
    );
  }
  return (
    <SessionContext.Provider value={me.data}>
      <ZoneContext.Provider value={me.data.enterprise.timeZone}>{props.children}</ZoneContext.Provider>
    </SessionContext.Provider>
  );
}

export function useStaff(): StaffMe {
  const me = useContext(SessionContext);
  if (me === null) throw new Error('SessionProvider is missing');
  return me;
}

/** Whether this person may do it; the server decides again at every call. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useStaff();
  return (permission) => permissions.includes(permission);
}
