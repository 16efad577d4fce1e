import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { InterconnectUser } from './account.entity.ts';
import type { Actor } from './actor.ts';
import type { BoundMarks } from './bound-marks.ts';
import type { AccountEvents, Places, Records } from './doors.ts';

/** Ends sessions that rest on an account or a person; effective at once here, within a second elsewhere. */
export interface SessionEnder {
  end(tx: EntityManager, which: { personId: string } | { membershipId: string }): Promise<void>;
}

export interface UnbindingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly places: Places;
  readonly marks: BoundMarks;
  readonly records: Records;
  readonly events: AccountEvents;
  readonly sessions: SessionEnder;
}

/** Everything that ends a binding goes through here: place, sessions, guide, record. */
export function createUnbinding(deps: UnbindingDeps) {
  /** Gives the place of an account back; the ledger tells that one is free, and `promoteWaiting` follows. */
  async function freePlace(
    tx: EntityManager,
    user: InterconnectUser,
    by: { cause: string; actor: string; reason: 'unbound' | 'disabled' },
  ): Promise<void> {
    const { enterpriseId } = user;
    const { cause, actor, reason } = by;
    await deps.places.release(tx, {
      enterpriseId,
      userId: user.id,
      causeKey: `release:${cause}`,
      actor,
      reason,
    });
  }

  /** Whoever has waited longest has the next free place (row 330). */
  async function promoteWaiting(tx: EntityManager, enterpriseId: string, cause: string): Promise<number> {
    let promoted = 0;
    for (;;) {
      const next = await tx.findOne(
        InterconnectUser,
        { enterpriseId, bindingState: 'waiting_quota', accountState: 'active' },
        { orderBy: { waitingSince: 'asc', id: 'asc' }, refresh: true },
      );
      if (next === null) return promoted;
      const causeKey = `promote:${next.id}:${cause}`;
      const place = {
        enterpriseId,
        userId: next.id,
        causeKey,
        actor: 'system',
        reason: 'place_found' as const,
      };
      if (!(await deps.places.use(tx, place)).taken) return promoted;
      await tx.nativeUpdate(InterconnectUser, { id: next.id }, { bindingState: 'bound', waitingSince: null });
      promoted += 1;
    }
  }

  async function unbind(tx: EntityManager, user: InterconnectUser, by: Actor): Promise<boolean> {
    const identityId = user.identityId ?? null;
    if (identityId === null) return false;
    const changed = await tx.nativeUpdate(
      InterconnectUser,
      { id: user.id, identityId },
      { identityId: null, bindingState: 'none', waitingSince: null },
    );
    if (changed === 0) return false;
    await deps.sessions.end(tx, { membershipId: user.id });
    await freePlace(tx, user, { cause: `unbind:${user.id}:${by.cause}`, actor: by.actor, reason: 'unbound' });
    await deps.marks.refresh(tx, identityId, [user.enterpriseId]);
    await deps.records.add(tx, {
      enterpriseId: user.enterpriseId,
      actor: by.actor,
      actorName: by.actorName === '' ? user.name : by.actorName,
      action: 'account.unbound',
      target: `interconnect_user:${user.id}`,
      before: { bindingState: user.bindingState },
      after: { bindingState: 'none' },
      requestId: by.requestId,
      at: deps.clock.now(),
    });
    await deps.events.publish(tx, {
      enterpriseId: user.enterpriseId,
      type: 'account.unbound',
      data: { accountId: user.id, interconnectEnterpriseId: user.interconnectEnterpriseId },
      at: deps.clock.now(),
    });
    return true;
  }

  return { unbind, freePlace, promoteWaiting };
}
export type Unbinding = ReturnType<typeof createUnbinding>;
