import { orderLimits, presetPrices, type PriceList } from '../../../config/prices.ts';
import type { OrderLineInput } from '../../contract/orders.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { PriceVersion } from './order.entity.ts';

export interface CurrentPrices {
  /** 0: the preset of config/prices.ts. */
  readonly version: number;
  readonly prices: PriceList;
}

export interface PricedLine extends OrderLineInput {
  readonly unitFen: number;
  readonly amountFen: number;
}

/** The list that holds at a moment: the one whose time came last; of two of one moment, the newer. */
export async function pricesAt(em: EntityManager, now: Date): Promise<CurrentPrices> {
  const [row] = await em.find(
    PriceVersion,
    { effectiveFrom: { $lte: now } },
    { orderBy: { effectiveFrom: 'desc', number: 'desc' }, limit: 1, disableIdentityMap: true },
  );
  return row === undefined
    ? { version: 0, prices: presetPrices }
    : { version: row.number, prices: row.prices };
}

/** All versions, newest first, the preset last. */
export async function priceVersions(em: EntityManager): Promise<PriceVersion[]> {
  return em.find(PriceVersion, {}, { orderBy: { number: 'desc' }, limit: 100, disableIdentityMap: true });
}

/**
 * Adds a version; none is ever changed.
 * @throws order.price_version_past when it would begin before now
 */
export async function addPriceVersion(
  tx: EntityManager,
  input: { prices: PriceList; effectiveFrom: Date; createdBy: string; now: Date },
): Promise<PriceVersion> {
  const { now } = input;
  // A minute for the clock of whoever typed it; it begins now all the same.
  assertThat(input.effectiveFrom.getTime() >= now.getTime() - 60_000, 'order.price_version_past', 422);
  const effectiveFrom = input.effectiveFrom < now ? now : input.effectiveFrom;
  const [last] = await priceVersions(tx);
  const row = {
    id: newId(),
    number: (last?.number ?? 0) + 1,
    prices: input.prices,
    effectiveFrom,
    createdBy: input.createdBy.slice(0, 60),
    createdAt: now,
  };
  await tx.insert(PriceVersion, row);
  return row;
}

/**
 * What lines cost by a list. Every figure is an integer within its limits: what a client sends is
 * counts only.
 * @throws order.kind_not_sold | order.total_too_large
 */
export function priceLines(
  { prices }: CurrentPrices,
  lines: readonly OrderLineInput[],
): { lines: PricedLine[]; totalFen: number } {
  const priced = lines.map((line) => {
    const unitFen = Object.hasOwn(prices, line.kind) ? prices[line.kind] : undefined;
    if (unitFen === undefined)
      throw new AppError('order.kind_not_sold', { status: 422, data: { kind: line.kind } });
    return { ...line, unitFen, amountFen: amountOf({ ...line, unitFen }, line.places) };
  });
  const totalFen = priced.reduce((sum, { amountFen }) => sum + amountFen, 0);
  assertThat(totalFen <= orderLimits.totalFen, 'order.total_too_large', 422);
  return { lines: priced, totalFen };
}

/** What was paid for so many places of a line, and what a refund of them gives back. */
export function amountOf(line: { readonly unitFen: number; readonly years: number }, places: number): number {
  return line.unitFen * line.years * places;
}
