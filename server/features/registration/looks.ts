import { limits } from '../../../config/limits.ts';
import type { Clock } from '../../kernel/clock.ts';
import { networkOf } from '../../kernel/addresses.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { takeTurn } from '../../kernel/data/turn.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { hashSecret, newId } from '../../kernel/ids.ts';
import { maskPhone } from '../accounts/index.ts';
import type { Records } from './ports.ts';
import { RegistrationLook } from './registration.entity.ts';

/** Who looks: a person with a proved phone, from an address. */
export interface Looker {
  readonly enterpriseId: string;
  readonly identityId: string;
  readonly phone: string;
  readonly ip: string;
  readonly requestId: string;
}

/**
 * How many looks and names a person, and a network, have in a window (row 94): a list of guesses is cut
 * off long before it has read the customers out, and staff find it in the operation records.
 */
export function createLooks(deps: { clock: Clock; records: Records }) {
  const { clock } = deps;

  /** The look is counted before it is judged; refused ones count too. @returns null: over, and noted */
  async function take(tx: EntityManager, looker: Looker): Promise<{ id: string; left: number } | null> {
    const now = clock.now();
    const { enterpriseId, identityId } = looker;
    // One after the other: looks that come at once must not share what is left.
    await takeTurn(tx, `looks.${enterpriseId}`, now);
    const lookedAt = { $gt: new Date(now.getTime() - limits.registrationLookWindowMs) };
    const networkHash = hashSecret(networkOf(looker.ip));
    const own = await tx.find(RegistrationLook, { identityId, lookedAt }, { disableIdentityMap: true });
    const near = await tx.find(RegistrationLook, { networkHash, lookedAt }, { disableIdentityMap: true });
    const id = newId();
    await tx.insert(RegistrationLook, {
      ...{ id, enterpriseId, identityId, networkHash, names: 0, stopped: false, lookedAt: now },
    });
    const shown = (looks: readonly RegistrationLook[]) => looks.reduce((sum, { names }) => sum + names, 0);
    const left = Math.min(
      limits.registrationNames.perPerson - shown(own),
      limits.registrationNames.perNetwork - shown(near),
    );
    const { perPerson, perNetwork } = limits.registrationLooks;
    if (own.length < perPerson && near.length < perNetwork && left > 0) return { id, left };
    // Once for each person and window: the look that was cut off first tells.
    if (!own.some(({ stopped }) => stopped))
      await deps.records.add(tx, {
        ...{ enterpriseId, actor: `identity:${identityId}`, actorName: maskPhone(looker.phone) },
        ...{ action: 'registration.look_up_stopped', target: `identity:${identityId}`, before: {} },
        ...{ after: { looks: own.length, names: shown(own) }, requestId: looker.requestId, at: now },
      });
    await tx.nativeUpdate(RegistrationLook, { id }, { stopped: true });
    return null;
  }

  return {
    take,
    async shown(tx: EntityManager, id: string, names: number): Promise<void> {
      if (names > 0) await tx.nativeUpdate(RegistrationLook, { id }, { names });
    },
    tooMany(): AppError {
      const minutes = limits.registrationLookWindowMs / 60_000;
      return new AppError('registration.looked_often', {
        ...{ status: 429, data: { minutes }, retryAfterSeconds: minutes * 60 },
      });
    },
    async sweep(em: EntityManager): Promise<void> {
      const before = new Date(clock.now().getTime() - limits.registrationLookWindowMs);
      await em.nativeDelete(RegistrationLook, { lookedAt: { $lt: before } });
    },
  };
}
export type Looks = ReturnType<typeof createLooks>;
