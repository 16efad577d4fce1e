import { limits } from '../../../../config/limits.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import type { Logger } from '../../../kernel/log/logger.ts';
import { AutoReplyRule } from './auto-reply.entity.ts';
import { createRuleFinder, type Ranked } from './words.ts';

export interface CachedRule extends Ranked {
  readonly version: number;
  readonly enterpriseId: string;
  readonly isPrivate: boolean;
  readonly replies: readonly string[];
  readonly channelAccountIds: readonly string[];
}

/** The rules of one account, ready to be asked. */
export interface AccountRules {
  readonly findPublic: (sentence: string) => CachedRule | undefined;
  /** One of anybody's: whose it would have to be is looked up later. */
  readonly findPrivate: (sentence: string) => CachedRule | undefined;
}

interface Tenant {
  readonly rules: CachedRule[];
  /** Made ready when an account's first message comes. */
  readonly accounts: Map<string, AccountRules>;
}

export const answersIn = (rule: { readonly channelAccountIds: readonly string[] }, accountId: string) =>
  rule.channelAccountIds.length === 0 || rule.channelAccountIds.includes(accountId);

/**
 * Every enabled rule in memory, by enterprise, so that an answer needs no database; who has none
 * costs a message one look into a map. Kept fresh as the follow guides are: versions are looked at
 * every 3 s, the process that changes a rule looks at once and tells the others.
 */
export function createRuleCache(deps: { db: Database; log: Logger }) {
  let rules = new Map<string, CachedRule>();
  let tenants = new Map<string, Tenant>();
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const em = () => deps.db.acrossTenants('door: callback key');
    const versions = await em().find(AutoReplyRule, { enabled: true }, { fields: ['id', 'version'] });
    const old = versions.filter(({ id, version }) => rules.get(id)?.version !== version).map(({ id }) => id);
    if (old.length === 0 && versions.length === rules.size) return;
    const next = new Map<string, CachedRule>();
    for (const { id } of versions) {
      const known = rules.get(id);
      if (known !== undefined) next.set(id, known);
    }
    for (let from = 0; from < old.length; from += 500) {
      for (const row of await em().find(AutoReplyRule, { id: { $in: old.slice(from, from + 500) } })) {
        const { id, version, enterpriseId, words, pattern, replies, channelAccountIds } = row;
        const isPrivate = typeof row.ownerId === 'string';
        if (!row.enabled) next.delete(id);
        else
          next.set(id, { id, version, enterpriseId, words, pattern, replies, channelAccountIds, isPrivate });
      }
    }
    const grouped = new Map<string, Tenant>();
    for (const rule of next.values()) {
      const tenant: Tenant = grouped.get(rule.enterpriseId) ?? { rules: [], accounts: new Map() };
      tenant.rules.push(rule);
      grouped.set(rule.enterpriseId, tenant);
    }
    rules = next;
    tenants = grouped;
  }

  /** One look after the other, so that an older one never overwrites a newer. */
  function refresh(): Promise<void> {
    current = current.catch(() => undefined).then(look);
    return current;
  }

  return {
    /** Undefined where the enterprise has no rule at all. */
    of({ id, enterpriseId }: { readonly id: string; readonly enterpriseId: string }) {
      const tenant = tenants.get(enterpriseId);
      if (tenant === undefined) return undefined;
      let account = tenant.accounts.get(id);
      if (account === undefined) {
        const here = tenant.rules.filter((rule) => answersIn(rule, id));
        account = {
          findPublic: createRuleFinder(here.filter(({ isPrivate }) => !isPrivate)),
          findPrivate: createRuleFinder(here.filter(({ isPrivate }) => isPrivate)),
        };
        tenant.accounts.set(id, account);
      }
      return account;
    },
    refresh,
    /** Reads all, then keeps looking. */
    async start(): Promise<void> {
      await refresh();
      timer ??= setInterval(() => {
        refresh().catch((error: unknown) => {
          deps.log.error({ error }, 'the auto replies could not be read again: the last ones stay in use');
        });
      }, limits.guideCacheMs);
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      timer = undefined;
      await current.catch(() => undefined);
    },
  };
}
