import { timingSafeEqual } from 'node:crypto';

import { z } from 'zod';

import { desktopDoor, isPermission, templateDoor } from '../../../config/permissions.ts';
import { limits } from '../../../config/limits.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { afterCommit } from '../../kernel/data/transaction.ts';
import type { Caller } from '../../kernel/http/route.ts';
import { hashSecret, newId, newToken } from '../../kernel/ids.ts';
import type { News } from '../../kernel/redis/news.ts';
import { isHere, Session, Staff } from './access.entity.ts';
import { rightsOf } from './rights.ts';

/** What a session of a WeChat person may rest on; the accounts feature fits it by shape. */
export interface Memberships {
  /** Null where the account is gone, unbound, disabled or without a place. */
  activeName(em: EntityManager, membershipId: string, identityId: string): Promise<string | null>;
  /** He is there now: what staff read as the last use. */
  seen(em: EntityManager, membershipId: string, at: Date): Promise<void>;
}

export interface NewSession {
  readonly audience: 'staff' | 'downstream' | 'visitor';
  readonly enterpriseId: string;
  readonly personId: string;
  readonly membershipId: string | null;
  readonly appId: string;
  readonly language: Locale;
  /** Staff on a computer, who need the right to that as long as it lasts. */
  readonly door?: 'computer';
}

export interface IssuedSession {
  readonly token: string;
  readonly expiresAt: Date;
}

const touchEveryMs = 60_000;

/**
 * Sessions: an opaque token whose hash is a row, looked up at each request. An answer is kept at
 * most a second and dropped at once when something ends the session, in this process or another.
 */
export function createSessions(deps: { db: Database; clock: Clock; memberships: Memberships; news: News }) {
  const { db, clock } = deps;
  const cache = new Map<string, { caller: Caller; until: number }>();
  deps.news.on('sessions', () => {
    cache.clear();
  });

  function drop(tx: EntityManager): void {
    afterCommit(tx, () => {
      cache.clear();
      deps.news.tell('sessions');
    });
  }

  async function issue(tx: EntityManager, input: NewSession): Promise<IssuedSession> {
    const token = newToken();
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + lifeOf(input.audience).absoluteMs);
    await tx.insert(Session, {
      id: newId(),
      tokenHash: hashSecret(token),
      ...input,
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
      revokedAt: null,
    });
    if (input.audience === 'downstream' && input.membershipId !== null)
      await deps.memberships.seen(tx, input.membershipId, now);
    return { token, expiresAt };
  }

  async function resolve(token: string): Promise<Caller | null> {
    const tokenHash = hashSecret(token);
    const now = clock.now();
    const kept = cache.get(tokenHash);
    // Real time, not the clock of the sandbox: this is about how stale an answer may be.
    if (kept !== undefined && kept.until > performance.now()) return kept.caller;
    cache.delete(tokenHash);
    const em = db.acrossTenants('door: session');
    const row = await em.findOne(Session, { tokenHash, revokedAt: null });
    if (row === null || row.expiresAt <= now) return null;
    if (now.getTime() - row.lastSeenAt.getTime() > lifeOf(row.audience).idleMs) return null;
    const caller = row.audience === 'staff' ? await staffCaller(em, row) : await personCaller(em, row);
    if (caller === null) return null;
    if (now.getTime() - row.lastSeenAt.getTime() > touchEveryMs) {
      await em.nativeUpdate(Session, { id: row.id }, { lastSeenAt: now });
      if (caller.audience === 'downstream' && caller.membershipId !== null)
        await deps.memberships.seen(em, caller.membershipId, now);
    }
    if (cache.size > 10_000) cache.clear();
    cache.set(tokenHash, { caller, until: performance.now() + limits.sessionCacheMs });
    return caller;
  }

  async function staffCaller(em: EntityManager, row: Session): Promise<Caller | null> {
    const staff = await em.findOne(Staff, { id: row.personId, enterpriseId: row.enterpriseId });
    if (staff === null || !isHere(staff) || !(await isStoodFor(em, staff))) return null;
    const permissions = await rightsOf(em, staff);
    if (row.door === 'computer' && !permissions.has(desktopDoor)) return null;
    return {
      ...common(row),
      audience: 'staff',
      membershipId: null,
      language: staff.language,
      permissions: new Set([...permissions].filter(isPermission)),
      name: staff.name,
    };
  }

  /** Who is in a template by his rights at the upstream is in it as long as he has them there. */
  async function isStoodFor(em: EntityManager, { standsFor }: Staff): Promise<boolean> {
    if (standsFor === null || standsFor === undefined) return true;
    const origin = await em.findOne(Staff, { id: standsFor });
    return origin !== null && isHere(origin) && (await rightsOf(em, origin)).has(templateDoor);
  }

  async function personCaller(em: EntityManager, row: Session): Promise<Caller> {
    const membershipId = row.membershipId ?? null;
    const name =
      membershipId === null ? null : await deps.memberships.activeName(em, membershipId, row.personId);
    return {
      ...common(row),
      audience: name === null ? 'visitor' : 'downstream',
      membershipId,
      language: row.language,
      permissions: new Set(),
      name: name ?? '',
    };
  }

  function common(row: Session) {
    return {
      sessionId: row.id,
      enterpriseId: row.enterpriseId,
      personId: row.personId,
      appId: row.appId,
    };
  }

  /** Ends sessions; effective at the next request here and elsewhere, within a second where the news is lost. */
  async function end(
    tx: EntityManager,
    which: { id: string } | { personId: string } | { membershipId: string },
  ): Promise<void> {
    await tx.nativeUpdate(Session, { ...which, revokedAt: null }, { revokedAt: clock.now() });
    drop(tx);
  }

  return {
    issue,
    resolve,
    end,
    async setLanguage(tx: EntityManager, personId: string, language: Locale): Promise<void> {
      await tx.nativeUpdate(Session, { personId, revokedAt: null }, { language });
      drop(tx);
    },
    /** All of a person's, and with them what they tell of him. */
    async erase(tx: EntityManager, personId: string): Promise<void> {
      await tx.nativeDelete(Session, { personId });
      drop(tx);
    },
    /** Every session of somebody but this one. */
    async endOthers(tx: EntityManager, one: { personId: string; sessionId: string }): Promise<void> {
      const others = { personId: one.personId, id: { $ne: one.sessionId }, revokedAt: null };
      await tx.nativeUpdate(Session, others, { revokedAt: clock.now() });
      drop(tx);
    },
    /** Something that sessions rest on changes with this transaction, without ending them. */
    changed: drop,
    endOne: (tx: EntityManager, sessionId: string) => end(tx, { id: sessionId }),
    /** After something that sessions rest on has changed without ending them. */
    forget: () => {
      cache.clear();
      deps.news.tell('sessions');
    },
  };
}
export type Sessions = ReturnType<typeof createSessions>;

