import type { TextKey } from '../../locales/zh-CN/index.ts';
import type { Tone } from '../../shared/ui/status.tsx';
import type { OpeningRunView, PartyAccountState } from './api.ts';

export const stateWord: Record<PartyAccountState, { key: TextKey; tone: Tone }> = {
  none: { key: 'opening.state.none', tone: 'off' },
  pending: { key: 'opening.state.pending', tone: 'wait' },
  open: { key: 'opening.state.open', tone: 'good' },
  disabled: { key: 'opening.state.disabled', tone: 'bad' },
  suspended: { key: 'opening.state.suspended', tone: 'warn' },
  tail: { key: 'opening.state.tail', tone: 'warn' },
  ended: { key: 'opening.state.ended', tone: 'off' },
};
export const rowWord: Record<OpeningRunView['rows'][number]['state'], { key: TextKey; tone: Tone }> = {
  waiting: { key: 'opening.row.waiting', tone: 'wait' },
  done: { key: 'opening.row.done', tone: 'good' },
  refused: { key: 'opening.row.refused', tone: 'bad' },
  invalid: { key: 'opening.row.invalid', tone: 'bad' },
};
/** Where a company has to be opened before its people, or anew. */
export const needsCompany = (state: PartyAccountState): boolean =>
  state === 'none' || state === 'tail' || state === 'ended';
