import type { TextKey } from '../../locales/zh-CN/index.ts';
import type { Tone } from '../../shared/ui/status.tsx';
import type { useText } from '../../shared/i18n/text-context.tsx';
import type { OwnerCard, PartyImportRow, PartyKind, PartyReportRow, PartyRow } from './api.ts';

export const stageWord: Record<NonNullable<PartyRow['stage']>, { key: TextKey; tone: Tone }> = {
  target: { key: 'crm.stage.target', tone: 'off' },
  intention: { key: 'crm.stage.intention', tone: 'wait' },
  deal: { key: 'crm.stage.deal', tone: 'good' },
  vip: { key: 'crm.stage.vip', tone: 'good' },
};
export const importanceWord: Record<PartyRow['importance'], TextKey> = {
  high: 'crm.importance.high',
  medium: 'crm.importance.medium',
  low: 'crm.importance.low',
};
export const titleOf: Record<PartyKind, TextKey> = { customer: 'crm.customers', partner: 'crm.partners' };
export const importWord: Record<PartyImportRow['state'], { key: TextKey; tone: Tone }> = {
  uploading: { key: 'crm.import.uploading', tone: 'off' },
  checking: { key: 'crm.import.checking', tone: 'wait' },
  refused: { key: 'crm.import.refused', tone: 'bad' },
  running: { key: 'crm.import.running', tone: 'wait' },
  done: { key: 'crm.import.done', tone: 'good' },
  undoing: { key: 'crm.import.undoing', tone: 'wait' },
  undone: { key: 'crm.import.undone', tone: 'off' },
  failed: { key: 'crm.import.failed', tone: 'bad' },
};
export const reportWord: Record<PartyReportRow['state'], { key: TextKey; tone: Tone }> = {
  open: { key: 'crm.report.open', tone: 'wait' },
  reowned: { key: 'crm.report.reowned', tone: 'good' },
  rejected: { key: 'crm.report.rejected', tone: 'off' },
};

/** An owner by name; null: nobody's, in the public pool. */
export function ownerName(t: ReturnType<typeof useText>, owner: OwnerCard | null): string {
  if (owner === null) return t('crm.scope.pool');
  return owner.state === 'left' ? t('crm.owner.left', { name: owner.name }) : owner.name;
}
