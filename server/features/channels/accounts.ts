import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';

import { PlatformUnreachableError } from '../../../bot/channels/shared/platform-error.ts';
import { limits } from '../../../config/limits.ts';
import type { CallbackCredentials, ChannelKind, ConnectChannelAccount } from '../../contract/channels.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { newId, newSecret22 } from '../../kernel/ids.ts';
import type { RecordAction } from '../records/index.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { callbackUrlOf, presentCheck } from './account-presenter.ts';
import { addressesOf, type ReachRules } from './base-url.ts';
import type { CallbackAccounts } from './callback-accounts.ts';
import { newCallbackPair } from './callback-keys.ts';
import { ChannelAccount } from './channel.entity.ts';
import {
  blockingCheck,
  runChecks,
  seededChecks,
  stateOf,
  unreachableCheck,
  type Findings,
} from './checks.ts';
import { settingsOf, type ChannelClients, type ClientSettings, type DemoFlags } from './clients.ts';
import type { ChannelTokens } from './token-store.ts';

/** Operation records, in the transaction of what they tell. */
export interface Records {
  add(
    tx: EntityManager,
    record: {
      enterpriseId: string;
      actor: string;
      actorName: string;
      action: RecordAction;
      target: string;
      before: Record<string, unknown>;
      after: Record<string, unknown>;
      requestId: string;
      at: Date;
    },
  ): Promise<void>;
}

/** Who does it, for the record and for the words of a refusal. */
export interface Actor {
  readonly enterpriseId: string;
  /** staff:<id>, system */
  readonly actor: string;
  readonly actorName: string;
  readonly requestId: string;
  readonly locale: Locale;
}

/** A connected account as other features see it. */
export interface ChannelAccountCard {
  readonly id: string;
  readonly enterpriseId: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly appId: string;
  /** gh_… of a service account or mini program. */
  readonly originalId: string | null;
}

export interface AccountDeps {
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly clients: ChannelClients;
  readonly tokens: ChannelTokens;
  readonly demo: DemoFlags;
  readonly records: Records;
  readonly callbackAccounts: CallbackAccounts;
  readonly reach: ReachRules;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** In the transaction that connects a service account: messaging makes its preset guide there. */
  readonly onConnected: (tx: EntityManager, account: ChannelAccountCard) => Promise<void>;
}

/** What is stored of an account when it is connected. */
interface Connecting {
  readonly input: ConnectChannelAccount;
  readonly addresses: { readonly baseUrl: string; readonly oauthBaseUrl: string };
  readonly findings: Findings;
  readonly pair: { readonly token: string; readonly encodingAesKey: string };
  readonly callbackKey: string;
}

export type ChannelAccounts = ReturnType<typeof createChannelAccounts>;

