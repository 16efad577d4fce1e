import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { isHere, Staff } from './access.entity.ts';
import { isPassword } from './passwords.ts';
import type { IssuedSession, Sessions } from './sessions.ts';
import type { SignInTries } from './sign-in-tries.ts';
import { heldStaff } from './staff-members.ts';

/** Sign-in by account and password (row 234). */
export function createPasswordSignIn(deps: {
  db: Database;
  clock: Clock;
  sessions: Sessions;
  tries: SignInTries;
}) {
  const refused = () => new AppError('sign_in.refused', { status: 401 });
  return {
    /**
     * An unknown account, one without a password and a wrong password answer alike, after the same
     * work (reliability.md E1).
     * @throws sign_in.refused | sign_in.too_many; staff.disabled only to who knew the password
     */
    async enter(input: { account: string; password: string; ip: string }): Promise<IssuedSession> {
      const tried = await deps.tries.begin(input.account, input.ip);
      const found = await deps.db
        .acrossTenants('door: staff password')
        .findOne(Staff, { signInName: input.account });
      const passwordHash = found?.passwordHash ?? null;
      const fits = await isPassword(passwordHash, input.password);
      if (found === null || !fits) throw refused();
      const { enterpriseId, id } = found;
      return inTransaction(deps.db.tenant(enterpriseId), async (tx) => {
        const staff = await heldStaff(tx, enterpriseId, { id });
        // Reset while it was compared: the old one opens nothing any more.
        if (staff?.passwordHash !== passwordHash) throw refused();
        assertThat(isHere(staff), 'staff.disabled', 403);
        staff.lastSeenAt = deps.clock.now();
        await tx.flush();
        await tried.succeeded(tx);
        return deps.sessions.issue(tx, {
          ...{ audience: 'staff', enterpriseId, personId: id, membershipId: null, appId: '' },
          language: staff.language,
        });
      });
    },
  };
}
export type PasswordSignIn = ReturnType<typeof createPasswordSignIn>;
