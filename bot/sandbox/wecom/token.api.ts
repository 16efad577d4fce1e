import { ticketOf } from '../official-account/account.api.ts';
import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import { accountOfSecret, issueWecomToken } from '../platform/tokens.ts';

/** GET /cgi-bin/gettoken: the same token while it is valid. The IP list does not rule it (U; platform.md C10). */
const getToken = defineApi({
  method: 'GET',
  path: '/cgi-bin/gettoken',
  kinds: ['wecom'],
  authenticate(sandbox, request) {
    const { query } = request;
    const account = accountOfSecret(sandbox, query.get('corpid'), query.get('corpsecret'));
    if (account.kind !== 'wecom') throw new PlatformError(40013);
    return account;
  },
  handle({ sandbox, account }) {
    const issued = issueWecomToken(sandbox, account);
    return { access_token: issued.token, expires_in: issued.expiresInSeconds };
  },
});

/** GET /cgi-bin/get_jsapi_ticket: for wx.config; another one than the agent's (platform.md C6). */
const corpTicket = defineApi({
  method: 'GET',
  path: '/cgi-bin/get_jsapi_ticket',
  kinds: ['wecom'],
  handle: ({ sandbox, account }) => ticketOf(sandbox, account, 'corp-jsapi'),
});

/** GET /cgi-bin/ticket/get?type=agent_config: for wx.agentConfig. */
const agentTicket = defineApi({
  method: 'GET',
  path: '/cgi-bin/ticket/get',
  kinds: ['wecom'],
  handle({ sandbox, account, query }) {
    if (query.get('type') !== 'agent_config') throw new PlatformError(91040);
    return ticketOf(sandbox, account, 'agent-config');
  },
});

const callbackIp = defineApi({
  method: 'GET',
  path: '/cgi-bin/getcallbackip',
  kinds: ['wecom'],
  handle: () => ({ ip_list: ['127.0.0.1'] }),
});

const domainIp = defineApi({
  method: 'GET',
  path: '/cgi-bin/get_api_domain_ip',
  kinds: ['wecom'],
  handle: () => ({ ip_list: ['127.0.0.1'] }),
});

export const tokenApis = [getToken, corpTicket, agentTicket, callbackIp, domainIp];
