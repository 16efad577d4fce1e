import type { Sandbox } from '../sandbox.ts';
import type { Account, Follower, Person, TriggerKind } from '../state.ts';
import { PlatformError } from '../platform/errors.ts';

/** How many customer-service messages an act allows, and how long (platform.md A8, B; figures of the current pages). */
const windows: Readonly<Record<TriggerKind, { count: number; ms: number }>> = {
  message: { count: 5, ms: 48 * 3_600_000 },
  menu: { count: 3, ms: 60_000 },
  follow: { count: 3, ms: 60_000 },
  scan: { count: 3, ms: 60_000 },
  session: { count: 2, ms: 60_000 },
};

export function follow(sandbox: Sandbox, account: Account, person: Person, scene: string | null): void {
  sandbox.store.putFollower({
    account: account.id,
    person: person.id,
    subscribed: true,
    since: sandbox.now(),
    scene,
    triggers: [],
  });
  openWindow(sandbox, account, person, 'follow');
}

export function unfollow(sandbox: Sandbox, follower: Follower): void {
  sandbox.store.putFollower({ ...follower, subscribed: false, triggers: [] });
}

/** A new act of the same kind starts its count and its time anew. */
export function openWindow(sandbox: Sandbox, account: Account, person: Person, kind: TriggerKind): void {
  const follower = sandbox.store.findFollower(account.id, person.id) ?? {
    account: account.id,
    person: person.id,
    subscribed: false,
    since: sandbox.now(),
    scene: null,
    triggers: [],
  };
  const triggers = follower.triggers.filter((trigger) => trigger.kind !== kind);
  sandbox.store.putFollower({ ...follower, triggers: [...triggers, { kind, at: sandbox.now(), used: 0 }] });
}

/**
 * Uses one message of an open window. How windows that overlap combine is not documented (U): here
 * the one that closes first is used first.
 * @throws 43004 never followed, 45015 no window is open (or unfollowed), 45047 all open ones are used up
 */
export function takeFromWindow(sandbox: Sandbox, account: Account, person: Person): void {
  const follower = sandbox.store.findFollower(account.id, person.id);
  if (account.kind === 'official-account' && follower === undefined) throw new PlatformError(43004);
  if (account.kind === 'official-account' && follower?.subscribed !== true) throw new PlatformError(45015);
  const now = sandbox.now();
  const open = (follower?.triggers ?? [])
    .map((trigger) => ({ trigger, ...windows[trigger.kind] }))
    .filter(({ trigger, ms }) => now - trigger.at < ms)
    .sort((left, right) => left.trigger.at + left.ms - (right.trigger.at + right.ms));
  if (open.length === 0) throw new PlatformError(45015);
  const free = open.find(({ trigger, count }) => trigger.used < count);
  if (free === undefined) throw new PlatformError(45047);
  free.trigger.used += 1;
  sandbox.store.changed('people');
}

/** @throws 40003 for an openid of nobody, or of another app */
export function personOfOpenid(sandbox: Sandbox, account: Account, openid: string | undefined): Person {
  const person = openid === undefined ? undefined : sandbox.store.findByOpenid(account.id, openid);
  if (person === undefined) throw new PlatformError(40003);
  return person;
}
