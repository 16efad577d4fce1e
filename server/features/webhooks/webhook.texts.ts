import { webhookTexts as en } from '../../../config/locales/en/webhooks.ts';
import { webhookTexts as zh } from '../../../config/locales/zh-CN/webhooks.ts';
import type { Locale } from '../../contract/common.ts';
import { eventTypes, type EventType } from '../../contract/events.ts';
import { formatText } from '../../kernel/i18n/translate.ts';
import type { WebhookError } from './webhook-http.ts';

type TextKey = keyof typeof zh;
/** An event without a name does not compile. */
const labelKeys = eventTypes.map((type): [EventType, TextKey] => [type, `event.${type}`]);
const labels = new Map<string, TextKey>(labelKeys);
const errors: Readonly<Record<WebhookError, TextKey>> = {
  status: 'error.status',
  redirect: 'error.redirect',
  timeout: 'error.timeout',
  unreachable: 'error.unreachable',
  refused_address: 'error.refused_address',
};
const errorKeys = new Map<string, TextKey>(Object.entries(errors));

function text(locale: Locale, key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return formatText(locale, (locale === 'en' ? en : zh)[key], values);
}

/** The name of an event; one that this version does not know is its own name. */
export function eventLabel(locale: Locale, type: string): string {
  const key = labels.get(type);
  return key === undefined ? type : text(locale, key);
}

export function errorLabel(locale: Locale, error: string | null, status: number | null): string | null {
  if (error === null) return null;
  const key = errorKeys.get(error);
  return key === undefined ? error : text(locale, key, { status: status ?? '' });
}
