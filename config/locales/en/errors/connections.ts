import type { connectionsErrors as zh } from '../../zh-CN/errors/connections.ts';

export const connectionsErrors = {
  'edition.unknown': 'There is no such channel edition. Reload and choose again.',
  'connection.state': 'The state of the connection does not allow this. Reload and look again.',
  'connection.own_edition': 'The downstream has bought its channel edition itself: none needs to be given.',
  'connection.exists': 'There is a connection with {upstream} already, or a request that waits for review.',
  'connection.no_place':
    'No {kind} quota of {upstream} is left, so no connection was made. Ask the administrator of {upstream} to add quota, then try again.',
  'invitation_code.invalid':
    'This invitation code cannot be used: it may be used up, expired, revoked, or meant for somebody else. Ask the upstream enterprise for a new one.',
  'invitation_code.other_phone':
    'This invitation code was made for {phone}. Verify that number, or ask the upstream enterprise for a new code.',
} as const satisfies Record<keyof typeof zh, string>;
