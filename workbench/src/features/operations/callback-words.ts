import type { TextKey } from '../../locales/zh-CN/index.ts';
import type { Tone } from '../../shared/ui/status.tsx';
import { callbackKindSchema, type ReceivedCallbackRow } from './api.ts';

export const callbackStates: readonly ReceivedCallbackRow['state'][] = [
  'stored',
  'waiting',
  'done',
  'failed',
];

export const callbackWord: Record<ReceivedCallbackRow['state'], { key: TextKey; tone: Tone }> = {
  stored: { key: 'callbacks.state.stored', tone: 'off' },
  waiting: { key: 'callbacks.state.waiting', tone: 'wait' },
  done: { key: 'callbacks.state.done', tone: 'good' },
  failed: { key: 'callbacks.state.failed', tone: 'bad' },
};

type CallbackKind = (typeof callbackKindSchema.options)[number];
export const callbackKinds: readonly CallbackKind[] = callbackKindSchema.options;
export const kindWord: Record<CallbackKind, TextKey> = {
  text: 'callbacks.kind.text',
  media: 'callbacks.kind.media',
  'event:subscribe': 'callbacks.kind.subscribe',
  'event:unsubscribe': 'callbacks.kind.unsubscribe',
  'event:scan': 'callbacks.kind.scan',
  'event:menu': 'callbacks.kind.menu',
  'event:template_receipt': 'callbacks.kind.template_receipt',
  'event:authorization': 'callbacks.kind.authorization',
  'event:member': 'callbacks.kind.member',
  'event:department': 'callbacks.kind.department',
  'event:directory_tag': 'callbacks.kind.directory_tag',
  'event:subscribe_answers': 'callbacks.kind.subscribe_answers',
  'event:other': 'callbacks.kind.other',
};

/** How far back a list looks, by what stands in the page's address. */
const hourMs = 3_600_000;
export const callbackPeriods = [
  { value: '1h', key: 'callbacks.period.hour', ms: hourMs },
  { value: '24h', key: 'callbacks.period.day', ms: 24 * hourMs },
  { value: '7d', key: 'callbacks.period.week', ms: 7 * 24 * hourMs },
] as const satisfies readonly { value: string; key: TextKey; ms: number }[];

/** @returns the beginning of a chosen period, as the API takes it */
export function beginningOf(period: string | undefined, now: Date): string | undefined {
  const chosen = callbackPeriods.find(({ value }) => value === period);
  return chosen === undefined ? undefined : new Date(now.getTime() - chosen.ms).toISOString();
}
