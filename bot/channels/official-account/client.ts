import { z } from 'zod';

import { createPlatformCaller } from '../shared/platform-call.ts';
import { PlatformError } from '../shared/platform-error.ts';
import type { PlatformClock } from '../shared/platform-clock.ts';
import type { PlatformHttp } from '../shared/platform-http.ts';
import { makeJsSdkSignature, type JsSdkSignature } from '../shared/platform-js-sdk.ts';
import { createPlatformLimits, type SharedLimits } from '../shared/platform-limits.ts';
import { createTokenSource, type TokenStore } from '../shared/token-source.ts';
import { createCardPictures, type CardPicture } from './card-pictures.ts';
import { officialAccountCodes } from './errors.ts';
import { parseTemplateFields, type PlatformTemplate } from './template-fields.ts';

export interface OfficialAccountOptions {
  /** Keys of the tokens in the store: the connected account's id. */
  readonly accountKey: string;
  readonly appId: string;
  readonly secret: string;
  /** `https://api.weixin.qq.com`, or what stands in its place. */
  readonly baseUrl: string;
  /** `https://open.weixin.qq.com`, or what stands in its place. */
  readonly oauthBaseUrl: string;
  readonly http: PlatformHttp;
  readonly tokens: TokenStore;
  readonly sharedLimits?: SharedLimits | undefined;
  readonly clock: PlatformClock;
  readonly onBackgroundError?: (error: unknown) => void;
}

/** Customer-service messages that are used (platform.md A8). */
export type CustomerMessage =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'news';
      readonly title: string;
      readonly description: string;
      readonly url: string;
      readonly pictureUrl: string;
    }
  | {
      readonly type: 'miniProgramCard';
      readonly title: string;
      readonly appId: string;
      readonly path: string;
      /** The card's cover; uploaded before it, once in three days. */
      readonly picture: CardPicture;
    };

export interface TemplateMessage {
  readonly openid: string;
  readonly templateId: string;
  readonly data: Readonly<Record<string, string>>;
  readonly url?: string;
  readonly miniProgram?: { readonly appId: string; readonly path: string };
  /** The same one to the same person is sent once in 10 minutes (platform.md A9). */
  readonly clientMessageId: string;
}

export interface AccountBasics {
  readonly appId: string | null;
  readonly name: string | null;
  readonly accountType: 'service' | 'subscription' | 'mini-program' | 'unknown';
  readonly verified: boolean | null;
}

/** invalid media_id: its three days are over, or it is another account's (platform.md A7). */
const mediaGone = 40007;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const okSchema = z.object({});
const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const ticketSchema = z.object({ ticket: z.string().min(1), expires_in: z.number().positive() });
const idText = z.union([z.string(), z.number()]).transform(String);

type ReadyMessage =
  | Exclude<CustomerMessage, { type: 'miniProgramCard' }>
  | (Omit<Extract<CustomerMessage, { type: 'miniProgramCard' }>, 'picture'> & {
      readonly thumbMediaId: string;
    });

function customerBody(openid: string, message: ReadyMessage): object {
  switch (message.type) {
    case 'text':
      return { touser: openid, msgtype: 'text', text: { content: message.text } };
    case 'news': {
      const { title, description, url, pictureUrl } = message;
      return {
        touser: openid,
        msgtype: 'news',
        news: { articles: [{ title, description, url, picurl: pictureUrl }] },
      };
    }
    case 'miniProgramCard':
      return {
        touser: openid,
        msgtype: 'miniprogrampage',
        miniprogrampage: {
          title: message.title,
          appid: message.appId,
          pagepath: message.path,
          thumb_media_id: message.thumbMediaId,
        },
      };
  }
}

/**
 * WeChat service account. Every method may throw PlatformError (the platform said no) or
 * PlatformUnreachableError. Facts: platform.md A6-A14.
 */
