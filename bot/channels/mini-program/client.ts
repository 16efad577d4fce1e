import { z } from 'zod';

import { createPlatformCaller } from '../shared/platform-call.ts';
import type { PlatformClock } from '../shared/platform-clock.ts';
import type { PlatformHttp } from '../shared/platform-http.ts';
import { createPlatformLimits, type SharedLimits } from '../shared/platform-limits.ts';
import { createTokenSource, type TokenStore } from '../shared/token-source.ts';
import { miniProgramCodes } from './errors.ts';

export interface MiniProgramOptions {
  readonly accountKey: string;
  readonly appId: string;
  readonly secret: string;
  /** `https://api.weixin.qq.com`, or what stands in its place. */
  readonly baseUrl: string;
  readonly http: PlatformHttp;
  readonly tokens: TokenStore;
  readonly sharedLimits?: SharedLimits | undefined;
  readonly clock: PlatformClock;
  /** Which build the messages and codes open; `release` by default. */
  readonly version?: 'release' | 'trial' | 'develop';
  readonly onBackgroundError?: (error: unknown) => void;
}

export interface SubscribeMessage {
  readonly openid: string;
  readonly templateId: string;
  readonly data: Readonly<Record<string, string>>;
  /** Path and query, without a slash in front. */
  readonly page?: string;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const messageStates = { release: 'formal', trial: 'trial', develop: 'developer' } as const;

/**
 * WeChat mini program. Every method may throw PlatformError (the platform said no) or
 * PlatformUnreachableError. Facts: platform.md B.
 */
export function createMiniProgramClient(options: MiniProgramOptions) {
  const { appId, secret, clock } = options;
  const version = options.version ?? 'release';
  const { call, download } = createPlatformCaller({
    channel: 'mini-program',
    baseUrl: options.baseUrl,
    http: options.http,
    codes: miniProgramCodes,
    limits: createPlatformLimits({
      channel: 'mini-program',
      clock,
      key: options.accountKey,
      shared: options.sharedLimits,
      limits: {
        token: { calls: 10_000, perMs: minuteMs },
        unlimitedCode: { calls: 5_000, perMs: minuteMs },
        urlLink: { calls: 500_000, perMs: dayMs },
      },
    }),
    token: () => accessTokens,
    secrets: [secret],
  });
  const accessTokens = createTokenSource({
    key: `access_token:${options.accountKey}`,
    store: options.tokens,
    clock,
    ...(options.onBackgroundError === undefined ? {} : { onBackgroundError: options.onBackgroundError }),
    fetch: (force) => fetchAccessToken(force),
  });

  async function fetchAccessToken(force: boolean) {
    const answer = await call('token', {
      path: '/cgi-bin/stable_token',
      body: { grant_type: 'client_credential', appid: appId, secret, force_refresh: force },
      schema: z.object({ access_token: z.string().min(1), expires_in: z.number().positive() }),
      withoutToken: true,
    });
    return { token: answer.access_token, expiresInSeconds: answer.expires_in };
  }

  return {
    appId,

    /** Tries the credentials: answers when the platform gave a token. */
    async checkCredentials(): Promise<void> {
      await fetchAccessToken(false);
    },

    /**
     * Who signed in. The session_key that comes along signs for anybody's phone: it is not read, so
     * that it cannot leave this function (reliability.md I1). Once per code.
     */
    async codeToSession(code: string): Promise<{ openid: string; unionid?: string }> {
      const answer = await call('codeToSession', {
        path: '/sns/jscode2session',
        query: { appid: appId, secret, js_code: code, grant_type: 'authorization_code' },
        withoutToken: true,
        schema: z.object({ openid: z.string().min(1), unionid: z.string().optional() }),
      });
      return { openid: answer.openid, ...(answer.unionid === undefined ? {} : { unionid: answer.unionid }) };
    },

    /**
     * The number behind the code of the phone button. Once per code, and paid for by the account.
     * @param openid where given, the platform checks that the code is this person's
     */
    async phoneNumber(
      code: string,
      openid?: string,
    ): Promise<{ purePhoneNumber: string; countryCode: string }> {
      const answer = await call('phoneNumber', {
        path: '/wxa/business/getuserphonenumber',
        body: { code, ...(openid === undefined ? {} : { openid }) },
        schema: z.object({
          phone_info: z.object({
            purePhoneNumber: z.string().min(1),
            // A number in the example, a string in the table (platform.md B).
            countryCode: z.union([z.string(), z.number()]).transform(String),
            watermark: z.object({ appid: z.string() }).optional(),
          }),
        }),
      });
      const { purePhoneNumber, countryCode } = answer.phone_info;
      return { purePhoneNumber, countryCode };
    },

    /** Uses up one consent of the receiver. */
    async sendSubscribeMessage(message: SubscribeMessage): Promise<void> {
      await call('sendSubscribeMessage', {
        path: '/cgi-bin/message/subscribe/send',
        body: {
          touser: message.openid,
          template_id: message.templateId,
          ...(message.page === undefined ? {} : { page: message.page }),
          miniprogram_state: messageStates[version],
          lang: 'zh_CN',
          data: Object.fromEntries(Object.entries(message.data).map(([key, value]) => [key, { value }])),
        },
        schema: z.object({}),
      });
    },

    /**
     * A mini program code without a limit of their number.
     * @param scene 1 to 32 characters of those that platform.md B lists
     * @param page without a slash in front and without a query; must be released
     */
    async unlimitedCode(scene: string, page: string): Promise<{ bytes: Buffer; contentType: string }> {
      return download('unlimitedCode', {
        path: '/wxa/getwxacodeunlimit',
        body: { scene, page, env_version: version, check_path: version === 'release' },
      });
    },

    /**
     * A link that opens the mini program from outside WeChat.
     * @param input.expireDays 1 to 30; 30 by default
     */
    async urlLink(input: { path: string; query?: string; expireDays?: number }): Promise<string> {
      const answer = await call('urlLink', {
        path: '/wxa/generate_urllink',
        body: {
          path: input.path,
          ...(input.query === undefined ? {} : { query: input.query }),
          expire_type: 1,
          expire_interval: input.expireDays ?? 30,
          env_version: version,
        },
        schema: z.object({ url_link: z.string() }),
      });
      return answer.url_link;
    },
  };
}

export type MiniProgramClient = ReturnType<typeof createMiniProgramClient>;
