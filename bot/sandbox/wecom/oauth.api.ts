import { createHash } from 'node:crypto';

import { defineApi } from '../platform/api.ts';
import { takeCode } from '../platform/codes.ts';
import { PlatformError } from '../platform/errors.ts';

/**
 * GET /cgi-bin/auth/getuserinfo: a member's userid, or the openid of who is none (platform.md C6).
 * user_ticket and getuserdetail are not simulated.
 */
const userInfo = defineApi({
  method: 'GET',
  path: '/cgi-bin/auth/getuserinfo',
  kinds: ['wecom'],
  handle({ sandbox, account, query }) {
    const given = query.get('code') ?? '';
    if (given === '') throw new PlatformError(41008);
    const code = takeCode(sandbox, 'wecom', account, given, { used: 40029, expired: 40029 });
    const member = sandbox.store.findMember(account.id, code.user);
    if (member?.active === true) return { userid: member.userId };
    const openid = `oW${createHash('sha256').update(`${account.id}\n${code.user}`).digest('base64url').slice(0, 26)}`;
    return { openid };
  },
});

export const oauthApis = [userInfo];
