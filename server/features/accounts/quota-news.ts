import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { InterconnectUser } from './account.entity.ts';
import type { SessionEnder, Unbinding } from './unbinding.ts';

/** What a change of the ledger means for WeChat-user places; fits the quota feature's listener. */
export interface PlaceNews {
  readonly enterpriseId: string;
  readonly kind: string;
  readonly suspended: readonly string[];
  readonly restored: readonly string[];
  readonly freed: number;
}

/** Access follows the place: without one a bound person waits, with one he goes on (row 330). */
export function createQuotaNews(deps: { clock: Clock; unbinding: Unbinding; sessions: SessionEnder }) {
  const userIds = (keys: readonly string[]) =>
    keys.filter((key) => key.startsWith('user:')).map((key) => key.slice('user:'.length));

  return async function placesChanged(tx: EntityManager, news: PlaceNews): Promise<void> {
    if (news.kind !== 'wechat_user') return;
    const now = deps.clock.now();
    for (const id of userIds(news.suspended)) {
      const waits = { bindingState: 'waiting_quota' as const, waitingSince: now };
      const changed = await tx.nativeUpdate(InterconnectUser, { id, bindingState: 'bound' }, waits);
      if (changed > 0) await deps.sessions.end(tx, { membershipId: id });
    }
    for (const id of userIds(news.restored)) {
      const bound = { bindingState: 'bound' as const, waitingSince: null };
      await tx.nativeUpdate(InterconnectUser, { id, bindingState: 'waiting_quota' }, bound);
    }
    if (news.freed > 0) await deps.unbinding.promoteWaiting(tx, news.enterpriseId, `freed:${now.getTime()}`);
  };
}
