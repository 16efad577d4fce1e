import { presetEditions } from './editions.ts';

/** Integer fen for one place and one year, by quota kind. What is not named is not sold. */
export type PriceList = Readonly<Record<string, number>>;

const editionFen: Readonly<Record<(typeof presetEditions)[number]['key'], number>> = {
  dealer: 298_00,
  manufacturing_dealer: 398_00,
  fmcg_dealer: 358_00,
  agent: 198_00,
  lite: 98_00,
};

/**
 * Version 0 of the price list: what an installation sells for until its operator writes a version of
 * his own in the workbench. An order keeps the number of its version; versions are never edited.
 */
export const presetPrices: PriceList = {
  enterprise: 120_00,
  wechat_user: 30_00,
  ...Object.fromEntries(presetEditions.map(({ key }) => [`edition:${key}`, editionFen[key]])),
};

/** What an order comes to and how long it waits. Ours. */
export const orderLimits = {
  /** WeChat Pay counts in 32 bits; the least of its own limits is lower still. */
  totalFen: 1_000_000_000,
  /** How long an order waits for its payment. WeChat's code lives two hours (its Native page). */
  openMs: 2 * 3_600_000,
  /** A bank transfer takes days. */
  bankOpenMs: 14 * 86_400_000,
} as const;
