import { z } from 'zod';

import { createPlatformCaller } from '../shared/platform-call.ts';
import type { PlatformClock } from '../shared/platform-clock.ts';
import type { PlatformHttp } from '../shared/platform-http.ts';
import { makeJsSdkSignature, type JsSdkSignature } from '../shared/platform-js-sdk.ts';
import { PlatformError } from '../shared/platform-error.ts';
import { createPlatformLimits, type RateLimit, type SharedLimits } from '../shared/platform-limits.ts';
import { createTokenSource, type TokenStore } from '../shared/token-source.ts';
import { wecomCodes } from './errors.ts';
import { cardBody, type TemplateCard } from './template-card.ts';
import { memberStatuses, type MemberStatus } from './member-status.ts';

export interface WecomOptions {
  readonly accountKey: string;
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
  /** `https://qyapi.weixin.qq.com`, or what stands in its place. */
  readonly baseUrl: string;
  /** `https://open.weixin.qq.com`, or what stands in its place. */
  readonly oauthBaseUrl: string;
  readonly http: PlatformHttp;
  readonly tokens: TokenStore;
  readonly sharedLimits?: SharedLimits | undefined;
  readonly clock: PlatformClock;
  readonly onBackgroundError?: (error: unknown) => void;
}

export interface WecomSent {
  readonly messageId: string;
  /** To change the card later; once, within 24 h (U: newer texts say 72 h). */
  readonly responseCode: string | null;
  /** As the platform writes them: in lower case. */
  readonly invalidUsers: readonly string[];
}

export interface WecomAgent {
  readonly name: string;
  readonly closed: boolean;
  /** The application's trusted domain for sign-in; '' where none is set. */
  readonly redirectDomain: string;
  /** Members whom the visible range names one by one, beside the departments in it. */
  readonly visibleUsers: readonly string[];
  /** Tags whose members the visible range holds. */
  readonly visibleTags: readonly number[];
}

export interface WecomMember {
  readonly userId: string;
  readonly name: string;
  readonly departmentIds: readonly number[];
}

/** What the directory tells of somebody, as far as this application may see it. */
export interface WecomPerson extends WecomMember {
  /** Null: none is told (0), and the first of his departments stands for it. */
  readonly mainDepartmentId: number | null;
  readonly status: MemberStatus | 'unknown';
  /** Told to applications of before 2022-06-20 alone; null otherwise. */
  readonly mobile: string | null;
}

export interface WecomDepartment {
  readonly id: number;
  /** Empty where it is not told. */
  readonly name: string;
  readonly parentId: number;
}

/**
 * What user/get says of somebody. absent: not in the directory, or outside of the application's visible
 * range; unknown: he is there, and this application is not told his status.
 */
export type MemberPresence = MemberStatus | 'absent' | 'unknown';

const perApi: RateLimit = { calls: 10_000, perMs: 60_000 };
const perTicket: RateLimit = { calls: 100, perMs: 60 * 60_000 };
const mostReceivers = 1_000;
const notInContacts = 60111;
const noDepartment = 60123;
const sentSchema = z.object({
  msgid: z.string().default(''),
  response_code: z.string().optional(),
  invaliduser: z.string().optional(),
  unlicenseduser: z.string().optional(),
});
const personSchema = z.object({
  userid: z.string(),
  name: z.string().default(''),
  department: z.array(z.number()).default([]),
  main_department: z.number().optional(),
  status: z.number().optional(),
  mobile: z.string().optional(),
});
const departmentSchema = z.object({
  id: z.number(),
  name: z.string().default(''),
  parentid: z.number().default(0),
});
const ticketSchema = z.object({ ticket: z.string().min(1), expires_in: z.number().positive() });

function personOf(answer: z.infer<typeof personSchema>): WecomPerson {
  const main = answer.main_department ?? 0;
  const mobile = answer.mobile ?? '';
  return {
    userId: answer.userid,
    name: answer.name,
    departmentIds: answer.department,
    mainDepartmentId: main === 0 ? null : main,
    status: memberStatuses[answer.status ?? 0] ?? 'unknown',
    mobile: mobile === '' ? null : mobile,
  };
}

const departmentOf = ({ id, name, parentid }: z.infer<typeof departmentSchema>): WecomDepartment => ({
  id,
  name,
  parentId: parentid,
});

/**
 * A self-built application of WeCom. Every method may throw PlatformError (the platform said no) or
 * PlatformUnreachableError. Facts: platform.md C3-C9.
 */
