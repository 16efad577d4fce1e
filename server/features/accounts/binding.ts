import { UniqueConstraintViolationException } from '@mikro-orm/core';

import type { BindingStart } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import { limits } from '../../../config/limits.ts';
import { agreements } from '../../../config/agreements.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { InterconnectUser, OpenedTicket } from './account.entity.ts';
import type { Actor } from './actor.ts';
import type { Consents, Parties } from './consents.ts';
import type { AccountEvents, BindingNotices, CallbackSenders, Places, Records, WechatDoor } from './doors.ts';
import type { BoundMarks } from './bound-marks.ts';
import type { Identities } from './identities.ts';
import { blockedBy, maskPhone, type AccountView, type Memberships } from './memberships.ts';
import type { PhoneProofs } from './phone-proofs.ts';
import type { SessionEnder } from './unbinding.ts';
import type { SignInPrompts } from './sign-in-prompts.ts';
import type { Tickets } from './tickets.ts';

export interface Binder {
  readonly identityId: string;
  /** The enterprise whose mini program he is in. */
  readonly enterpriseId: string;
  readonly locale: Locale;
  readonly requestId: string;
}

export type BindOutcome =
  | { readonly outcome: 'bound'; readonly membershipId: string; readonly enterpriseId: string }
  | { readonly outcome: 'choose'; readonly phoneMasked: string; readonly accounts: readonly AccountView[] }
  | { readonly outcome: 'not_found'; readonly phoneMasked: string };

/** Scene numbers of a card that somebody shared: a ticket in it was probably meant for another. */
const sharedScenes = new Set([1007, 1008, 1044]);

export interface BindingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly tickets: Tickets;
  readonly senders: CallbackSenders;
  readonly wechat: Pick<WechatDoor, 'appById'>;
  readonly identities: Identities;
  readonly memberships: Memberships;
  readonly consents: Consents;
  readonly proofs: PhoneProofs;
  readonly prompts: Pick<SignInPrompts, 'of'>;
  readonly places: Places;
  readonly marks: BoundMarks;
  readonly sessions: SessionEnder;
  readonly notices: BindingNotices;
  readonly records: Records;
  readonly events: AccountEvents;
  readonly parties: (em: EntityManager, enterpriseId: string) => Promise<Parties>;
}

