import { useQuery, useQueryClient } from '@tanstack/react-query';

import { partiesKey, type PartyKind } from '../crm/api.ts';
import { abilitiesKey, fetchAbilities, fetchPartyAccount, partyAccountKey } from './api.ts';

export function useAbilities() {
  return useQuery({
    queryKey: abilitiesKey,
    queryFn: ({ signal }) => fetchAbilities(signal),
    staleTime: 10_000,
  });
}

/** The account of one record; a screen with a code on it asks again by itself. */
export function usePartyAccount(kind: PartyKind, id: string, pollEveryMs: number | false = false) {
  return useQuery({
    queryKey: partyAccountKey(kind, id),
    queryFn: ({ signal }) => fetchPartyAccount(kind, id, signal),
    refetchInterval: pollEveryMs,
    retry: false,
  });
}

/** After a change: the record's account, the lists that show it, and what is left. */
export function useOpeningChanged() {
  const queries = useQueryClient();
  return (kind: PartyKind) => {
    void queries.invalidateQueries({ queryKey: ['account-opening'] });
    void queries.invalidateQueries({ queryKey: partiesKey(kind) });
  };
}
