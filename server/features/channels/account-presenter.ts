import { miniProgramCodes } from '../../../bot/channels/mini-program/errors.ts';
import { officialAccountCodes } from '../../../bot/channels/official-account/errors.ts';
import { describeCode } from '../../../bot/channels/shared/platform-error.ts';
import { wecomCodes } from '../../../bot/channels/wecom/errors.ts';
import { channelsTexts as en } from '../../../config/locales/en/channels.ts';
import { channelsTexts as zh } from '../../../config/locales/zh-CN/channels.ts';
import type { ChannelAccountRow, ChannelCheck, ChannelKind } from '../../contract/channels.ts';
import type { Locale } from '../../contract/common.ts';
import { formatText } from '../../kernel/i18n/translate.ts';
import type { ChannelAccount, StoredCheck } from './channel.entity.ts';

const codes = {
  'official-account': officialAccountCodes,
  'mini-program': miniProgramCodes,
  wecom: wecomCodes,
} as const;
const callbackPaths = {
  'official-account': 'official-accounts',
  'mini-program': 'mini-programs',
  wecom: 'wecom',
} as const;

export function callbackUrlOf(
  account: Pick<ChannelAccount, 'kind' | 'callbackKey'>,
  publicUrl: string,
): string {
  return `${publicUrl}/callbacks/${callbackPaths[account.kind]}/${account.callbackKey}`;
}

function textOf(locale: Locale, key: string, values: Readonly<Record<string, string>>): string | null {
  const texts: Readonly<Record<string, string>> = locale === 'en' ? en : zh;
  const text = Object.hasOwn(texts, key) ? texts[key] : undefined;
  return text === undefined ? null : formatText(locale, text, values);
}

/** A stored check in a language. */
export function presentCheck(kind: ChannelKind, check: StoredCheck, locale: Locale): ChannelCheck {
  const { key, state, platformCode, messageKey, values } = check;
  if (messageKey === 'platform' && platformCode !== null) {
    const known = describeCode(codes[kind], platformCode, values);
    return { key, state, platformCode, message: known.meaning[locale], remedy: known.remedy[locale] };
  }
  return {
    key,
    state,
    platformCode,
    message: textOf(locale, `check.${messageKey}`, values) ?? messageKey,
    remedy: textOf(locale, `check.${messageKey}.remedy`, values),
  };
}

/** Whether the platform calls us is seen, not asked. */
function callbackCheck(account: ChannelAccount): StoredCheck {
  const found = account.lastCallbackAt !== null && account.lastCallbackAt !== undefined;
  const text = account.state === 'disconnected' ? 'disconnected' : found ? 'passed' : 'unknown';
  return {
    key: 'callback',
    state: text === 'passed' ? 'passed' : 'unknown',
    platformCode: null,
    messageKey: `callback.${text}`,
    values: {},
  };
}

export function presentAccount(
  account: ChannelAccount,
  publicUrl: string,
  locale: Locale,
): ChannelAccountRow {
  const checks = [...account.checks, callbackCheck(account)];
  return {
    id: account.id,
    kind: account.kind,
    name: account.name,
    appId: account.appId,
    originalId: account.originalId ?? null,
    agentId: account.agentId === '' ? null : account.agentId,
    accountType: account.accountType ?? null,
    verified: account.verified ?? null,
    state: account.state,
    checks: checks.map((check) => presentCheck(account.kind, check, locale)),
    callbackMode: account.callbackMode,
    callbackUrl: callbackUrlOf(account, publicUrl),
    chatsKeptSince: account.chatsKeptSince?.toISOString() ?? null,
    secretSet: account.sealedSecret !== '',
    connectedAt: account.connectedAt.toISOString(),
    lastCallbackAt: account.lastCallbackAt?.toISOString() ?? null,
    lastCheckedAt: account.lastCheckedAt?.toISOString() ?? null,
    version: account.version,
  };
}
