import { createHash } from 'node:crypto';

import type { Account, Person } from '../state.ts';

/** `unionid` where the app is bound to the Open Platform; nothing otherwise (off by default). */
export function unionIdOf(account: Account, person: Person): { unionid?: string } {
  if (!account.openPlatform) return {};
  return {
    unionid: `oU${createHash('sha256').update(`union\n${person.id}`).digest('base64url').slice(0, 26)}`,
  };
}
