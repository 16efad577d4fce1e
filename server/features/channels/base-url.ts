import { isIP } from 'node:net';

import { isLoopbackHost } from '../../../bot/channels/shared/platform-http.ts';
import type { ChannelKind } from '../../contract/channels.ts';
import { isPublicAddress } from '../../kernel/addresses.ts';
import { AppError } from '../../kernel/errors/app-error.ts';

/** Where clients may connect to. */
export interface ReachRules {
  /** Of the installation's sandbox, on the loopback; undefined where there is none. */
  readonly sandboxUrl: string | undefined;
  /** The operator lets relays stand at private addresses, with http too. */
  readonly allowPrivate: boolean;
}

const apiHosts = {
  'official-account': 'api.weixin.qq.com',
  'mini-program': 'api.weixin.qq.com',
  wecom: 'qyapi.weixin.qq.com',
} as const;
const oauthHost = 'open.weixin.qq.com';

/** True for an address under the installation's sandbox, which is reached on the loopback only. */
export function isSandboxUrl(url: string, rules: ReachRules): boolean {
  if (rules.sandboxUrl === undefined) return false;
  const sandbox = new URL(rules.sandboxUrl);
  const given = new URL(url);
  return isLoopbackHost(sandbox.hostname) && given.origin === sandbox.origin;
}

/** The two addresses of an account: the platform's API and its authorize pages. */
export function addressesOf(
  kind: ChannelKind,
  given: string | undefined,
  demo: boolean,
  rules: ReachRules,
): { baseUrl: string; oauthBaseUrl: string } {
  const sandbox = rules.sandboxUrl?.replace(/\/+$/, '');
  const fallback =
    demo && sandbox !== undefined ? `${sandbox}/${apiHosts[kind]}` : `https://${apiHosts[kind]}`;
  const baseUrl = (given ?? fallback).replace(/\/+$/, '');
  assertReachable(baseUrl, demo, rules);
  const oauthBaseUrl =
    sandbox !== undefined && isSandboxUrl(baseUrl, rules)
      ? // A browser opens it: the phone's cookies, which tell who he is, lie on localhost.
        `${sandbox.replace('//127.0.0.1', '//localhost')}/${oauthHost}`
      : `https://${oauthHost}`;
  return { baseUrl, oauthBaseUrl };
}

/**
 * Refuses, before anything is connected, an address that the tenant may not reach: a demo tenant
 * anything but the sandbox (features.md 336), everybody else http, addresses of private networks and
 * names that are none of the internet's. What a name resolves to is checked at connecting.
 * @throws channel.demo_real_platform | channel.base_url
 */
export function assertReachable(baseUrl: string, demo: boolean, rules: ReachRules): void {
  const refuse = () => new AppError('channel.base_url', { status: 422 });
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    throw refuse();
  }
  if (isSandboxUrl(baseUrl, rules)) return;
  if (demo) throw new AppError('channel.demo_real_platform', { status: 422 });
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') throw refuse();
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isPrivate =
    isIP(host) === 0
      ? !host.includes('.') || /(^|\.)(localhost|local|internal|lan|home|corp|arpa)\.?$/i.test(host)
      : !isPublicAddress(host);
  if (isPrivate && !rules.allowPrivate) throw refuse();
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isPrivate)) throw refuse();
}
