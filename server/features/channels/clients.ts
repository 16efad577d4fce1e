import {
  createMiniProgramClient,
  type MiniProgramClient,
} from '../../../bot/channels/mini-program/client.ts';
import {
  createOfficialAccountClient,
  type OfficialAccountClient,
} from '../../../bot/channels/official-account/client.ts';
import {
  createPlatformHttp,
  type PlatformCallInfo,
  type PlatformHttp,
} from '../../../bot/channels/shared/platform-http.ts';
import type { SharedLimits } from '../../../bot/channels/shared/platform-limits.ts';
import { createMemoryTokenStore } from '../../../bot/channels/shared/token-memory-store.ts';
import type { TokenStore } from '../../../bot/channels/shared/token-source.ts';
import { createRegistryClient, type RegistryClient } from '../../../bot/channels/business-registry/client.ts';
import { createSmsClient, type SmsClient } from '../../../bot/channels/sms/client.ts';
import { createWecomClient, type WecomClient } from '../../../bot/channels/wecom/client.ts';
import { createPayClient } from '../../../bot/channels/wechat-pay/client.ts';
import type { Merchant, PayClient } from '../../../bot/channels/wechat-pay/types.ts';
import type { Config } from '../../../config/env.ts';
import type { ChannelKind } from '../../contract/channels.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { isLoopbackAddress, isPublicAddress } from '../../kernel/addresses.ts';
import { assertReachable, isSandboxUrl, type ReachRules } from './base-url.ts';
import { ChannelAccount } from './channel.entity.ts';

/** Whether a tenant is a demo; what the enterprises feature knows. */
export interface DemoFlags {
  isDemo(enterpriseId: string): Promise<boolean>;
}

/** What a client is made from; the account need not be stored yet. */
export interface ClientSettings {
  readonly kind: ChannelKind;
  readonly appId: string;
  readonly agentId: string;
  readonly secret: string;
  readonly baseUrl: string;
  readonly oauthBaseUrl: string;
}

export interface ChannelClients {
  /** @throws not_found | channel.disconnected | channel.demo_real_platform */
  officialAccount(em: EntityManager, channelAccountId: string): Promise<OfficialAccountClient>;
  /** @throws not_found | channel.disconnected | channel.demo_real_platform */
  miniProgram(em: EntityManager, channelAccountId: string): Promise<MiniProgramClient>;
  /** @throws not_found | channel.disconnected | channel.demo_real_platform */
  wecom(em: EntityManager, channelAccountId: string): Promise<WecomClient>;
  /** The installation's SMS service as this tenant may use it; null where none is configured. */
  sms(enterpriseId: string): Promise<SmsClient | null>;
  /** The installation's business registry as this tenant may use it; null where none is configured. */
  registry(enterpriseId: string): Promise<RegistryClient | null>;
  /** The merchant's side of WeChat Pay. */
  pay(merchant: Merchant): PayClient;
  /** For credentials that are tried before they are stored; their tokens stay in memory. */
  probe(settings: ClientSettings, demo: boolean): ProbeClient;
  close(): Promise<void>;
}

export type ProbeClient =
  | { readonly kind: 'official-account'; readonly client: OfficialAccountClient }
  | { readonly kind: 'mini-program'; readonly client: MiniProgramClient }
  | { readonly kind: 'wecom'; readonly client: WecomClient };

export interface ClientDeps {
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly tokens: TokenStore;
  readonly demo: DemoFlags;
  readonly log: Logger;
  readonly reach: ReachRules;
  readonly proxyUrl?: string | undefined;
  readonly sms?: Config['sms'];
  readonly registry?: Config['registry'];
  /** The rate limits over all processes, where there are several. */
  readonly sharedLimits?: SharedLimits | undefined;
  readonly onCall?: (info: PlatformCallInfo) => void;
}

/**
 * Builds the platforms' clients from stored accounts and keeps them while the account is unchanged.
 * Two ways out: one that reaches the loopback alone, for the sandbox, and one that reaches public
 * addresses alone (unless the operator allows relays), so that neither a name nor a relay's redirect
 * leads from one to the other.
 */
