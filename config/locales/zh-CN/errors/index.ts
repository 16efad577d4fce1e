import { accessErrors } from './access.ts';
import { accountsErrors } from './accounts.ts';
import { channelsErrors } from './channels.ts';
import { connectionsErrors } from './connections.ts';
import { crmErrors } from './crm.ts';
import { kernelErrors } from './kernel.ts';
import { messagingErrors } from './messaging.ts';
import { openingErrors } from './opening.ts';
import { ordersErrors } from './orders.ts';
import { packagesErrors } from './packages.ts';
import { quotaErrors } from './quota.ts';
import { registrationErrors } from './registration.ts';
import { webhooksErrors } from './webhooks.ts';

export const errors = {
  ...kernelErrors,
  ...accessErrors,
  ...accountsErrors,
  ...channelsErrors,
  ...connectionsErrors,
  ...crmErrors,
  ...messagingErrors,
  ...openingErrors,
  ...ordersErrors,
  ...packagesErrors,
  ...quotaErrors,
  ...registrationErrors,
  ...webhooksErrors,
} as const;

/** Every code that the API can answer with. */
export type ErrorCode = keyof typeof errors;
