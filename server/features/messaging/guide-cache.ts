import { limits } from '../../../config/limits.ts';
import type { GuideVariant } from '../../contract/messaging.ts';
import type { Database } from '../../kernel/data/orm.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import { FollowGuide } from './messaging.entity.ts';
import type { AccountCards, EnterpriseCards } from './ports.ts';

export interface CachedGuide {
  readonly version: number;
  readonly enabled: boolean;
  readonly unbound: GuideVariant;
  readonly bound: GuideVariant;
  /** As downstream sees the enterprise. */
  readonly brand: string;
  /** The connected mini program that the link opens; null: the H5 alone. */
  readonly miniProgramAppId: string | null;
}

/** Names and mini programs change seldom: looked at on every this manieth look. */
const wordsEvery = 10;

/**
 * Every guide in memory, by connected account, so that an answer needs no database. Versions are
 * looked at every 3 s (`limits.guideCacheMs`; design §9 promises 5), what changed is read again;
 * the process that changes a guide looks at once.
 */
export function createGuideCache(deps: {
  db: Database;
  log: Logger;
  enterprises: EnterpriseCards;
  accounts: AccountCards;
}) {
  let guides = new Map<string, CachedGuide>();
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;
  let current: Promise<void> = Promise.resolve();

  async function look(everything: boolean): Promise<void> {
    const em = deps.db.acrossTenants('door: callback key');
    const versions = await em.find(FollowGuide, {}, { fields: ['id', 'version', 'channelAccountId'] });
    const isOld = ({ channelAccountId, version }: { channelAccountId: string; version: number }) =>
      everything || guides.get(channelAccountId)?.version !== version;
    const old = versions.filter(isOld).map(({ id }) => id);
    const known = new Set(versions.map(({ channelAccountId }) => channelAccountId));
    const next = new Map([...guides].filter(([id]) => known.has(id)));
    const fresh =
      old.length === 0
        ? []
        : await deps.db.acrossTenants('door: callback key').find(FollowGuide, { id: { $in: old } });
    for (const guide of fresh) {
      const enterprise = await deps.enterprises.byId(guide.enterpriseId);
      const accounts = await deps.accounts.all(deps.db.tenant(guide.enterpriseId), guide.enterpriseId);
      const miniProgram = accounts.find((account) => account.kind === 'mini-program' && account.connected);
      next.set(guide.channelAccountId, {
        version: guide.version,
        enabled: guide.enabled,
        unbound: guide.unbound,
        bound: guide.bound,
        brand: enterprise?.displayName ?? '',
        miniProgramAppId: miniProgram?.appId ?? null,
      });
    }
    guides = next;
  }

  /** One look after the other, so that an older one never overwrites a newer. */
  function refresh(everything = false): Promise<void> {
    current = current.catch(() => undefined).then(() => look(everything));
    return current;
  }

  function tick(): void {
    looks += 1;
    refresh(looks % wordsEvery === 0).catch((error: unknown) => {
      deps.log.error({ error }, 'the follow guides could not be read again: the last ones stay in use');
    });
  }

  return {
    get: (channelAccountId: string): CachedGuide | undefined => guides.get(channelAccountId),
    refresh,
    /** Reads all, then keeps looking. */
    async start(): Promise<void> {
      await refresh(true);
      timer ??= setInterval(tick, limits.guideCacheMs);
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      timer = undefined;
      await current.catch(() => undefined);
    },
  };
}
export type GuideCache = ReturnType<typeof createGuideCache>;
