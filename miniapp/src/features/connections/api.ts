import type {
  DownstreamSettings,
  Invitation,
  InvitationOutcome,
  UpstreamConnectionPage,
} from '../../shared/contract.ts';
import { api } from '../../shared/request.ts';

export type Company =
  { readonly kind: 'new'; readonly name: string } | { readonly kind: 'own'; readonly downstreamId: string };

/** The code travels in the body: no log has it. */
export function lookAtInvitation(code: string): Promise<Invitation> {
  return api<Invitation>({ method: 'POST', path: '/invitations/look', body: { code } });
}

export function confirmInvitation(input: {
  code: string;
  proofId: string;
  contactName: string;
  company: Company;
}): Promise<InvitationOutcome> {
  return api<InvitationOutcome>({ method: 'POST', path: '/invitations/confirm', body: input });
}

export function fetchUpstreams(): Promise<UpstreamConnectionPage> {
  return api<UpstreamConnectionPage>({ method: 'GET', path: '/upstream-connections' });
}

export function saveConnectUpstreams(connectUpstreams: boolean): Promise<DownstreamSettings> {
  return api<DownstreamSettings>({
    method: 'PATCH',
    path: '/downstream-settings',
    body: { connectUpstreams },
  });
}
