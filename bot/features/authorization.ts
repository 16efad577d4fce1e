import { Composer } from '../core/composer.ts';
import type { AccountRef, AuthorizationUpdate } from '../core/update.ts';

export interface Authorizations<Tx> {
  /** The person changed or took back what he granted the platform: see row 326. */
  changed(
    tx: Tx,
    input: {
      account: AccountRef;
      openid: string;
      change: AuthorizationUpdate['change'];
      revoked: readonly string[];
      updateId: string;
      at: Date;
    },
  ): Promise<void>;
}

/** The platform's authorisation-change events oblige to delete, each once. */
export function createAuthorization<Tx>(deps: { authorizations: Authorizations<Tx> }): Composer<Tx> {
  return new Composer<Tx>().once('event:authorization', ({ account, update, inboxId, receivedAt, tx }) =>
    deps.authorizations.changed(tx, {
      account,
      openid: update.openid,
      change: update.change,
      revoked: update.revoked,
      updateId: inboxId,
      at: receivedAt,
    }),
  );
}