export function createClients(deps: ClientDeps): ChannelClients {
  const { clock, reach } = deps;
  const shared = deps.onCall === undefined ? {} : { onCall: deps.onCall };
  const toSandbox = createPlatformHttp({
    ...shared,
    refuseAddress: (address) => !isLoopbackAddress(address),
  });
  const toPlatforms = createPlatformHttp({
    ...shared,
    proxyUrl: deps.proxyUrl,
    ...(reach.allowPrivate ? {} : { refuseAddress: (address: string) => !isPublicAddress(address) }),
  });
  const kept = new Map<string, { version: number; client: ProbeClient }>();

  /** @throws channel.demo_real_platform | channel.base_url, before anything is connected */
  function wayOut(baseUrl: string, demo: boolean): PlatformHttp {
    assertReachable(baseUrl, demo, reach);
    return isSandboxUrl(baseUrl, reach) ? toSandbox : toPlatforms;
  }

  function build(
    settings: ClientSettings,
    accountKey: string,
    tokens: TokenStore,
    demo: boolean,
  ): ProbeClient {
    const http = wayOut(settings.baseUrl, demo);
    const { appId, secret, baseUrl, oauthBaseUrl } = settings;
    const base = {
      accountKey,
      secret,
      baseUrl,
      http,
      tokens,
      clock,
      sharedLimits: deps.sharedLimits,
      onBackgroundError: (error: unknown) => {
        deps.log.warn({ channel: settings.kind, error }, 'a token could not be refreshed ahead of its end');
      },
    };
    switch (settings.kind) {
      case 'official-account':
        return { kind: settings.kind, client: createOfficialAccountClient({ ...base, appId, oauthBaseUrl }) };
      case 'mini-program':
        return { kind: settings.kind, client: createMiniProgramClient({ ...base, appId }) };
      case 'wecom':
        return {
          kind: settings.kind,
          client: createWecomClient({ ...base, corpId: appId, agentId: settings.agentId, oauthBaseUrl }),
        };
    }
  }

  async function find(em: EntityManager, id: string): Promise<ProbeClient> {
    const account = await em.findOne(ChannelAccount, { id });
    assertThat(account, 'not_found', 404);
    assertThat(account.state !== 'disconnected', 'channel.disconnected', 409);
    const known = kept.get(id);
    if (known?.version === account.version) return known.client;
    const settings = { ...settingsOf(account), secret: deps.keyring.open(account.sealedSecret) };
    const client = build(settings, id, deps.tokens, await deps.demo.isDemo(account.enterpriseId));
    kept.set(id, { version: account.version, client });
    return client;
  }

  const wrongKind = () => new AppError('not_found', { status: 404 });

  return {
    async officialAccount(em, id) {
      const found = await find(em, id);
      if (found.kind !== 'official-account') throw wrongKind();
      return found.client;
    },
    async miniProgram(em, id) {
      const found = await find(em, id);
      if (found.kind !== 'mini-program') throw wrongKind();
      return found.client;
    },
    async wecom(em, id) {
      const found = await find(em, id);
      if (found.kind !== 'wecom') throw wrongKind();
      return found.client;
    },
    pay: (merchant) =>
      createPayClient(merchant, {
        http: wayOut(merchant.baseUrl, false),
        clock,
        sharedLimits: deps.sharedLimits,
      }),
    async sms(enterpriseId) {
      if (deps.sms === undefined) return null;
      const http = wayOut(deps.sms.baseUrl, await deps.demo.isDemo(enterpriseId));
      const { baseUrl, secretId, secretKey, appId, signName } = deps.sms;
      return createSmsClient({
        baseUrl,
        secretId,
        secretKey,
        appId,
        signName,
        http,
        clock,
        sharedLimits: deps.sharedLimits,
      });
    },
    async registry(enterpriseId) {
      if (deps.registry === undefined) return null;
      const { baseUrl, token } = deps.registry;
      const http = wayOut(baseUrl, await deps.demo.isDemo(enterpriseId));
      return createRegistryClient({ baseUrl, token, http, clock, sharedLimits: deps.sharedLimits });
    },
    probe: (settings, demo) => build(settings, 'probe', createMemoryTokenStore(), demo),
    async close() {
      await toSandbox.close();
      await toPlatforms.close();
    },
  };
}

/** An account's settings but for its secret. */
export function settingsOf(account: ChannelAccount): Omit<ClientSettings, 'secret'> {
  const { kind, appId, agentId, baseUrl, oauthBaseUrl } = account;
  return { kind, appId, agentId, baseUrl, oauthBaseUrl };
}
