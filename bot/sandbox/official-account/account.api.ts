import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import { dailyLimitOf, quotaUsed } from '../platform/quota.ts';
import type { Sandbox } from '../sandbox.ts';
import { at, removeWhere, type Account } from '../state.ts';

const both = ['official-account', 'mini-program'] as const;
const ticketLifeMs = 7_200_000;

/** A ticket for signing pages: the same one for its two hours (platform.md A14, C6). */
export function ticketOf(
  sandbox: Sandbox,
  account: Account,
  kind: string,
): { ticket: string; expires_in: number } {
  const { tickets } = sandbox.store.state;
  const name = `${kind}:${account.id}`;
  const now = sandbox.now();
  const live = at(tickets, name);
  const entry =
    live !== undefined && live.expiresAt > now
      ? live
      : { ticket: randomBytes(64).toString('base64url'), expiresAt: now + ticketLifeMs };
  tickets[name] = entry;
  sandbox.store.changed('tokens');
  return { ticket: entry.ticket, expires_in: Math.floor((entry.expiresAt - now) / 1000) };
}

/** GET /cgi-bin/ticket/getticket?type=jsapi */
const ticket = defineApi({
  method: 'GET',
  path: '/cgi-bin/ticket/getticket',
  kinds: ['official-account'],
  handle({ sandbox, account, query }) {
    const type = query.get('type') ?? '';
    if (type !== 'jsapi' && type !== 'wx_card') throw new PlatformError(40097);
    return ticketOf(sandbox, account, type);
  },
});

/**
 * GET /cgi-bin/account/getaccountbasicinfo. Its answer's shape for an account's own token is U:
 * known from programs that read it on behalf of third-party platforms.
 */
const basicInfo = defineApi({
  method: 'GET',
  path: '/cgi-bin/account/getaccountbasicinfo',
  kinds: both,
  handle({ account }) {
    return {
      appid: account.id,
      // 2: service account, 1: subscription account; 3: mini program.
      account_type: account.kind === 'mini-program' ? 3 : account.accountType === 'service' ? 2 : 1,
      principal_type: 1,
      principal_name: account.name,
      realname_status: account.verified ? 1 : 2,
      wx_verify_info: {
        qualification_verify: account.verified,
        naming_verify: account.verified,
      },
      nickname: account.name,
    };
  },
});

const callbackIp = defineApi({
  method: 'GET',
  path: '/cgi-bin/getcallbackip',
  kinds: both,
  bare: true,
  handle: () => ({ ip_list: ['127.0.0.1'] }),
});

const domainIp = defineApi({
  method: 'GET',
  path: '/cgi-bin/get_api_domain_ip',
  kinds: both,
  bare: true,
  handle: () => ({ ip_list: ['127.0.0.1'] }),
});

/** POST /cgi-bin/clear_quota: 10 a month (U). */
const clearQuota = defineApi({
  method: 'POST',
  path: '/cgi-bin/clear_quota',
  kinds: both,
  body: z.looseObject({ appid: z.string() }),
  handle({ sandbox, account }, body) {
    if (body.appid !== account.id) throw new PlatformError(40013);
    if (!sandbox.limiter.take(`clear-quota:${account.id}`, 10, 30 * 86_400_000))
      throw new PlatformError(48006);
    const { quotaUse, forcedRefreshes } = sandbox.store.state;
    removeWhere(quotaUse, (_use, key) => key.startsWith(`${account.id}|`));
    removeWhere(forcedRefreshes, (_refreshes, key) => key === account.id);
    sandbox.store.changed('settings');
    return {};
  },
});

/** What is published of daily limits, for openapi/quota/get (platform.md A6, A9–A12). */
const knownLimits: Readonly<Record<string, number>> = {
  '/cgi-bin/token': 2_000,
  '/cgi-bin/stable_token': 500_000,
  '/cgi-bin/message/custom/send': 500_000,
  '/cgi-bin/message/template/send': 100_000,
  '/cgi-bin/qrcode/create': 100_000,
  '/cgi-bin/user/info': 5_000_000,
  '/cgi-bin/user/get': 500,
  '/cgi-bin/menu/create': 1_000,
  '/cgi-bin/menu/get': 10_000,
  '/cgi-bin/menu/delete': 1_000,
};

/** POST /cgi-bin/openapi/quota/get */
const quota = defineApi({
  method: 'POST',
  path: '/cgi-bin/openapi/quota/get',
  kinds: both,
  body: z.looseObject({ cgi_path: z.string() }),
  handle({ sandbox, account }, body) {
    const limit = dailyLimitOf(account, body.cgi_path, at(knownLimits, body.cgi_path));
    if (limit === undefined) throw new PlatformError(76021, 'cgi_path not found, please check');
    const used = quotaUsed(sandbox, account, body.cgi_path);
    return { quota: { daily_limit: limit, used, remain: Math.max(0, limit - used) } };
  },
});

/** POST /cgi-bin/callback/check is not simulated: it looks at DNS and networks that are not here. */
export const accountApis = [ticket, basicInfo, callbackIp, domainIp, clearQuota, quota];