export function createWecomClient(options: WecomOptions) {
  const { corpId, secret, clock } = options;
  const agentId = Number(options.agentId);
  const groups = [
    'token',
    'memberOf',
    'send',
    'updateTemplateCard',
    'agent',
    'member',
    'departmentMembers',
    'departments',
    'department',
    'departmentPeople',
    'person',
    'tagMembers',
  ] as const;
  const { call } = createPlatformCaller({
    channel: 'wecom',
    baseUrl: options.baseUrl,
    http: options.http,
    codes: wecomCodes,
    limits: createPlatformLimits({
      channel: 'wecom',
      clock,
      key: options.accountKey,
      shared: options.sharedLimits,
      limits: {
        ...Object.fromEntries(groups.map((group) => [group, perApi])),
        corpTicket: perTicket,
        agentTicket: perTicket,
      },
    }),
    token: () => accessTokens,
    secrets: [secret],
  });
  const source = (kind: string, fetch: () => Promise<{ token: string; expiresInSeconds: number }>) =>
    createTokenSource({
      key: `${kind}:${options.accountKey}`,
      store: options.tokens,
      clock,
      ...(options.onBackgroundError === undefined ? {} : { onBackgroundError: options.onBackgroundError }),
      fetch,
    });
  const accessTokens = source('access_token', () => fetchAccessToken());
  const ticketSource = (kind: string, path: string, query: Record<string, string>) =>
    source(kind, async () => {
      const answer = await call(kind, { path, query, schema: ticketSchema });
      return { token: answer.ticket, expiresInSeconds: answer.expires_in };
    });
  // Two kinds that cannot stand for each other (42012).
  const corpTickets = ticketSource('corpTicket', '/cgi-bin/get_jsapi_ticket', {});
  const agentTickets = ticketSource('agentTicket', '/cgi-bin/ticket/get', { type: 'agent_config' });

  async function fetchAccessToken() {
    const answer = await call('token', {
      path: '/cgi-bin/gettoken',
      query: { corpid: corpId, corpsecret: secret },
      schema: z.object({ access_token: z.string().min(1), expires_in: z.number().positive() }),
      withoutToken: true,
    });
    return { token: answer.access_token, expiresInSeconds: answer.expires_in };
  }

  async function send(method: string, userIds: readonly string[], content: object): Promise<WecomSent> {
    if (userIds.length === 0 || userIds.length > mostReceivers) {
      throw new RangeError(`A message goes to 1 to ${mostReceivers} members`);
    }
    const answer = await call(method, {
      path: '/cgi-bin/message/send',
      body: { touser: userIds.join('|'), agentid: agentId, ...content },
      schema: sentSchema,
      group: 'send',
    });
    const names = [answer.invaliduser, answer.unlicenseduser].flatMap((text) => (text ?? '').split('|'));
    return {
      messageId: answer.msgid,
      responseCode: answer.response_code ?? null,
      invalidUsers: [...new Set(names.filter((name) => name !== ''))],
    };
  }

  return {
    corpId,
    agentId: options.agentId,

    /** Tries the credentials: answers when the platform gave a token. */
    async checkCredentials(): Promise<void> {
      await fetchAccessToken();
    },

    /** Who came back from the authorize page; null where it is nobody of this corp. Once per code. */
    async memberOf(code: string): Promise<{ userId: string } | null> {
      const answer = await call('memberOf', {
        path: '/cgi-bin/auth/getuserinfo',
        query: { code },
        // Capitals as the older interface has them (platform.md C6).
        schema: z.object({ userid: z.string().optional(), UserId: z.string().optional() }),
      });
      const userId = answer.userid ?? answer.UserId ?? '';
      return userId === '' ? null : { userId };
    },

    authorizeUrl(redirectUri: string, state: string): string {
      return (
        `${options.oauthBaseUrl}/connect/oauth2/authorize?appid=${encodeURIComponent(corpId)}` +
        `&redirect_uri=${encodeURIComponent(redirectUri)}&response_type=code&scope=snsapi_base` +
        `&state=${encodeURIComponent(state)}&agentid=${encodeURIComponent(options.agentId)}#wechat_redirect`
      );
    },

    /** @param input.text at most 2048 bytes; the platform cuts the rest */
    sendText(input: { userIds: readonly string[]; text: string }): Promise<WecomSent> {
      return send('sendText', input.userIds, { msgtype: 'text', text: { content: input.text } });
    },

    /** @throws RangeError for a card or a number of receivers that the platform would refuse */
    async sendTemplateCard(input: { userIds: readonly string[]; card: TemplateCard }): Promise<WecomSent> {
      const card = cardBody(input.card);
      return send('sendTemplateCard', input.userIds, { msgtype: 'template_card', template_card: card });
    },

    /** Greys the buttons out and writes `replaceName` in their place. Once per response code. */
    async updateTemplateCard(input: {
      responseCode: string;
      userIds: readonly string[];
      replaceName: string;
    }): Promise<{ invalidUsers: readonly string[] }> {
      const answer = await call('updateTemplateCard', {
        path: '/cgi-bin/message/update_template_card',
        body: {
          userids: [...input.userIds],
          agentid: agentId,
          response_code: input.responseCode,
          button: { replace_name: input.replaceName },
        },
        schema: z.object({ invaliduser: z.union([z.string(), z.array(z.string())]).optional() }),
      });
      const { invaliduser } = answer;
      const names = typeof invaliduser === 'string' ? invaliduser.split('|') : (invaliduser ?? []);
      return { invalidUsers: names.filter((name) => name !== '') };
    },

    /** The application itself: shows that secret and AgentId belong together. */
    async agent(): Promise<WecomAgent> {
      const answer = await call('agent', {
        path: '/cgi-bin/agent/get',
        query: { agentid: agentId },
        schema: z.object({
          name: z.string().default(''),
          close: z.number().default(0),
          redirect_domain: z.string().default(''),
          allow_userinfos: z
            .object({ user: z.array(z.object({ userid: z.string() })).default([]) })
            .default({ user: [] }),
          allow_tags: z.object({ tagid: z.array(z.number()).default([]) }).default({ tagid: [] }),
        }),
      });
      return {
        name: answer.name,
        closed: answer.close === 1,
        redirectDomain: answer.redirect_domain,
        visibleUsers: answer.allow_userinfos.user.map(({ userid }) => userid),
        visibleTags: answer.allow_tags.tagid,
      };
    },

    async member(userId: string): Promise<WecomMember> {
      const answer = await call('member', {
        path: '/cgi-bin/user/get',
        query: { userid: userId },
        schema: z.object({
          userid: z.string(),
          name: z.string().default(''),
          department: z.array(z.number()).default([]),
        }),
      });
      return { userId: answer.userid, name: answer.name, departmentIds: answer.department };
    },

    /** Whether somebody is one of the corp, as far as this application may see. */
    async memberPresence(userId: string): Promise<MemberPresence> {
      try {
        const { status } = await call('memberPresence', {
          path: '/cgi-bin/user/get',
          query: { userid: userId },
          schema: z.object({ status: z.number().optional() }),
        });
        return memberStatuses[status ?? 0] ?? 'unknown';
      } catch (error) {
        if (error instanceof PlatformError && error.code === notInContacts) return 'absent';
        throw error;
      }
    },

    /**
     * The departments that the application may see, all of them in one answer. A self-built application
     * is told their names (document/path/90208); user/list_id and a list of everybody are for the secret
     * of 通讯录同步 alone (96067).
     */
    async departments(): Promise<WecomDepartment[]> {
      const answer = await call('departments', {
        path: '/cgi-bin/department/list',
        query: {},
        schema: z.object({ department: z.array(departmentSchema) }),
      });
      return answer.department.map(departmentOf);
    },

    /** One department as it is now; null where there is none that the application may see. */
    async department(id: number): Promise<WecomDepartment | null> {
      try {
        const answer = await call('department', {
          path: '/cgi-bin/department/get',
          query: { id },
          schema: z.object({ department: departmentSchema }),
        });
        return departmentOf(answer.department);
      } catch (error) {
        if (error instanceof PlatformError && error.code === noDepartment) return null;
        throw error;
      }
    },

    /** The people of one department in detail, without those of the departments below it (path/90201). */
    async departmentPeople(departmentId: number): Promise<WecomPerson[]> {
      const answer = await call('departmentPeople', {
        path: '/cgi-bin/user/list',
        query: { department_id: departmentId },
        schema: z.object({ userlist: z.array(personSchema) }),
      });
      return answer.userlist.map(personOf);
    },

    /** Somebody as he is now; null where he is not in the directory, or the application may not see him. */
    async person(userId: string): Promise<WecomPerson | null> {
      try {
        return personOf(
          await call('person', {
            path: '/cgi-bin/user/get',
            query: { userid: userId },
            schema: personSchema,
          }),
        );
      } catch (error) {
        if (error instanceof PlatformError && error.code === notInContacts) return null;
        throw error;
      }
    },

    /** Members of a tag, as far as the application may see them; its departments are listed with the others (path/90213). */
    async tagMembers(tagId: number): Promise<readonly string[]> {
      const answer = await call('tagMembers', {
        path: '/cgi-bin/tag/get',
        query: { tagid: tagId },
        schema: z.object({ userlist: z.array(z.object({ userid: z.string() })).default([]) }),
      });
      return answer.userlist.map(({ userid }) => userid);
    },

    /** Members of one department, without those of the departments below it. */
    async departmentMembers(departmentId: number): Promise<WecomMember[]> {
      const answer = await call('departmentMembers', {
        path: '/cgi-bin/user/simplelist',
        query: { department_id: departmentId },
        schema: z.object({
          userlist: z.array(
            z.object({
              userid: z.string(),
              name: z.string().default(''),
              department: z.array(z.number()).default([]),
            }),
          ),
        }),
      });
      return answer.userlist.map(({ userid, name, department }) => ({
        userId: userid,
        name,
        departmentIds: department,
      }));
    },

    /** @param kind corp: `wx.config`; agent: `wx.agentConfig` */
    async jsSdkSignature(url: string, kind: 'corp' | 'agent'): Promise<JsSdkSignature> {
      const ticket = await (kind === 'corp' ? corpTickets : agentTickets).get();
      return makeJsSdkSignature(ticket, url, clock.now());
    },
  };
}

export type WecomClient = ReturnType<typeof createWecomClient>;
