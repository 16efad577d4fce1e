import type {
  CancellationPreview,
  Cancelled,
  PersonalExport,
  PersonalExportLink,
  PersonalExports,
} from '../../shared/contract.ts';
import { api } from '../../shared/request.ts';

/** With a proof also the accounts of that number that nobody has bound. */
export function lookAtLeaving(proofId?: string): Promise<CancellationPreview> {
  return api<CancellationPreview>({ method: 'GET', path: '/account-cancellation', query: { proofId } });
}

/** `accountIds` null: all of them, and everything that is kept. */
export function leave(accountIds: readonly string[] | null, proofId?: string): Promise<Cancelled> {
  const body = { accountIds, ...(proofId === undefined ? {} : { proofId }) };
  return api<Cancelled>({ method: 'POST', path: '/account-cancellation', body });
}

export function handOver(accountId: string, userId: string): Promise<CancellationPreview> {
  const body = { accountId, userId };
  return api<CancellationPreview>({ method: 'POST', path: '/account-cancellation/hand-over', body });
}

export function listExports(): Promise<PersonalExports> {
  return api<PersonalExports>({ method: 'GET', path: '/personal-exports' });
}

export function askExport(proofId?: string): Promise<PersonalExport> {
  const body = proofId === undefined ? {} : { proofId };
  return api<PersonalExport>({ method: 'POST', path: '/personal-exports', body });
}

export function linkToExport(id: string): Promise<PersonalExportLink> {
  return api<PersonalExportLink>({ method: 'POST', path: `/personal-exports/${id}/link`, body: {} });
}
