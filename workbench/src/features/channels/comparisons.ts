import {
  comparisonPageSchema,
  comparisonSchema,
  type ComparisonRow,
} from '../../../../server/contract/reconciliation.ts';
import type { TextKey } from '../../locales/zh-CN/index.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';
import type { Tone } from '../../shared/ui/status.tsx';

export type { ComparisonRow };

export const comparisonsKey = ['reconciliation-runs'] as const;

/** The latest of an account, newest first. */
export async function latestComparisons(
  channelAccountId: string,
  signal: AbortSignal,
): Promise<readonly ComparisonRow[]> {
  const query = { channelAccountId, limit: 5 };
  return (await getJson('/reconciliation-runs', comparisonPageSchema, { query, signal })).items;
}

export function compareFollowers(channelAccountId: string, idempotencyKey: string): Promise<ComparisonRow> {
  const path = `/channel-accounts/${channelAccountId}/compare-followers`;
  return writeJson(path, comparisonSchema, { method: 'POST', idempotencyKey });
}

/** Says that so many are really gone; they are compared once more. */
export function confirmComparison(
  run: { readonly id: string; readonly heldBack: number },
  idempotencyKey: string,
): Promise<ComparisonRow> {
  const path = `/reconciliation-runs/${run.id}/confirm`;
  return writeJson(path, comparisonSchema, {
    method: 'POST',
    body: { heldBack: run.heldBack },
    idempotencyKey,
  });
}

export const isOpen = ({ state }: ComparisonRow): boolean => state === 'waiting' || state === 'running';

export const comparisonWord: Record<ComparisonRow['state'], { key: TextKey; tone: Tone }> = {
  waiting: { key: 'comparisons.state.waiting', tone: 'wait' },
  running: { key: 'comparisons.state.running', tone: 'wait' },
  done: { key: 'comparisons.state.done', tone: 'good' },
  stopped: { key: 'comparisons.state.stopped', tone: 'warn' },
  failed: { key: 'comparisons.state.failed', tone: 'bad' },
};