function lifeOf(audience: NewSession['audience']) {
  if (audience === 'staff') return limits.staffSession;
  return audience === 'downstream' ? limits.downstreamSession : limits.visitorSession;
}

const signedStateSchema = z.strictObject({
  state: z.string(),
  app: z.string(),
  redirect: z.string(),
  until: z.number(),
});

/** What the browser must bring back to prove that it began the sign-in (OAuth state, ASVS 10.2.1). */
export type SignInState = z.infer<typeof signedStateSchema>;

/** A small object that a browser keeps, and cannot change. */
export function packSigned(content: object, sign: (text: string) => string): string {
  const body = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${body}.${sign(body)}`;
}

export const packState = (state: SignInState, sign: (text: string) => string): string =>
  packSigned(state, sign);

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function unpackSigned<T>(
  text: string | undefined,
  schema: z.ZodType<T>,
  sign: (text: string) => string,
): T | null {
  const [body, signature] = (text ?? '').split('.');
  if (body === undefined || signature === undefined || !isSame(sign(body), signature)) return null;
  const parsed = schema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  return parsed.success ? parsed.data : null;
}

export const unpackState = (text: string | undefined, sign: (text: string) => string): SignInState | null =>
  unpackSigned(text, signedStateSchema, sign);

/**
 * A path of ours to go back to, or the fallback: never another site. Refused are schemes, hosts,
 * back-slashes, control characters and encoded slashes, which browsers read in many ways.
 */
export function safeRedirect(path: string, prefix: '/workbench/' | '/app/'): string {
  const plain = /^\/[A-Za-z0-9/_.~?&=%+:@!$,;*'()-]*$/.test(path);
  if (!plain || !path.startsWith(prefix) || path.includes('//') || path.includes('..')) return prefix;
  if (/%(?:2f|5c|0[0-9a-f]|2e)/i.test(path)) return prefix;
  return path;
}