export function createBinding(deps: BindingDeps) {
  const { db, clock, memberships } = deps;

  /**
   * Opens the guide's ticket: joins the openid that follows with the person who came. A ticket
   * serves one person; one that seems forwarded asks first.
   */
  async function openTicket(
    binder: Binder,
    ticket: string,
    options: { scene: number | undefined; confirmed: boolean },
  ): Promise<BindingStart['ticket']> {
    return inTransaction(db.acrossTenants('door: binding ticket'), async (tx) => {
      const now = clock.now();
      for (const inboxId of deps.tickets.read(ticket)) {
        const sender = await deps.senders.byId(tx, inboxId);
        if (sender === null) continue;
        if (sender.receivedAt.getTime() + limits.bindingTicketMs < now.getTime()) return 'expired';
        const opened = await tx.findOne(OpenedTicket, { id: inboxId });
        if (opened !== null) return opened.identityId === binder.identityId ? 'ok' : 'used';
        const shared = options.scene !== undefined && sharedScenes.has(options.scene);
        if (shared && !options.confirmed) return 'forwarded';
        const app = await deps.wechat.appById(tx, sender.channelAccountId);
        if (app === null) return 'expired';
        const joined = await deps.identities.join(tx, binder.identityId, {
          appId: app.appId,
          openid: sender.openid,
          now,
        });
        if (joined === 'other') return 'used';
        await tx.insert(OpenedTicket, { id: inboxId, identityId: binder.identityId, openedAt: now });
        await deps.marks.refresh(tx, binder.identityId);
        return 'ok';
      }
      return 'expired';
    });
  }

  /** Accounts of a proved phone, of every upstream; ended and binned ones are not offered. */
  async function candidatesOf(em: EntityManager, phone: string): Promise<AccountView[]> {
    const users = await em.find(
      InterconnectUser,
      { phone, accountState: { $ne: 'binned' } },
      { orderBy: { createdAt: 'asc', id: 'asc' } },
    );
    const views: AccountView[] = [];
    for (const user of users) {
      const view = await memberships.view(em, user);
      if (view !== null) views.push(view);
    }
    return views;
  }

  function isOpen(view: AccountView): boolean {
    const blocked = blockedBy(view, clock.now());
    return blocked !== 'ended' && blocked !== 'disabled';
  }

  async function refuseBlocked(em: EntityManager, view: AccountView, locale: Locale): Promise<AppError> {
    const own = await deps.prompts.of(em, view.user.enterpriseId, locale);
    const words =
      own === null
        ? {}
        : {
            promptText: own.text,
            promptContactName: own.contact?.name ?? '',
            promptContactPhone: own.contact?.phone ?? '',
            promptAlone: own.alone,
          };
    const salesperson = await memberships.salespersonOf(em, view);
    const upstream = (await deps.parties(em, view.user.enterpriseId)).upstream;
    if (own?.alone === true)
      return new AppError('binding.refused', { status: 409, data: { upstream, ...words } });
    return blockedBy(view, clock.now()) === 'ended'
      ? new AppError('binding.ended', { status: 409, data: { upstream, ...words } })
      : new AppError('binding.disabled', {
          status: 409,
          data: { salesperson: salesperson?.name ?? '', ...words },
        });
  }

  async function takenError(em: EntityManager, view: AccountView): Promise<AppError> {
    const salesperson = await memberships.salespersonOf(em, view);
    return new AppError('binding.account_taken', {
      status: 409,
      data: { salesperson: salesperson?.name ?? '' },
    });
  }

  /** Whether a proof of its number may bind the account: it is free, his, or waits for this very proof. */
  function isFor({ user }: AccountView, identityId: string): boolean {
    const holder = user.identityId ?? null;
    return holder === null || holder === identityId || user.bindingState === 'suspended_phone';
  }

  /**
   * An account that waits for its new number goes to who proves it, from another WeChat too: the one
   * before has proved only a number that the account has no more (row 315). Its place stays with it.
   */
  async function takeOver(tx: EntityManager, view: AccountView, identityId: string): Promise<boolean> {
    const { id, phone, enterpriseId } = view.user;
    const before = view.user.identityId ?? null;
    if (before === null || view.user.bindingState !== 'suspended_phone') return false;
    const waiting = { id, phone, identityId: before, bindingState: 'suspended_phone' as const };
    const changed = await tx.nativeUpdate(InterconnectUser, waiting, { identityId, bindingState: 'bound' });
    if (changed === 0) return false;
    // He may have signed in since, to read why he cannot use it.
    await deps.sessions.end(tx, { membershipId: id });
    await deps.marks.refresh(tx, before, [enterpriseId]);
    return true;
  }

  /**
   * Writes the person into the account, or gives back one of his that waited for its new number
   * (row 315). The phone is part of each condition: one that was changed meanwhile is not proved.
   * @returns false when it was his already
   */
  async function claim(tx: EntityManager, view: AccountView, identityId: string): Promise<boolean> {
    const { user, company } = view;
    const proved = { id: user.id, phone: user.phone };
    if (user.identityId === identityId) {
      const suspended = { ...proved, identityId, bindingState: 'suspended_phone' as const };
      return (await tx.nativeUpdate(InterconnectUser, suspended, { bindingState: 'bound' })) > 0;
    }
    try {
      if (await takeOver(tx, view, identityId)) return true;
      const changed = await tx.nativeUpdate(
        InterconnectUser,
        { ...proved, identityId: null },
        { identityId },
      );
      if (changed > 0) return true;
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw new AppError('binding.already_bound_here', {
        status: 409,
        data: { company: company.name },
        cause: error,
      });
    }
    throw await takenError(tx, view);
  }

  /** Binds one account in the caller's transaction. Also what a salesperson's one tap does (row 327). */
  async function bindOne(
    tx: EntityManager,
    view: AccountView,
    identityId: string,
    by: Actor,
    quiet = false,
  ): Promise<void> {
    const { user, company, connection } = view;
    const now = clock.now();
    if (!(await claim(tx, view, identityId))) return;
    const causeKey = `bind:${user.id}:${by.cause}`;
    const actor = `identity:${identityId}`;
    const place = {
      enterpriseId: user.enterpriseId,
      userId: user.id,
      causeKey,
      actor,
      reason: 'bound' as const,
    };
    const hasPlace = connection.ownEdition || (await deps.places.use(tx, place)).taken;
    await tx.nativeUpdate(
      InterconnectUser,
      { id: user.id },
      {
        bindingState: hasPlace ? 'bound' : 'waiting_quota',
        accountState: 'active',
        boundAt: now,
        waitingSince: hasPlace ? null : (user.waitingSince ?? now),
      },
    );
    await deps.records.add(tx, {
      enterpriseId: user.enterpriseId,
      actor: by.actor,
      actorName: by.actorName === '' ? user.name : by.actorName,
      action: 'account.bound',
      target: `interconnect_user:${user.id}`,
      before: { bindingState: user.bindingState },
      after: { bindingState: hasPlace ? 'bound' : 'waiting_quota', phone: maskPhone(user.phone) },
      requestId: by.requestId,
      at: now,
    });
    await deps.events.publish(tx, {
      enterpriseId: user.enterpriseId,
      type: 'account.bound',
      data: {
        accountId: user.id,
        interconnectEnterpriseId: user.interconnectEnterpriseId,
        waitingForQuota: !hasPlace,
      },
      at: now,
    });
    if (quiet) return;
    await deps.notices.bound(tx, {
      enterpriseId: user.enterpriseId,
      interconnectUserId: user.id,
      contactName: user.name,
      company: company.name,
      salespersonId: user.salespersonId ?? company.salespersonId ?? null,
      waiting: !hasPlace,
      cause: causeKey,
      at: now,
    });
  }

  async function bind(
    binder: Binder,
    proofId: string,
    accountIds: readonly string[] | undefined,
  ): Promise<BindOutcome> {
    const outcome = await inTransaction(db.acrossTenants('door: phone'), async (tx): Promise<BindOutcome> => {
      await deps.consents.demand(tx, binder.enterpriseId, binder.identityId);
      const proof = await deps.proofs.read(tx, binder.identityId, proofId);
      const phoneMasked = maskPhone(proof.phone);
      const all = await candidatesOf(tx, proof.phone);
      const open = all.filter(isOpen);
      const [first] = all;
      if (first === undefined) return { outcome: 'not_found', phoneMasked };
      if (open.length === 0) throw await refuseBlocked(tx, first, binder.locale);
      const chosen =
        accountIds === undefined ? open : open.filter(({ user }) => accountIds.includes(user.id));
      if (accountIds === undefined && open.length > 1)
        return { outcome: 'choose', phoneMasked, accounts: open };
      if (accountIds !== undefined && chosen.length < new Set(accountIds).size) {
        throw new AppError('binding.account_unknown', { status: 404 });
      }
      for (const view of chosen) {
        if (!isFor(view, binder.identityId)) throw await takenError(tx, view);
      }
      for (const view of chosen) {
        if (view.user.enterpriseId !== binder.enterpriseId)
          await consentTo(tx, binder, view.user.enterpriseId);
        await bindOne(tx, view, binder.identityId, {
          actor: `identity:${binder.identityId}`,
          actorName: '',
          cause: proofId,
          requestId: binder.requestId,
        });
      }
      await deps.proofs.spend(tx, proofId);
      await deps.marks.refresh(tx, binder.identityId);
      const target = chosen[0]?.user ?? first.user;
      return { outcome: 'bound', membershipId: target.id, enterpriseId: target.enterpriseId };
    });
    return outcome;
  }

  /** Choosing another upstream's account, whose name stands in the chooser, is the consent towards it. */
  async function consentTo(tx: EntityManager, binder: Binder, enterpriseId: string): Promise<void> {
    await deps.consents.give(tx, {
      enterpriseId,
      identityId: binder.identityId,
      locale: binder.locale,
      parties: await deps.parties(tx, enterpriseId),
      version: agreements.version,
      now: clock.now(),
    });
  }

  /** As a person would have bound himself, without telling anybody: for demo data. */
  async function bindQuietly(
    tx: EntityManager,
    userId: string,
    identityId: string,
    cause: string,
  ): Promise<void> {
    const user = await tx.findOneOrFail(InterconnectUser, { id: userId });
    const view = await memberships.view(tx, user);
    if (view === null) throw new Error('The account has no company');
    const by = { actor: `identity:${identityId}`, actorName: user.name, cause, requestId: 'demo' };
    await bindOne(tx, view, identityId, by, true);
    await deps.marks.refresh(tx, identityId);
  }

  return { openTicket, bind, bindOne, bindQuietly, isFor };
}
export type Binding = ReturnType<typeof createBinding>;
