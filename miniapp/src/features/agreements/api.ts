import type { Agreements, Locale } from '../../shared/contract.ts';
import { api } from '../../shared/request.ts';

export function fetchAgreements(lang: Locale): Promise<Agreements> {
  return api<Agreements>({ method: 'GET', path: '/agreements', query: { lang } });
}