/** Connecting, editing and disconnecting of accounts. The platform is asked outside of transactions. */
export function createChannelAccounts(deps: AccountDeps) {
  const { clock, keyring } = deps;

  /** Asks the platform; where it cannot be reached says so in the caller's words. */
  async function ask(settings: ClientSettings, demo: boolean): Promise<Findings> {
    try {
      return await runChecks(deps.clients.probe(settings, demo));
    } catch (cause) {
      if (!(cause instanceof PlatformUnreachableError)) throw cause;
      throw new AppError('channel.platform_unreachable', { status: 503, cause });
    }
  }

  /** @throws channel.subscription_refused | channel.unverified_refused | channel.check_failed */
  function assertUsable(kind: ChannelKind, findings: Findings, locale: Locale): void {
    const blocking = blockingCheck(kind, findings);
    if (blocking === undefined) return;
    if (blocking.messageKey === 'account-type.subscription') {
      throw new AppError('channel.subscription_refused', { status: 422 });
    }
    if (blocking.key === 'verification') throw new AppError('channel.unverified_refused', { status: 422 });
    const { message, remedy, platformCode } = presentCheck(kind, blocking, locale);
    throw new AppError('channel.check_failed', {
      status: 422,
      data: { reason: message, remedy: remedy ?? '', check: blocking.key, platformCode },
    });
  }

  async function load(em: EntityManager, id: string): Promise<ChannelAccount> {
    const account = await em.findOne(ChannelAccount, { id });
    assertThat(account, 'not_found', 404);
    return account;
  }

  const record = (
    tx: EntityManager,
    by: Actor,
    action: RecordAction,
    account: ChannelAccount,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ) =>
    deps.records.add(tx, {
      enterpriseId: by.enterpriseId,
      actor: by.actor,
      actorName: by.actorName,
      action,
      target: `channel_account:${account.id}`,
      before,
      after,
      requestId: by.requestId,
      at: clock.now(),
    });

  function storeFindings(account: ChannelAccount, findings: Findings): void {
    account.checks = [...findings.checks];
    account.accountType = findings.accountType;
    account.verified = findings.verified;
    account.lastCheckedAt = clock.now();
    account.state = stateOf(findings.checks);
  }

  function credentialsOf(account: ChannelAccount): CallbackCredentials {
    const until = account.previousAcceptedUntil;
    const stillAccepted = until !== null && until !== undefined && until > clock.now();
    return {
      url: callbackUrlOf(account, deps.publicUrl),
      token: keyring.open(account.sealedToken),
      encodingAesKey: keyring.open(account.sealedAesKey),
      previousAcceptedUntil: stillAccepted ? until.toISOString() : null,
    };
  }

  /** Newest first. */
  async function list(
    em: EntityManager,
    query: { kind?: ChannelKind | undefined; cursor?: string | undefined; limit: number },
  ): Promise<{ items: readonly ChannelAccount[]; nextCursor: string | null }> {
    const after = decodeCursor(query.cursor);
    const found = await em.find(
      ChannelAccount,
      {
        ...(query.kind === undefined ? {} : { kind: query.kind }),
        ...(after === undefined ? {} : { id: { $lt: after } }),
      },
      { orderBy: { id: 'desc' }, limit: query.limit + 1 },
    );
    const { rows, nextCursor } = cutPage(found, query.limit);
    return { items: rows, nextCursor };
  }

  /**
   * Checks an account against its platform and stores it; the pair for the callback is made here.
   * @throws channel.already_connected | channel.subscription_refused | channel.unverified_refused |
   *   channel.check_failed | channel.platform_unreachable | channel.demo_real_platform | channel.base_url
   */
  async function connect(
    em: EntityManager,
    input: ConnectChannelAccount,
    by: Actor,
  ): Promise<ChannelAccount> {
    const demo = await deps.demo.isDemo(by.enterpriseId);
    const addresses = addressesOf(input.kind, input.baseUrl, demo, deps.reach);
    const agentId = input.kind === 'wecom' ? input.agentId : '';
    const taken = new AppError('channel.already_connected', { status: 409 });
    if ((await em.count(ChannelAccount, { kind: input.kind, appId: input.appId, agentId })) > 0) throw taken;
    const settings = { kind: input.kind, appId: input.appId, agentId, secret: input.secret, ...addresses };
    const findings = await ask(settings, demo);
    assertUsable(input.kind, findings, by.locale);

    try {
      const account = await inTransaction(em, (tx) =>
        store(tx, { input, addresses, findings, pair: newCallbackPair(), callbackKey: newSecret22() }, by),
      );
      await deps.callbackAccounts.refresh();
      return account;
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) throw taken;
      throw error;
    }
  }

  async function store(tx: EntityManager, found: Connecting, by: Actor): Promise<ChannelAccount> {
    const { input, findings, pair } = found;
    const now = clock.now();
    const account = tx.create(ChannelAccount, {
      id: newId(),
      enterpriseId: by.enterpriseId,
      kind: input.kind,
      callbackKey: found.callbackKey,
      name: (input.name ?? findings.name ?? input.appId).slice(0, 60),
      appId: input.appId,
      agentId: input.kind === 'wecom' ? input.agentId : '',
      originalId: input.kind === 'wecom' ? null : (input.originalId ?? null),
      accountType: findings.accountType,
      verified: findings.verified,
      state: stateOf(findings.checks),
      checks: [...findings.checks],
      // WeCom knows no plaintext (platform.md C1).
      callbackMode: input.kind === 'wecom' ? 'safe' : input.callbackMode,
      ...found.addresses,
      sealedSecret: keyring.seal(input.secret),
      sealedToken: keyring.seal(pair.token),
      sealedAesKey: keyring.seal(pair.encodingAesKey),
      connectedAt: now,
      lastCheckedAt: now,
    });
    await tx.flush();
    await record(tx, by, 'channel.connected', account, {}, shown(account));
    if (account.kind === 'official-account') await deps.onConnected(tx, cardOf(account));
    return account;
  }

  /**
   * Stores an account of the demo with a pair that the sandbox knows already, without asking: the
   * seed may run before the sandbox does. The caller refreshes the callback accounts after its commit.
   * @throws channel.demo_real_platform where the enterprise or the address is not the demo's
   */
  async function seed(
    tx: EntityManager,
    input: ConnectChannelAccount,
    given: { token: string; encodingAesKey: string; callbackKey?: string },
    by: Actor,
  ): Promise<ChannelAccount> {
    const addresses = addressesOf(input.kind, input.baseUrl, true, deps.reach);
    const type = input.kind === 'official-account' ? 'service' : null;
    const findings = {
      checks: seededChecks(input.kind),
      name: null,
      accountType: type,
      verified: type === null ? null : true,
    } as const;
    const pair = { token: given.token, encodingAesKey: given.encodingAesKey };
    const callbackKey = given.callbackKey ?? newSecret22();
    return store(tx, { input, addresses, findings, pair, callbackKey }, by);
  }

  /**
   * Changes name, callback mode or secret; a new secret is tried first.
   * @throws conflict.version (OptimisticLockError) where somebody else saved meanwhile
   */
  async function edit(
    em: EntityManager,
    id: string,
    version: number,
    patch: {
      name?: string | undefined;
      secret?: string | undefined;
      callbackMode?: 'plain' | 'compatible' | 'safe' | undefined;
      keepsChats?: boolean | undefined;
    },
    by: Actor,
  ): Promise<ChannelAccount> {
    let findings: Findings | undefined;
    if (patch.secret !== undefined) {
      const account = await load(em, id);
      const demo = await deps.demo.isDemo(account.enterpriseId);
      findings = await ask({ ...settingsOf(account), secret: patch.secret }, demo);
      assertUsable(account.kind, findings, by.locale);
    }
    const edited = await inTransaction(em, async (tx) => {
      const found = await tx.count(ChannelAccount, { id });
      assertThat(found > 0, 'not_found', 404);
      const account = await tx.findOneOrFail(
        ChannelAccount,
        { id },
        { lockMode: LockMode.OPTIMISTIC, lockVersion: version },
      );
      const before = shown(account);
      if (patch.name !== undefined) account.name = patch.name;
      if (patch.callbackMode !== undefined && account.kind !== 'wecom')
        account.callbackMode = patch.callbackMode;
      if (patch.keepsChats === true) {
        const able = account.kind !== 'wecom' && account.callbackMode !== 'plain';
        assertThat(able, 'channel.keeps_no_chats', 409);
        account.chatsKeptSince ??= clock.now();
      } else if (patch.keepsChats === false) account.chatsKeptSince = null;
      if (patch.secret !== undefined) {
        account.sealedSecret = keyring.seal(patch.secret);
      }
      if (findings !== undefined && account.state !== 'disconnected') storeFindings(account, findings);
      await tx.flush();
      if (patch.secret !== undefined) await deps.tokens.forget(tx, id);
      const secret = patch.secret === undefined ? {} : { secretReplaced: true };
      await record(tx, by, 'channel.edited', account, before, { ...shown(account), ...secret });
      return account;
    });
    await deps.callbackAccounts.refresh();
    return edited;
  }

  /** Asks the platform again; what was found is stored without a new version, for nobody edited. */
  async function check(em: EntityManager, id: string): Promise<ChannelAccount> {
    const account = await load(em, id);
    assertThat(account.state !== 'disconnected', 'channel.disconnected', 409);
    const demo = await deps.demo.isDemo(account.enterpriseId);
    const settings = { ...settingsOf(account), secret: keyring.open(account.sealedSecret) };
    let found: Findings;
    try {
      found = await runChecks(deps.clients.probe(settings, demo));
    } catch (error) {
      if (!(error instanceof PlatformUnreachableError)) throw error;
      const { accountType, verified } = account;
      found = {
        checks: [unreachableCheck],
        name: null,
        accountType: accountType ?? null,
        verified: verified ?? null,
      };
    }
    await inTransaction(em, (tx) =>
      tx.nativeUpdate(
        ChannelAccount,
        { id, state: { $ne: 'disconnected' } },
        {
          checks: [...found.checks],
          accountType: found.accountType,
          verified: found.verified,
          lastCheckedAt: clock.now(),
          state:
            found.checks[0]?.messageKey === unreachableCheck.messageKey
              ? account.state
              : stateOf(found.checks),
        },
      ),
    );
    em.clear();
    return load(em, id);
  }

  /** The pair to copy into the platform's console; that it was read is recorded. */
  async function credentials(em: EntityManager, id: string, by: Actor): Promise<CallbackCredentials> {
    return inTransaction(em, async (tx) => {
      const account = await load(tx, id);
      await record(tx, by, 'channel.callback_credentials_read', account, {}, {});
      return credentialsOf(account);
    });
  }

  /**
   * A new pair; the one before is accepted for a day, so that no callback is lost until the console
   * has the new one. Not again within that day: the platform may still use the pair before, and a
   * third would push it out.
   * @throws channel.rotation_under_way
   */
  async function rotate(em: EntityManager, id: string, by: Actor): Promise<CallbackCredentials> {
    const answer = await inTransaction(em, async (tx) => {
      const account = await load(tx, id);
      assertThat(account.state !== 'disconnected', 'channel.disconnected', 409);
      const now = clock.now();
      const until = account.previousAcceptedUntil;
      if (until !== null && until !== undefined && until > now) {
        throw new AppError('channel.rotation_under_way', {
          status: 409,
          data: { until: until.toISOString() },
        });
      }
      const pair = newCallbackPair();
      account.sealedPreviousToken = account.sealedToken;
      account.sealedPreviousAesKey = account.sealedAesKey;
      account.previousAcceptedUntil = new Date(now.getTime() + limits.callbackRotationMs);
      account.sealedToken = keyring.seal(pair.token);
      account.sealedAesKey = keyring.seal(pair.encodingAesKey);
      await tx.flush();
      await record(tx, by, 'channel.callback_rotated', account, {}, {});
      return credentialsOf(account);
    });
    await deps.callbackAccounts.refresh();
    return answer;
  }

  /** Keeps everything, takes no callbacks and sends nothing. */
  async function disconnect(em: EntityManager, id: string, by: Actor): Promise<ChannelAccount> {
    const account = await inTransaction(em, async (tx) => {
      const found = await load(tx, id);
      if (found.state === 'disconnected') return found;
      const before = shown(found);
      found.state = 'disconnected';
      await deps.tokens.forget(tx, id);
      await tx.flush();
      await record(tx, by, 'channel.disconnected', found, before, shown(found));
      return found;
    });
    await deps.callbackAccounts.refresh();
    return account;
  }

  /** Back to work, after the same checks as at connecting. */
  async function reconnect(em: EntityManager, id: string, by: Actor): Promise<ChannelAccount> {
    const stored = await load(em, id);
    if (stored.state !== 'disconnected') return stored;
    const demo = await deps.demo.isDemo(stored.enterpriseId);
    const findings = await ask({ ...settingsOf(stored), secret: keyring.open(stored.sealedSecret) }, demo);
    assertUsable(stored.kind, findings, by.locale);
    const account = await inTransaction(em, async (tx) => {
      const found = await load(tx, id);
      const before = shown(found);
      storeFindings(found, findings);
      await tx.flush();
      await record(tx, by, 'channel.reconnected', found, before, shown(found));
      return found;
    });
    await deps.callbackAccounts.refresh();
    return account;
  }

  return { list, get: load, connect, seed, edit, check, credentials, rotate, disconnect, reconnect };
}

export function cardOf(account: ChannelAccount): ChannelAccountCard {
  const { id, enterpriseId, kind, name, appId, originalId } = account;
  return { id, enterpriseId, kind, name, appId, originalId: originalId ?? null };
}

/** What an operation record keeps of an account: nothing sealed. */
function shown(account: ChannelAccount): Record<string, unknown> {
  const { kind, name, appId, agentId, originalId, state, callbackMode, baseUrl } = account;
  const keepsChats = (account.chatsKeptSince ?? null) !== null;
  return {
    ...{ kind, name, appId, agentId, originalId: originalId ?? null, state, callbackMode, keepsChats },
    baseUrl,
  };
}
