import { PlatformError, PlatformUnreachableError } from '../../../bot/channels/shared/platform-error.ts';
import type { MiniProgramClient } from '../../../bot/channels/mini-program/client.ts';
import type { OfficialAccountClient } from '../../../bot/channels/official-account/client.ts';
import type { WecomClient } from '../../../bot/channels/wecom/client.ts';
import type { channelsTexts } from '../../../config/locales/zh-CN/channels.ts';
import type { StoredCheck } from './channel.entity.ts';
import type { ProbeClient } from './clients.ts';

/** What asking the platform told about an account. */
export interface Findings {
  readonly checks: readonly StoredCheck[];
  /** As the platform has it. */
  readonly name: string | null;
  readonly accountType: 'service' | 'subscription' | 'unknown' | null;
  readonly verified: boolean | null;
}

type CheckText<Key> = Key extends `check.${string}.remedy`
  ? never
  : Key extends `check.${infer Rest}`
    ? Rest
    : never;
/** A check's text is `check.<this>` of the locale files; `platform` stands for the table of codes. */
type TextKey = CheckText<keyof typeof channelsTexts>;

/** Our address is not on the platform's list: nothing is wrong with the credentials themselves. */
const ipCodes = new Set<number | string>([40164, 45035, 60020]);
/** 48001: the account lacks the interface, for what it is or for not being verified. */
const lacksInterface = 48001;

function check(
  key: StoredCheck['key'],
  state: StoredCheck['state'],
  text: TextKey,
  values: Readonly<Record<string, string>> = {},
): StoredCheck {
  return { key, state, platformCode: null, messageKey: text, values };
}

function failed(key: StoredCheck['key'], error: PlatformError): StoredCheck {
  const values = error.values;
  return { key, state: 'failed', platformCode: String(error.code), messageKey: 'platform', values };
}

/** Tries the credentials; the first failure ends the list, for nothing further can be asked. */
async function checkAccess(client: { checkCredentials(): Promise<void> }): Promise<StoredCheck[]> {
  try {
    await client.checkCredentials();
    return [check('credentials', 'passed', 'credentials.passed')];
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return ipCodes.has(error.code)
      ? [check('credentials', 'unknown', 'credentials.unknown'), failed('ip-list', error)]
      : [failed('credentials', error)];
  }
}

const isPassed = (checks: readonly StoredCheck[]) => checks.every(({ state }) => state === 'passed');

async function checkOfficialAccount(client: OfficialAccountClient): Promise<Findings> {
  const access = await checkAccess(client);
  if (!isPassed(access)) return { checks: access, name: null, accountType: 'unknown', verified: null };
  const checks = [...access, check('ip-list', 'passed', 'ip-list.passed')];
  const basics = await askBasics(client);
  if (basics === null) return probeInterfaces(client, checks);
  const { name, accountType, verified } = basics;
  if (accountType === 'mini-program') {
    checks.push(check('account-type', 'failed', 'account-type.mini-program'));
    return { checks, name, accountType: 'unknown', verified };
  }
  if (accountType === 'subscription')
    checks.push(check('account-type', 'failed', 'account-type.subscription'));
  else if (accountType === 'service') checks.push(check('account-type', 'passed', 'account-type.passed'));
  else return probeInterfaces(client, checks, name);
  if (verified === true) checks.push(check('verification', 'passed', 'verification.passed'));
  else if (verified === false) checks.push(check('verification', 'failed', 'verification.failed'));
  else return probeInterfaces(client, checks, name, accountType);
  return { checks, name, accountType, verified };
}

/** Null where the platform does not tell this account about itself. */
async function askBasics(client: OfficialAccountClient) {
  try {
    return await client.accountBasics();
  } catch (error) {
    if (error instanceof PlatformError) return null;
    if (error instanceof PlatformUnreachableError && error.reason === 'unexpected') return null;
    throw error;
  }
}

/** Only a verified service account may list its templates (platform.md A9): that tells both. */
async function probeInterfaces(
  client: OfficialAccountClient,
  known: readonly StoredCheck[],
  name: string | null = null,
  type: 'service' | 'subscription' | 'unknown' = 'unknown',
): Promise<Findings> {
  const checks = known.filter(({ key }) => key !== 'account-type');
  try {
    await client.listTemplates();
    checks.push(check('account-type', 'passed', 'account-type.passed'));
    checks.push(check('verification', 'passed', 'verification.passed'));
    return { checks, name, accountType: 'service', verified: true };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.code === lacksInterface) {
      checks.push({ ...failed('account-type', error), messageKey: 'account-type.lacks-interfaces' });
      return { checks, name, accountType: type, verified: null };
    }
    checks.push({ ...failed('account-type', error), state: 'unknown' });
    return { checks, name, accountType: type, verified: null };
  }
}

async function checkMiniProgram(client: MiniProgramClient): Promise<Findings> {
  const access = await checkAccess(client);
  const checks = isPassed(access) ? [...access, check('ip-list', 'passed', 'ip-list.passed')] : access;
  return { checks, name: null, accountType: null, verified: null };
}

async function checkWecom(client: WecomClient): Promise<Findings> {
  const nothing = { name: null, accountType: null, verified: null } as const;
  const access = await checkAccess(client);
  if (!isPassed(access)) return { checks: access, ...nothing };
  try {
    const agent = await client.agent();
    const checks = [
      ...access,
      check('ip-list', 'passed', 'ip-list.passed'),
      agent.closed
        ? check('agent', 'failed', 'agent.closed', { name: agent.name })
        : check('agent', 'passed', 'agent.passed', { name: agent.name }),
    ];
    return { checks, ...nothing, name: agent.name === '' ? null : agent.name };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return ipCodes.has(error.code)
      ? {
          checks: [...access, failed('ip-list', error), check('agent', 'unknown', 'agent.unknown')],
          ...nothing,
        }
      : { checks: [...access, failed('agent', error)], ...nothing };
  }
}

/**
 * Asks the platform about an account; nothing is stored.
 * @throws PlatformUnreachableError where nothing can be said
 */
export function runChecks(probe: ProbeClient): Promise<Findings> {
  switch (probe.kind) {
    case 'official-account':
      return checkOfficialAccount(probe.client);
    case 'mini-program':
      return checkMiniProgram(probe.client);
    case 'wecom':
      return checkWecom(probe.client);
  }
}

/** Of accounts that the seed stores: the sandbox accepts them, which the next check will show. */
export function seededChecks(kind: ProbeClient['kind']): StoredCheck[] {
  const access = [
    check('credentials', 'passed', 'credentials.passed'),
    check('ip-list', 'passed', 'ip-list.passed'),
  ];
  if (kind !== 'official-account') return access;
  return [
    ...access,
    check('account-type', 'passed', 'account-type.passed'),
    check('verification', 'passed', 'verification.passed'),
  ];
}

/** What is kept when the platform could not be asked. */
export const unreachableCheck: StoredCheck = check('credentials', 'unknown', 'unreachable');

/**
 * The check that stands in the way of connecting, if any. A WeCom application's IP list does not: it
 * can be filled in only after the callback address is set (platform.md C10), which comes after.
 */
export function blockingCheck(kind: ProbeClient['kind'], findings: Findings): StoredCheck | undefined {
  return findings.checks.find(
    ({ key, state }) => state === 'failed' && !(kind === 'wecom' && key === 'ip-list'),
  );
}

export function stateOf(checks: readonly StoredCheck[]): 'connected' | 'attention' {
  return checks.some(({ state }) => state === 'failed') ? 'attention' : 'connected';
}
