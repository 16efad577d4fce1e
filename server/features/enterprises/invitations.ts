import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';

import { agreements } from '../../../config/agreements.ts';
import type { Edition } from '../../../config/editions.ts';
import { limits } from '../../../config/limits.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { timeValue, writeRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { hashSecret, newId } from '../../kernel/ids.ts';
import { kindLabel } from '../quota/index.ts';
import { maskPhone } from './connection-list.ts';
import { NoPlaceError, type ConnectionPlaces } from './connection-places.ts';
import { refuseIfNotOpen, type Connections } from './connections.ts';
import type { ActingStaff, ConnectionNotices, DownstreamAccounts, Records } from './doors.ts';
import { Connection, Enterprise } from './enterprise.entity.ts';
import type { Enterprises } from './enterprises.ts';
import { InvitationCode, InvitationUse } from './invitation.entity.ts';
import { stateOfCode } from './invitation-codes.ts';

/** Proofs and consent of a person in the mini-app. */
export interface Persons {
  readonly proofs: {
    read(em: EntityManager, identityId: string, proofId: string): Promise<{ readonly phone: string }>;
    spend(tx: EntityManager, proofId: string): Promise<void>;
  };
  readonly consents: {
    demand(em: EntityManager, enterpriseId: string, identityId: string): Promise<void>;
    give(
      tx: EntityManager,
      input: {
        enterpriseId: string;
        identityId: string;
        locale: Locale;
        parties: { readonly upstream: string; readonly operator: string };
        version: string;
        now: Date;
      },
    ): Promise<void>;
  };
  parties(em: EntityManager, enterpriseId: string): Promise<{ upstream: string; operator: string }>;
}

/** A person in the mini-app who uses a code. */
export interface InvitedPerson {
  readonly identityId: string;
  /** The enterprise whose mini program he is in: consent for the phone was given to it. */
  readonly enterpriseId: string;
  readonly locale: Locale;
  readonly requestId: string;
}
export type Company =
  { readonly kind: 'new'; readonly name: string } | { readonly kind: 'own'; readonly downstreamId: string };

export interface Made {
  readonly connectionId: string;
  readonly upstreamId: string;
  readonly upstreamName: string;
  readonly pending: boolean;
  readonly expiresAt: Date | null;
  readonly membershipId: string | null;
}

interface Wish {
  readonly code: string;
  /** Tells one use of the code from another: the same again is the same relation (T9). */
  readonly useKey: string;
  readonly actor: string;
  readonly actorName: string;
  readonly identityId: string;
  readonly contactName: string;
  readonly requestId: string;
}

interface Applicant {
  /** '' where no person came, but staff for their own enterprise. */
  readonly phone: string;
  readonly company: Company;
  readonly companyName: string;
}

/**
 * Using an invitation code. Whoever owns the code pays, as the code's row says inside the transaction
 * (Q2, L6); what the caller has or is changes nothing about that.
 */
