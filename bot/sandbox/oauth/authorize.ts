import type { Handler, Router, SandboxRequest, SandboxResponse } from '../http.ts';
import { issueCode } from '../platform/codes.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account } from '../state.ts';
import { chooserPage, errorPage, style, stylePath } from './page.ts';

export const personaCookie = 'hl_sandbox_persona';
export const memberCookie = 'hl_sandbox_member';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The configured hosts; without them those of the account's own addresses and the loopback with any port. */
function isAllowedHost(account: Account, target: URL): boolean {
  if (account.oauthDomains !== null) {
    return account.oauthDomains.some((domain) => domain === target.host || domain === target.hostname);
  }
  if (loopback.has(target.hostname)) return true;
  return [account.callbackUrl, account.h5BaseUrl].some(
    (url) => url !== null && new URL(url).host === target.host,
  );
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

type Refusal = readonly [code: number, zh: string, en: string, hint: string];
interface Asked {
  readonly account: Account;
  readonly target: URL;
  readonly scope: string;
  readonly state: string;
}

const scopes: Readonly<Record<string, readonly string[]>> = {
  'official-account': ['snsapi_base', 'snsapi_userinfo'],
  wecom: ['snsapi_base', 'snsapi_privateinfo'],
};

/** What was asked for, or the page that the platform would show (platform.md A13, C6). */
function readQuestion(sandbox: Sandbox, query: URLSearchParams): Asked | Refusal {
  const text = (name: string) => query.get(name) ?? '';
  if (text('appid') === '') return [10012, 'appid 参数为空', 'appid is empty', 'appid'];
  const account = sandbox.store.findAccount(text('appid'));
  const allowed = scopes[account?.kind ?? ''];
  if (account === undefined || allowed === undefined) {
    return [
      10013,
      'AppID 参数错误',
      'invalid appid',
      `沙盒里没有这个账号 · no such account here: ${text('appid')}`,
    ];
  }
  if (text('redirect_uri') === '')
    return [10011, 'redirect_uri 参数为空', 'redirect_uri is empty', 'redirect_uri'];
  const target = parseUrl(text('redirect_uri'));
  if (
    target === null ||
    !/^https?:$/.test(target.protocol) ||
    target.username !== '' ||
    !isAllowedHost(account, target)
  ) {
    return redirectRefusal(account, target?.host ?? text('redirect_uri').slice(0, 80));
  }
  if (text('response_type') !== 'code')
    return [10004, 'response_type 参数错误', 'response_type must be code', 'response_type'];
  const scope = text('scope');
  if (scope === '') return [10010, 'scope 参数为空', 'scope is empty', 'scope'];
  const may = account.kind === 'wecom' || (account.accountType === 'service' && account.verified);
  if (!may || !allowed.includes(scope)) {
    const hint = may ? `scope=${scope}` : '只有已认证的服务号有网页授权 · verified service accounts only';
    return [10005, 'Scope 参数错误或没有 Scope 权限', 'no such scope, or no right to it', hint];
  }
  return readRest(sandbox, account, target, scope, query);
}

/**
 * The documented state is letters and digits, at most 128. `-` and `_` pass in practice (U): they
 * are let through with a warning in the log.
 */
function readRest(
  sandbox: Sandbox,
  account: Account,
  target: URL,
  scope: string,
  query: URLSearchParams,
): Asked | Refusal {
  const state = query.get('state') ?? '';
  if (state === '') return [10013, 'state 参数为空', 'state is empty', 'state'];
  if (!/^[a-zA-Z0-9_-]{1,128}$/.test(state)) {
    return [10013, 'state 参数错误', 'state has letters and digits only, at most 128', 'state'];
  }
  if (/[-_]/.test(state)) sandbox.log.warn('OAuth: state has - or _; documented are letters and digits only');
  const agent = query.get('agentid') ?? '';
  if (account.kind === 'wecom') {
    if (agent === '' && scope === 'snsapi_privateinfo')
      return [41011, 'agentid 参数为空', 'agentid is missing', 'agentid'];
    if (agent !== '' && agent !== account.agentId)
      return [40056, 'agentid 不合法', 'invalid agentid', `agentid=${agent}`];
  }
  return { account, target, scope, state };
}

function redirectRefusal(account: Account, host: string): Refusal {
  const hint = `${host} 不在授权域名里 · is not a configured domain`;
  if (account.kind === 'wecom')
    return [50001, 'redirect_uri 与应用的可信域名不一致', 'redirect_uri unauthorized', hint];
  return [10003, 'redirect_uri 域名与后台配置不一致', 'the host of redirect_uri is not configured', hint];
}

/** Who is asking: named in the query, or by the phone's cookie. */
function chosen(sandbox: Sandbox, account: Account, request: SandboxRequest): string | undefined {
  if (account.kind === 'wecom') {
    const named = request.query.get('member') ?? request.cookies.get(memberCookie) ?? '';
    const userId = named.startsWith(`${account.id}:`) ? named.slice(account.id.length + 1) : named;
    return sandbox.store.findMember(account.id, userId)?.userId;
  }
  const named = request.query.get('persona') ?? request.cookies.get(personaCookie) ?? '';
  return sandbox.store.findPerson(named)?.id;
}

function goBack(sandbox: Sandbox, asked: Asked, user: string): SandboxResponse {
  const { account, target, scope, state } = asked;
  const kind = account.kind === 'wecom' ? 'wecom' : 'oauth';
  const location = new URL(target);
  // The fragment stays last: code and state go before it.
  location.searchParams.set('code', issueCode(sandbox, { kind, account, user, scope }));
  location.searchParams.set('state', state);
  return { status: 302, type: 'text/plain; charset=utf-8', body: '', headers: { location: location.href } };
}

function choices(sandbox: Sandbox, account: Account, request: SandboxRequest): SandboxResponse {
  const link = (name: string, value: string) => {
    const query = new URLSearchParams(request.query);
    query.set(name, value);
    return `${request.path}?${query.toString()}`;
  };
  if (account.kind === 'wecom') {
    const members = sandbox.store.state.members.filter(({ corpId }) => corpId === account.id);
    const department = (id: number) => account.departments.find((entry) => entry.id === id)?.name ?? '';
    return chooserPage(
      { zh: '以哪位成员的身份进入？', en: 'Enter as which member?' },
      `企业微信 · ${account.agentName ?? account.name}`,
      members.map(({ userId, name, nameEn, departmentId, active }) => ({
        href: link('member', userId),
        name,
        detail: [nameEn, department(departmentId), active ? '' : '已离职 left']
          .filter((part) => part !== '')
          .join(' · '),
      })),
    );
  }
  return chooserPage(
    { zh: '以谁的身份进入？', en: 'Enter as whom?' },
    `微信 · ${account.name}`,
    sandbox.store.state.people.map(({ id, name, nameEn }) => ({
      href: link('persona', id),
      name,
      detail: nameEn === name ? id : nameEn,
    })),
  );
}

function authorize(sandbox: Sandbox): Handler {
  return (request) => {
    const asked = readQuestion(sandbox, request.query);
    if (!('account' in asked)) return errorPage(...asked);
    const user = chosen(sandbox, asked.account, request);
    return user === undefined ? choices(sandbox, asked.account, request) : goBack(sandbox, asked, user);
  };
}

/** WeCom's web sign-in carries the same question under other names (U): it is translated. */
function webSignIn(sandbox: Sandbox): Handler {
  const inner = authorize(sandbox);
  return (request) => {
    const query = new URLSearchParams(request.query);
    if (!query.has('response_type')) query.set('response_type', 'code');
    if (!query.has('scope')) query.set('scope', 'snsapi_base');
    return inner({ ...request, query });
  };
}

export function mountOauth(router: Router, sandbox: Sandbox): void {
  router.add('/open.weixin.qq.com/connect/oauth2/authorize', authorize(sandbox));
  for (const path of ['/wwopen/sso/qrConnect', '/wwlogin/sso/login']) {
    router.add(`/open.work.weixin.qq.com${path}`, webSignIn(sandbox));
  }
  router.add('/login.work.weixin.qq.com/wwlogin/sso/login', webSignIn(sandbox));
  router.add(stylePath, () => ({ status: 200, type: 'text/css; charset=utf-8', body: style }));
}
