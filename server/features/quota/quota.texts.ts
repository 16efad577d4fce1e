import type { Edition } from '../../../config/editions.ts';
import { quotaTexts as en } from '../../../config/locales/en/quota.ts';
import { quotaTexts as zh } from '../../../config/locales/zh-CN/quota.ts';
import type { Locale } from '../../contract/common.ts';
import { formatText } from '../../kernel/i18n/translate.ts';

export type QuotaTextKey = keyof typeof zh;
type ReasonOf<K> = K extends `reason.${infer Reason}` ? Reason : never;

/** Why an entry was written: the reasons of the statement, `reason.<key>` in the quota locale file. */
export type QuotaReason = ReasonOf<QuotaTextKey>;

type Values = Readonly<Record<string, string | number>>;

export function quotaText(locale: Locale, key: QuotaTextKey, values: Values = {}): string {
  return formatText(locale, (locale === 'en' ? en : zh)[key], values);
}

function isTextKey(key: string): key is QuotaTextKey {
  return Object.hasOwn(zh, key);
}

/** The sentence of a reason; one that this version does not know is told by its holder alone. */
export function reasonText(locale: Locale, reason: string, values: Values): string {
  const key = `reason.${reason}`;
  return quotaText(locale, isTextKey(key) ? key : 'reason.other', values);
}

const editionKind = /^edition:(.+)$/;

/** The name of a quota kind, by the glossary: 互联企业数, 微信用户数, or the edition's name. */
export function kindLabel(locale: Locale, kind: string, editions: readonly Edition[]): string {
  if (kind === 'enterprise' || kind === 'wechat_user') return quotaText(locale, `kind.${kind}`);
  const edition = editionKind.exec(kind)?.[1] ?? kind;
  const own = editions.find(({ key }) => key === edition)?.names?.[locale];
  const key = `edition.${edition}`;
  return own ?? (isTextKey(key) ? quotaText(locale, key) : edition);
}

export function unitLabel(locale: Locale, kind: string): string {
  return quotaText(locale, kind === 'enterprise' || kind === 'wechat_user' ? `unit.${kind}` : 'unit.edition');
}
