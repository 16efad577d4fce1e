import { accounts } from './accounts.ts';
import { bills } from './bills.ts';
import { channels } from './channels.ts';
import { chats } from './chats.ts';
import { common } from './common.ts';
import { connections } from './connections.ts';
import { invoices } from './invoices.ts';
import { crm } from './crm.ts';
import { directory } from './directory.ts';
import { messaging } from './messaging.ts';
import { opening } from './opening.ts';
import { operations } from './operations.ts';
import { orders } from './orders.ts';
import { organisation } from './organisation.ts';
import { overview } from './overview.ts';
import { packages } from './packages.ts';
import { quota } from './quota.ts';
import { registration } from './registration.ts';
import { replies } from './replies.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { webhooks } from './webhooks.ts';
import type { Matching } from '../matching.ts';

/** Every text that a person sees, complete in zh-CN first; other languages must match its keys. */
const zhCN = {
  ...common,
  ...shell,
  ...overview,
  ...accounts,
  ...bills,
  ...packages,
  ...quota,
  ...settings,
  ...registration,
  ...orders,
  ...organisation,
  ...opening,
  ...operations,
  ...channels,
  ...chats,
  ...connections,
  ...invoices,
  ...crm,
  ...directory,
  ...messaging,
  ...replies,
  ...webhooks,
} as const;

export type TextKey = keyof typeof zhCN;
export type Texts = Matching<typeof zhCN>;
export const texts: Texts = zhCN;
