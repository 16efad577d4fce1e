import { z } from 'zod';

import { defineApi, type ApiContext } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import {
  accountOfQuery,
  accountOfSecret,
  assertListed,
  issuePlainToken,
  issueStableToken,
} from '../platform/tokens.ts';

const kinds = ['official-account', 'mini-program'] as const;
const stableSchema = z.looseObject({
  grant_type: z.string().optional(),
  appid: z.string().optional(),
  secret: z.string().optional(),
  force_refresh: z.boolean().default(false),
});

function assertGrant(given: string | null | undefined): void {
  if (given !== 'client_credential') throw new PlatformError(40002);
}

/** platform.md A6: each call a new token, 2 000 a day. */
const token = defineApi({
  method: 'GET',
  path: '/cgi-bin/token',
  kinds,
  bare: true,
  dailyLimit: 2_000,
  authenticate(sandbox, request) {
    assertGrant(request.query.get('grant_type'));
    const account = accountOfQuery(sandbox, request);
    assertListed(account, request.ip);
    return account;
  },
  handle({ sandbox, account }: ApiContext) {
    const issued = issuePlainToken(sandbox, account);
    return { access_token: issued.token, expires_in: issued.expiresInSeconds };
  },
});

/** platform.md A6: the same token until it ends; apart from the plain ones. */
const stableToken = defineApi({
  method: 'POST',
  path: '/cgi-bin/stable_token',
  kinds,
  bare: true,
  dailyLimit: 500_000,
  body: stableSchema,
  authenticate(sandbox, request, body) {
    const given = stableSchema.safeParse(body);
    if (!given.success) throw new PlatformError(47001);
    assertGrant(given.data.grant_type);
    const account = accountOfSecret(sandbox, given.data.appid ?? null, given.data.secret ?? null);
    assertListed(account, request.ip);
    return account;
  },
  handle({ sandbox, account }, body) {
    if (!sandbox.limiter.take(`stable:${account.id}`, 10_000, 60_000)) throw new PlatformError(45011);
    const issued = issueStableToken(sandbox, account, body.force_refresh);
    return { access_token: issued.token, expires_in: issued.expiresInSeconds };
  },
});

export const tokenApis = [token, stableToken];
