import { messagePurposes } from '../../../config/message-purposes.ts';
import type { MessagePurposeSpec } from '../../../config/message-purposes.ts';
import type { Locale } from '../../contract/common.ts';
import { messagePurposeSchema, type MessagePurpose } from '../../contract/messaging.ts';
import { formatDay } from '../../kernel/i18n/format-time.ts';
import type { EnterpriseWords } from './ports.ts';

/** The carriers and variables of a purpose; undefined for deliveries that are none (guides, cards). */
export function purposeSpec(purpose: string): MessagePurposeSpec | undefined {
  const known = messagePurposeSchema.safeParse(purpose);
  return known.success ? messagePurposes[known.data] : undefined;
}

/** Purposes that a template of the platforms can bring: those that staff choose one for. */
export const mappedPurposes: readonly MessagePurpose[] = messagePurposeSchema.options.filter((purpose) => {
  const { carriers }: MessagePurposeSpec = messagePurposes[purpose];
  return carriers.includes('template') || carriers.includes('subscribe');
});

/** 2026年11月24日 18:30, or 24 Nov 2026, 18:30: the tenant's zone, as the glossary writes it. */
export function writeTime(iso: string, locale: Locale, timeZone: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const parts = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone,
    year: 'numeric',
    month: locale === 'en' ? 'short' : 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  const clock = `${part('hour')}:${part('minute')}`;
  return locale === 'en'
    ? `${part('day')} ${part('month')} ${part('year')}, ${clock}`
    : `${part('year')}年${part('month')}月${part('day')}日 ${clock}`;
}

/** 2026年11月24日: a day of the calendar is the same in every zone. */
function writeDay(day: string, locale: Locale): string {
  return day === '' ? '' : formatDay(locale, new Date(`${day}T12:00:00.000Z`), 'UTC');
}

/** Every variable of a purpose written out; one that the cause did not tell is empty. */
export function writeValues(
  spec: MessagePurposeSpec,
  values: Readonly<Record<string, string>>,
  locale: Locale,
  enterprise: EnterpriseWords,
): Record<string, string> {
  const written: Record<string, string> = {};
  for (const { name, kind } of spec.variables) {
    const value = values[name] ?? (name === 'brand' ? enterprise.displayName : '');
    written[name] =
      kind === 'time'
        ? writeTime(value, locale, enterprise.timeZone)
        : kind === 'day'
          ? writeDay(value, locale)
          : value;
  }
  return written;
}

/** The examples of a purpose, for previews and for checks before any message was caused. */
export function exampleValues(spec: MessagePurposeSpec): Record<string, string> {
  return Object.fromEntries(spec.variables.map(({ name, example }) => [name, example]));
}
