import type { TextKey } from '../../locales/zh-CN/index.ts';
import type { Tone } from '../../shared/ui/status.tsx';
import type { ReceivedCallbackRow } from './api.ts';

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
