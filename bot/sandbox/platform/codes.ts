import { randomBytes } from 'node:crypto';

import type { Sandbox } from '../sandbox.ts';
import { at, removeWhere, type Account, type Code } from '../state.ts';
import { PlatformError } from './errors.ts';

const lifeMs = 300_000;

/** A code that is good once, five minutes, for one app and one purpose. */
export function issueCode(
  sandbox: Sandbox,
  given: { kind: Code['kind']; account: Account; user: string; scope?: string; phone?: string },
): string {
  const { codes } = sandbox.store.state;
  const now = sandbox.now();
  removeWhere(codes, ({ expiresAt }) => expiresAt < now - lifeMs);
  // Login codes of the platform begin with 0 and have 32 characters; phone codes are longer.
  const code =
    given.kind === 'phone'
      ? randomBytes(32).toString('hex')
      : `0${randomBytes(24).toString('base64url').slice(0, 31)}`;
  codes[code] = {
    kind: given.kind,
    account: given.account.id,
    user: given.user,
    scope: given.scope ?? '',
    phone: given.phone ?? null,
    expiresAt: now + lifeMs,
    used: false,
  };
  sandbox.store.changed('codes');
  return code;
}

/**
 * Uses a code up.
 * @throws 40029 unknown, another app's or of another kind; `usedError` when it was used; `expiredError` when late
 */
export function takeCode(
  sandbox: Sandbox,
  kind: Code['kind'],
  account: Account,
  given: string,
  errors: { used: number; expired: number },
): Code {
  const code = at(sandbox.store.state.codes, given);
  if (code === undefined || code.kind !== kind || code.account !== account.id) throw new PlatformError(40029);
  if (code.used) throw new PlatformError(errors.used);
  if (code.expiresAt <= sandbox.now()) throw new PlatformError(errors.expired);
  code.used = true;
  sandbox.store.changed('codes');
  return code;
}