export function createOfficialAccountClient(options: OfficialAccountOptions) {
  const { appId, secret, clock } = options;
  const limits = createPlatformLimits({
    channel: 'official-account',
    clock,
    key: options.accountKey,
    shared: options.sharedLimits,
    limits: {
      token: { calls: 10_000, perMs: minuteMs },
      sendTemplate: { calls: 100_000, perMs: dayMs },
      createQrCode: { calls: 100_000, perMs: dayMs },
      userInfo: { calls: 5_000_000, perMs: dayMs },
      listFollowers: { calls: 500, perMs: dayMs },
    },
  });
  const { call } = createPlatformCaller({
    channel: 'official-account',
    baseUrl: options.baseUrl,
    http: options.http,
    codes: officialAccountCodes,
    limits,
    token: () => accessTokens,
    secrets: [secret],
  });
  const background =
    options.onBackgroundError === undefined ? {} : { onBackgroundError: options.onBackgroundError };
  const accessTokens = createTokenSource({
    key: `access_token:${options.accountKey}`,
    store: options.tokens,
    clock,
    ...background,
    fetch: (force) => fetchAccessToken(force),
  });
  const tickets = createTokenSource({
    key: `jsapi_ticket:${options.accountKey}`,
    store: options.tokens,
    clock,
    ...background,
    fetch: async () => {
      const answer = await call('jsSdkTicket', {
        path: '/cgi-bin/ticket/getticket',
        query: { type: 'jsapi' },
        schema: ticketSchema,
      });
      return { token: answer.ticket, expiresInSeconds: answer.expires_in };
    },
  });

  const pictures = createCardPictures({
    accountKey: options.accountKey,
    store: options.tokens,
    clock,
    ...background,
    upload: async (file) => {
      const answer = await call('uploadMedia', {
        path: '/cgi-bin/media/upload',
        query: { type: 'image' },
        file,
        schema: z.object({ media_id: z.string().min(1) }),
      });
      return answer.media_id;
    },
  });

  async function sendReady(openid: string, message: ReadyMessage): Promise<void> {
    await call('sendCustomerMessage', {
      path: '/cgi-bin/message/custom/send',
      body: customerBody(openid, message),
      schema: okSchema,
    });
  }

  async function fetchAccessToken(force: boolean) {
    const answer = await call('token', {
      path: '/cgi-bin/stable_token',
      body: { grant_type: 'client_credential', appid: appId, secret, force_refresh: force },
      schema: tokenSchema,
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
     * At most once: an unknown outcome must not be sent again (design §9). What fails before, while
     * a card's picture is uploaded, is told as not sent.
     */
    async sendCustomerMessage(openid: string, message: CustomerMessage): Promise<void> {
      if (message.type !== 'miniProgramCard') {
        await sendReady(openid, message);
        return;
      }
      const { picture, ...card } = message;
      const first = await pictures.mediaId(picture);
      try {
        await sendReady(openid, { ...card, thumbMediaId: first });
      } catch (error) {
        if (!(error instanceof PlatformError) || error.code !== mediaGone) throw error;
        // Deleted before its three days were over: the refused message was not sent, so it may go again.
        const second = await pictures.mediaIdInPlaceOf(picture, first);
        await sendReady(openid, { ...card, thumbMediaId: second });
      }
    },

    /** @returns messageId names the message in its receipt (TEMPLATESENDJOBFINISH) */
    async sendTemplate(message: TemplateMessage): Promise<{ messageId: string }> {
      const { openid, templateId, data, url, miniProgram, clientMessageId } = message;
      const answer = await call('sendTemplate', {
        path: '/cgi-bin/message/template/send',
        body: {
          touser: openid,
          template_id: templateId,
          ...(url === undefined ? {} : { url }),
          ...(miniProgram === undefined
            ? {}
            : { miniprogram: { appid: miniProgram.appId, pagepath: miniProgram.path } }),
          data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, { value }])),
          client_msg_id: clientMessageId,
        },
        schema: z.object({ msgid: idText }),
      });
      return { messageId: answer.msgid };
    },

    async listTemplates(): Promise<PlatformTemplate[]> {
      const answer = await call('listTemplates', {
        path: '/cgi-bin/template/get_all_private_template',
        schema: z.object({
          template_list: z.array(
            z.object({
              template_id: z.string(),
              title: z.string(),
              content: z.string(),
              example: z.string().default(''),
            }),
          ),
        }),
      });
      return answer.template_list.map((template) => ({
        templateId: template.template_id,
        title: template.title,
        fields: parseTemplateFields(template.content),
        example: template.example,
      }));
    },

    /**
     * A parametric QR code.
     * @param input.scene 1 to 64 characters
     * @param input.expireSeconds at most 2 592 000 (30 days); left out: permanent, of which an account
     *   has 100 000
     */
    async createQrCode(input: {
      scene: string;
      expireSeconds?: number;
    }): Promise<{ ticket: string; url: string; imageUrl: string }> {
      const answer = await call('createQrCode', {
        path: '/cgi-bin/qrcode/create',
        body: {
          ...(input.expireSeconds === undefined
            ? { action_name: 'QR_LIMIT_STR_SCENE' }
            : { expire_seconds: input.expireSeconds, action_name: 'QR_STR_SCENE' }),
          action_info: { scene: { scene_str: input.scene } },
        },
        schema: z.object({ ticket: z.string(), url: z.string() }),
      });
      // The picture is served by the console's host; a relay or the sandbox keeps the same two names.
      const pictures = options.baseUrl.includes('api.weixin.qq.com')
        ? options.baseUrl.replace('api.weixin.qq.com', 'mp.weixin.qq.com')
        : 'https://mp.weixin.qq.com';
      const imageUrl = `${pictures}/cgi-bin/showqrcode?ticket=${encodeURIComponent(answer.ticket)}`;
      return { ticket: answer.ticket, url: answer.url, imageUrl };
    },

    /** Whether a person follows; names are not given any more (platform.md A12). */
    async userInfo(openid: string): Promise<{
      following: boolean;
      unionid: string | null;
      language: string | null;
      followedAt: Date | null;
    }> {
      const answer = await call('userInfo', {
        path: '/cgi-bin/user/info',
        query: { openid, lang: 'zh_CN' },
        schema: z.object({
          subscribe: z.number(),
          unionid: z.string().optional(),
          language: z.string().optional(),
          subscribe_time: z.number().optional(),
        }),
      });
      return {
        following: answer.subscribe === 1,
        unionid: answer.unionid ?? null,
        language: answer.language ?? null,
        followedAt: answer.subscribe_time === undefined ? null : new Date(answer.subscribe_time * 1000),
      };
    },

    /**
     * One page of those who follow. Facts: platform.md A12 (fields, 10 000 a page: U; 500 calls a
     * day: C). That a list that ended says so by an empty `next_openid` or an empty page is U too: a
     * full account costs one call more than it has pages.
     * @param after the `next` of the page before; null: from the start
     * @returns total: of the whole list, as the platform counts it; next: null where the list ends
     */
    async listFollowers(
      after: string | null,
    ): Promise<{ total: number; openids: readonly string[]; next: string | null }> {
      const answer = await call('listFollowers', {
        path: '/cgi-bin/user/get',
        query: after === null ? {} : { next_openid: after },
        schema: z.object({
          total: z.number().int(),
          data: z.object({ openid: z.array(z.string().min(1).max(64)) }).optional(),
          next_openid: z.string().default(''),
        }),
      });
      const openids = answer.data?.openid ?? [];
      const next = openids.length === 0 || answer.next_openid === '' ? null : answer.next_openid;
      return { total: answer.total, openids, next };
    },

    /** Who came back from the authorize page. Once per code; the web token itself is dropped here. */
    async oauthUser(code: string): Promise<{ openid: string; unionid?: string; scope: string }> {
      const answer = await call('oauthUser', {
        path: '/sns/oauth2/access_token',
        query: { appid: appId, secret, code, grant_type: 'authorization_code' },
        withoutToken: true,
        schema: z.object({ openid: z.string().min(1), unionid: z.string().optional(), scope: z.string() }),
      });
      const { openid, unionid, scope } = answer;
      return { openid, scope, ...(unionid === undefined ? {} : { unionid }) };
    },

    /** Where the browser is sent to say who it is; the order of the parameters is fixed (platform.md A13). */
    authorizeUrl(redirectUri: string, scope: 'snsapi_base' | 'snsapi_userinfo', state: string): string {
      return (
        `${options.oauthBaseUrl}/connect/oauth2/authorize?appid=${encodeURIComponent(appId)}` +
        `&redirect_uri=${encodeURIComponent(redirectUri)}&response_type=code&scope=${scope}` +
        `&state=${encodeURIComponent(state)}#wechat_redirect`
      );
    },

    /** @param url the page's address as its address bar shows it */
    async jsSdkSignature(url: string): Promise<JsSdkSignature & { appId: string }> {
      return { appId, ...makeJsSdkSignature(await tickets.get(), url, clock.now()) };
    },

    /** What kind of account it is. U: the page is written for platforms that act for others. */
    async accountBasics(): Promise<AccountBasics> {
      const answer = await call('accountBasics', {
        path: '/cgi-bin/account/getaccountbasicinfo',
        schema: z.object({
          appid: z.string().optional(),
          nickname: z.string().optional(),
          account_type: z.number().optional(),
          wx_verify_info: z.object({ qualification_verify: z.boolean().optional() }).optional(),
        }),
      });
      const types = { 1: 'subscription', 2: 'service', 3: 'mini-program' } as const;
      const type = answer.account_type;
      return {
        appId: answer.appid ?? null,
        name: answer.nickname ?? null,
        accountType: type === 1 || type === 2 || type === 3 ? types[type] : 'unknown',
        verified: answer.wx_verify_info?.qualification_verify ?? null,
      };
    },

    /** Addresses that callbacks come from. */
    async callbackIps(): Promise<string[]> {
      const answer = await call('callbackIps', {
        path: '/cgi-bin/getcallbackip',
        schema: z.object({ ip_list: z.array(z.string()) }),
      });
      return answer.ip_list;
    },

    /** Sets the account's call counts back to zero; 10 times a month (U). */
    async clearQuota(): Promise<void> {
      limits.reopen();
      await call('clearQuota', { path: '/cgi-bin/clear_quota', body: { appid: appId }, schema: okSchema });
    },
  };
}

export type OfficialAccountClient = ReturnType<typeof createOfficialAccountClient>;