export function createInvitations(deps: {
  db: Database;
  clock: Clock;
  editions: readonly Edition[];
  enterprises: Enterprises;
  accounts: DownstreamAccounts;
  places: ConnectionPlaces;
  connections: Pick<Connections, 'lock' | 'act' | 'record'>;
  persons: Persons;
  records: Records;
  notices: ConnectionNotices;
}) {
  const { db, clock, places, accounts, connections, persons } = deps;
  const invalid = () => new AppError('invitation_code.invalid', { status: 409 });
  const across = () => db.acrossTenants('door: invitation');

  async function ownerOf(em: EntityManager, code: InvitationCode): Promise<Enterprise> {
    const owner = await em.findOne(Enterprise, { id: code.enterpriseId });
    // A closed enterprise connects nobody; neither does one that is not a company.
    if (owner === null || (owner.closedAt ?? null) !== null || owner.kind !== 'company') throw invalid();
    return owner;
  }

  /** The code and its owner, while it may be used. Why not is not told: a guess learns nothing. */
  async function find(em: EntityManager, code: string): Promise<{ row: InvitationCode; owner: Enterprise }> {
    const row = await em.findOne(InvitationCode, { codeHash: hashSecret(code) });
    if (row === null || stateOfCode(row, clock.now()) !== 'open') throw invalid();
    return { row, owner: await ownerOf(em, row) };
  }

  async function madeOf(em: EntityManager, use: InvitationUse): Promise<Made> {
    const connection = await em.findOneOrFail(Connection, { id: use.connectionId }, { refresh: true });
    const upstream = await deps.enterprises.within(em, connection.upstreamId);
    return {
      connectionId: connection.id,
      upstreamId: connection.upstreamId,
      upstreamName: upstream?.displayName ?? '',
      pending: connection.state === 'pending',
      expiresAt: connection.expiresAt ?? null,
      membershipId: use.membershipId ?? null,
    };
  }

  async function usedBefore(em: EntityManager, wish: Wish): Promise<Made | null> {
    const row = await em.findOne(InvitationCode, { codeHash: hashSecret(wish.code) });
    const use =
      row === null ? null : await em.findOne(InvitationUse, { codeId: row.id, useKey: wish.useKey });
    return use === null ? null : madeOf(em, use);
  }

  /** Counted first, in one conditional update: of many at once no more than the cap get through. */
  async function count(tx: EntityManager, code: InvitationCode): Promise<void> {
    const now = timeValue(db.dialect, clock.now());
    const counted = await writeRows(
      tx,
      `update invitation_code set uses = uses + 1
       where id = ? and revoked_at is null and expires_at > ? and uses < max_uses`,
      [code.id, now],
    );
    if (counted === 0) throw invalid();
    await writeRows(tx, 'update invitation_code set used_up = (uses >= max_uses) where id = ?', [code.id]);
  }

  /** The tenant that becomes downstream: one that its admin or staff bring, or a new one. */
  async function downstreamOf(tx: EntityManager, applicant: Applicant, owner: Enterprise): Promise<string> {
    const { company } = applicant;
    const now = clock.now();
    if (company.kind === 'new') {
      const id = await deps.enterprises.create(tx, {
        legalName: company.name,
        displayName: company.name,
        demo: owner.demo,
        now,
      });
      await tx.nativeUpdate(Enterprise, { id }, { claimedAt: now });
      return id;
    }
    const { downstreamId } = company;
    if (downstreamId === owner.id) throw invalid();
    // Locked, so that two codes of one upstream at once do not make two relations.
    await tx.find(
      Enterprise,
      { id: downstreamId },
      { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true },
    );
    const live = await tx.find(
      Connection,
      { upstreamId: owner.id, downstreamId, state: { $in: ['pending', 'active'] } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true },
    );
    assertThat(live.length === 0, 'connection.exists', 409, { upstream: owner.displayName });
    return downstreamId;
  }

  /** The relation, out of the owner's quota, in the caller's transaction. @throws NoPlaceError */
  async function connect(
    tx: EntityManager,
    wish: Wish,
    applicant: Applicant,
    code: InvitationCode,
    owner: Enterprise,
  ): Promise<Made> {
    const now = clock.now();
    const upstreamId = owner.id;
    const { actor, actorName } = wish;
    await count(tx, code);
    const downstreamId = await downstreamOf(tx, applicant, owner);
    const expiresAt = code.review ? new Date(now.getTime() + limits.connectionRequestMs) : null;
    const id = await deps.enterprises.connect(tx, {
      upstreamId,
      downstreamId,
      origin: 'invitation_code',
      edition: code.review ? null : (code.edition ?? null),
      pending: code.review,
      expiresAt,
      now,
    });
    const companyId = await accounts.openEnterprise(tx, {
      enterpriseId: upstreamId,
      connectionId: id,
      downstreamId,
      name: applicant.companyName,
      salespersonId: code.createdBy,
      now,
    });
    const useId = newId();
    const { useKey, identityId, contactName } = wish;
    await tx.insert(InvitationUse, {
      id: useId,
      enterpriseId: upstreamId,
      codeId: code.id,
      useKey,
      connectionId: id,
      identityId,
      contactName,
      phone: applicant.phone,
      createdAt: now,
    });
    const connection = { id, upstreamId };
    let membershipId: string | null = null;
    if (expiresAt !== null) {
      await places.reserveEnterprise(tx, connection, { actor, expiresAt });
    } else {
      await places.takeEnterprise(tx, connection, { actor, reason: 'connected' });
      const edition = code.edition ?? null;
      if (edition !== null) await places.giveEdition(tx, connection, edition, { actor, now });
      membershipId = await admit(
        tx,
        { companyId, upstreamId, useId, identityId, contactName },
        applicant.phone,
        {
          actor,
          actorName,
          cause: id,
          requestId: wish.requestId,
        },
      );
    }
    await deps.records.add(tx, {
      enterpriseId: upstreamId,
      actor,
      actorName: actorName === '' ? contactName : actorName,
      action: code.review ? 'connection.requested' : 'connection.made',
      target: `connection:${id}`,
      before: {},
      after: {
        company: applicant.companyName,
        invitationCode: code.hint,
        paidBy: owner.displayName,
        edition: code.edition ?? null,
      },
      requestId: wish.requestId,
      at: now,
    });
    await deps.notices.tell(tx, {
      kind: code.review ? 'requested' : 'connected',
      enterpriseId: upstreamId,
      name: applicant.companyName,
      hint: code.hint,
      quotaKind: '',
      connectionId: id,
      cause: id,
      at: now,
    });
    return {
      connectionId: id,
      upstreamId,
      upstreamName: owner.displayName,
      pending: code.review,
      expiresAt,
      membershipId,
    };
  }

  /** The admin's account; staff who connected their own enterprise need none. */
  async function admit(
    tx: EntityManager,
    use: { companyId: string; upstreamId: string; useId: string; identityId: string; contactName: string },
    phone: string,
    by: { actor: string; actorName: string; cause: string; requestId: string },
  ): Promise<string | null> {
    if (phone === '') return null;
    const membershipId = await accounts.admit(tx, {
      enterpriseId: use.upstreamId,
      companyId: use.companyId,
      identityId: use.identityId,
      name: use.contactName,
      phone,
      by,
    });
    await tx.nativeUpdate(InvitationUse, { id: use.useId }, { membershipId });
    return membershipId;
  }

  /** One use of a code: a twin gets the relation of the first; a short quota is told to both sides. */
  async function use(wish: Wish, locale: Locale, work: (tx: EntityManager) => Promise<Made>): Promise<Made> {
    const before = await usedBefore(across(), wish);
    if (before !== null) return before;
    try {
      return await inTransaction(across(), work);
    } catch (error) {
      if (error instanceof NoPlaceError) throw await tellNoPlace(wish, error, locale);
      const twin = error instanceof UniqueConstraintViolationException || error instanceof AppError;
      // Its twin came first, and has used the code up or spent the proof.
      const made = twin ? await usedBefore(across(), wish) : null;
      if (made === null) throw error;
      return made;
    }
  }

  async function tellNoPlace(wish: Wish, error: NoPlaceError, locale: Locale): Promise<AppError> {
    const upstream = await inTransaction(across(), async (tx) => {
      const code = await tx.findOneOrFail(InvitationCode, { codeHash: hashSecret(wish.code) });
      const owner = await tx.findOneOrFail(Enterprise, { id: code.enterpriseId });
      const now = clock.now();
      await deps.notices.tell(tx, {
        kind: 'no_place',
        enterpriseId: owner.id,
        name: wish.contactName,
        hint: code.hint,
        quotaKind: error.kind,
        connectionId: null,
        // Once an hour for each code and kind: a poster must not flood a phone.
        cause: `${code.id}:${error.kind}:${Math.floor(now.getTime() / 3_600_000)}`,
        at: now,
      });
      return owner.displayName;
    });
    const kind = kindLabel(locale, error.kind, deps.editions);
    return new AppError('connection.no_place', { status: 409, data: { upstream, kind }, cause: error });
  }

  return {
    /** @throws invitation_code.invalid for every code that cannot be used */
    async look(person: InvitedPerson, code: string) {
      const em = across();
      const { row, owner } = await find(em, code);
      const companies = await accounts.managedBy(em, person.identityId);
      return {
        code: row,
        owner,
        companies: companies.filter((company) => company.downstreamId !== owner.id),
      };
    },

    /**
     * Becomes a downstream of the code's owner after a fresh proof of the phone.
     * @throws invitation_code.invalid · invitation_code.other_phone · connection.exists ·
     *   connection.no_place · phone.proof_invalid · consent.required · not_found (a company that is not his)
     */
    async confirm(
      person: InvitedPerson,
      input: { code: string; proofId: string; contactName: string; company: Company },
    ): Promise<Made> {
      const { identityId, locale, requestId } = person;
      const { company, contactName } = input;
      const which = company.kind === 'own' ? company.downstreamId : company.name.toLowerCase();
      const wish: Wish = {
        code: input.code,
        useKey: hashSecret(`${identityId} ${company.kind} ${which}`),
        actor: `identity:${identityId}`,
        actorName: contactName,
        identityId,
        contactName,
        requestId,
      };
      return use(wish, locale, async (tx) => {
        await persons.consents.demand(tx, person.enterpriseId, identityId);
        const { row, owner } = await find(tx, input.code);
        const proof = await persons.proofs.read(tx, identityId, input.proofId);
        assertThat(row.phone === '' || row.phone === proof.phone, 'invitation_code.other_phone', 409, {
          phone: maskPhone(row.phone),
        });
        let companyName = company.kind === 'new' ? company.name : '';
        if (company.kind === 'own') {
          const mine = await accounts.managedBy(tx, identityId);
          const chosen = mine.find(({ downstreamId }) => downstreamId === company.downstreamId);
          assertThat(chosen, 'not_found', 404);
          companyName = chosen.name;
        }
        await persons.proofs.spend(tx, input.proofId);
        // Confirming on a page that names the owner is the consent towards it.
        await persons.consents.give(tx, {
          enterpriseId: owner.id,
          identityId,
          locale,
          parties: await persons.parties(tx, owner.id),
          version: agreements.version,
          now: clock.now(),
        });
        return connect(tx, wish, { phone: proof.phone, company, companyName }, row, owner);
      });
    },

    /** Staff connect their own enterprise to another one's, by its code; the other one pays (rows 12–14). */
    async confirmAsStaff(by: ActingStaff, code: string, locale: Locale): Promise<Made> {
      const wish: Wish = {
        code,
        useKey: hashSecret(`enterprise ${by.enterpriseId}`),
        actor: `enterprise:${by.enterpriseId}`,
        actorName: by.name,
        identityId: by.staffId,
        contactName: by.name,
        requestId: by.requestId,
      };
      return use(wish, locale, async (tx) => {
        const { row, owner } = await find(tx, code);
        // Made for one person's number: staff cannot prove it.
        if (row.phone !== '') throw invalid();
        const own = await deps.enterprises.within(tx, by.enterpriseId);
        assertThat(own, 'not_found', 404);
        const company = { kind: 'own', downstreamId: by.enterpriseId } as const;
        const made = await connect(
          tx,
          wish,
          { phone: '', company, companyName: own.displayName },
          row,
          owner,
        );
        await deps.records.add(tx, {
          enterpriseId: by.enterpriseId,
          actor: `staff:${by.staffId}`,
          actorName: by.name,
          action: row.review ? 'connection.requested' : 'connection.made',
          target: `connection:${made.connectionId}`,
          before: {},
          after: { upstream: owner.displayName, paidBy: owner.displayName },
          requestId: by.requestId,
          at: clock.now(),
        });
        return made;
      });
    },

    /** The request becomes a relation: its reserved place is used, its person gets his account. */
    approve(by: ActingStaff, id: string, locale: Locale): Promise<void> {
      return connections.act(by, locale, async (tx) => {
        const connection = await connections.lock(tx, by.enterpriseId, id);
        const now = clock.now();
        refuseIfNotOpen(connection, now);
        const { upstreamId } = connection;
        const actor = `staff:${by.staffId}`;
        const request = await tx.findOne(InvitationUse, { connectionId: id });
        const code = request === null ? null : await tx.findOne(InvitationCode, { id: request.codeId });
        const edition = code?.edition ?? connection.edition ?? null;
        await places.takeEnterprise(tx, connection, { actor, reason: 'connected' });
        if (edition !== null) await places.giveEdition(tx, connection, edition, { actor, now });
        await tx.nativeUpdate(Connection, { id }, { state: 'active', expiresAt: null, edition });
        if (request !== null) {
          const card = (await accounts.cards(tx, [id])).get(id);
          assertThat(card, 'not_found', 404);
          const { identityId, contactName } = request;
          await admit(
            tx,
            { companyId: card.id, upstreamId, useId: request.id, identityId, contactName },
            request.phone,
            { actor, actorName: by.name, cause: id, requestId: by.requestId },
          );
        }
        await connections.record(
          tx,
          by,
          connection,
          'connection.approved',
          { state: 'pending' },
          { state: 'active', edition },
        );
      });
    },

    /** The place is free again at once. */
    refuse(by: ActingStaff, id: string, locale: Locale): Promise<void> {
      return connections.act(by, locale, async (tx) => {
        const connection = await connections.lock(tx, by.enterpriseId, id);
        const now = clock.now();
        refuseIfNotOpen(connection, now);
        await places.freeEnterprise(tx, connection, {
          actor: `staff:${by.staffId}`,
          reason: 'connection_refused',
        });
        const over = { terminatedAt: now, endsAt: now, closedAt: now, expiresAt: null };
        await tx.nativeUpdate(Connection, { id }, { state: 'terminated', endReason: 'refused', ...over });
        await connections.record(
          tx,
          by,
          connection,
          'connection.refused',
          { state: 'pending' },
          { state: 'refused' },
        );
      });
    },
  };
}
export type Invitations = ReturnType<typeof createInvitations>;
