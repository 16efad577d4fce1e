import { accountsTexts as enTexts } from '../../../config/locales/en/accounts.ts';
import { accountsTexts as zhTexts } from '../../../config/locales/zh-CN/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import { formatText } from '../../kernel/i18n/translate.ts';

export type AccountsText = keyof typeof zhTexts;

export function accountsText(locale: Locale, key: AccountsText, values: Record<string, string> = {}): string {
  return formatText(locale, locale === 'en' ? enTexts[key] : zhTexts[key], values);
}

/** Why an account cannot be used now; its words are `blocked.<why>`. */
export type Blocked = 'disabled' | 'binned' | 'waiting_quota' | 'suspended_phone' | 'ended' | 'unbound';
