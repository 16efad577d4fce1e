import type { TextKey } from '../../locales/zh-CN/index.ts';
import type { Tone } from '../../shared/ui/status.tsx';
import type { ConnectionRow, EditionUse, InvitationCodeRow } from './api.ts';

interface Word {
  readonly key: TextKey;
  readonly tone: Tone;
}

export const phaseWord: Record<ConnectionRow['phase'], Word> = {
  pending: { key: 'connections.phase.pending', tone: 'wait' },
  active: { key: 'connections.phase.active', tone: 'good' },
  tail: { key: 'connections.phase.tail', tone: 'warn' },
  ended: { key: 'connections.phase.ended', tone: 'off' },
};

const endWord: Record<NonNullable<ConnectionRow['endReason']>, Word> = {
  terminated: { key: 'connections.end.terminated', tone: 'off' },
  refused: { key: 'connections.end.refused', tone: 'off' },
  expired: { key: 'connections.end.expired', tone: 'off' },
};

/** What the list says of a relation: its phase, or how it ended. */
export function wordOf(row: ConnectionRow): Word {
  if (row.disabled) return { key: 'opening.state.disabled', tone: 'bad' };
  if (row.suspended) return { key: 'connections.phase.suspended', tone: 'bad' };
  if (row.phase === 'ended' && row.endReason !== null) return endWord[row.endReason];
  return phaseWord[row.phase];
}

export const originWord: Record<ConnectionRow['origin'], TextKey> = {
  admin: 'connections.origin.admin',
  salesperson: 'connections.origin.salesperson',
  invitation_code: 'connections.origin.invitation_code',
  qr: 'connections.origin.qr',
  registration: 'connections.origin.registration',
};

export const usageWord: Record<EditionUse['state'], Word> = {
  active: { key: 'uses.state.active', tone: 'good' },
  tail: { key: 'uses.state.tail', tone: 'warn' },
  ended: { key: 'uses.state.ended', tone: 'off' },
};

export const codeWord: Record<InvitationCodeRow['state'], Word> = {
  open: { key: 'codes.state.open', tone: 'good' },
  used_up: { key: 'codes.state.used_up', tone: 'off' },
  expired: { key: 'codes.state.expired', tone: 'off' },
  revoked: { key: 'codes.state.revoked', tone: 'bad' },
};
