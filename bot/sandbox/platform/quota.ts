import type { Sandbox } from '../sandbox.ts';
import { at, type Account } from '../state.ts';
import { PlatformError } from './errors.ts';

/** The platform counts by its own day, that of China. */
export function chinaDay(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
}

export function dailyLimitOf(account: Account, path: string, usual: number | undefined): number | undefined {
  return at(account.quotas, path) ?? usual;
}

export function quotaUsed(sandbox: Sandbox, account: Account, path: string): number {
  const use = at(sandbox.store.state.quotaUse, `${account.id}|${path}`);
  return use?.day === chinaDay(sandbox.now()) ? use.used : 0;
}

/** @throws 45009 when the day's calls are used up */
export function takeDailyQuota(
  sandbox: Sandbox,
  account: Account,
  path: string,
  usual: number | undefined,
): void {
  const used = quotaUsed(sandbox, account, path);
  const limit = dailyLimitOf(account, path, usual);
  if (limit !== undefined && used >= limit) throw new PlatformError(45009);
  const day = chinaDay(sandbox.now());
  sandbox.store.state.quotaUse[`${account.id}|${path}`] = { day, used: used + 1 };
}
