/**
 * The API's shapes. Types only: the schemas are the server's and must not reach this package
 * (scripts/check-size.cjs fails when they do).
 */
export type {
  AccountState,
  Agreements,
  MarketingChoice,
  AppInfo,
  BindingResult,
  BindingStart,
  BindingState,
  Me,
  Membership,
  Notice,
  OwnPrompt,
  PhoneProof,
  Session,
  SmsChallenge,
  Tile,
} from '../../../server/contract/accounts.ts';
export type {
  DownstreamSettings,
  Invitation,
  InvitationOutcome,
  UpstreamConnection,
  UpstreamConnectionPage,
} from '../../../server/contract/connections.ts';
export type {
  RegistrationForm,
  RegistrationNames,
  RegistrationOutcome,
} from '../../../server/contract/registration.ts';
export type { OwnAvailability, OwnOffer, OwnOrder } from '../../../server/contract/own-orders.ts';
export type {
  CancellationPreview,
  Cancelled,
  PersonalExport,
  PersonalExportLink,
  PersonalExports,
} from '../../../server/contract/personal.ts';
export type { ErrorEnvelope, Locale } from '../../../server/contract/common.ts';
