export { LedgerFault } from './book.ts';
export type { Figures, HolderKey, ReasonValues } from './book.ts';
export type { EntryQuery, KindFigures } from './figures.ts';
export { createLedger } from './ledger.ts';
export type { PlaceTerm } from './place-term.ts';
export type {
  CreditWish,
  Ledger,
  LedgerWish,
  PlaceWish,
  RefundWish,
  ReleaseWish,
  ReserveWish,
  Taken,
} from './ledger.ts';
export type { QuotaListener, QuotaNews } from './news.ts';
export {
  createQuotaHandlers,
  hintAll,
  hintLotEnds,
  quotaJobKinds,
  quotaSchedules,
  settleAll,
  settleQuota,
} from './quota.jobs.ts';
export { hintDays, hintDueAt } from './lots.ts';
export type { HintDay } from './lots.ts';
export type { LotEnd, LotEndHearer } from './quota.jobs.ts';
export type { HolderNames } from './quota.presenter.ts';
export { createQuotaRoutes } from './quota.routes.ts';
export type { QuotaRouteDeps } from './quota.routes.ts';
export { kindLabel, unitLabel } from './quota.texts.ts';
export type { QuotaReason } from './quota.texts.ts';
export { derived, enterprisesWithLedger, rebuild, verifyLedger } from './rebuild.ts';
export type { LedgerMismatch, LedgerState } from './rebuild.ts';
