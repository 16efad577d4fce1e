import { accounts } from './accounts.ts';
import { channels } from './channels.ts';
import { common } from './common.ts';
import { connections } from './connections.ts';
import { crm } from './crm.ts';
import { messaging } from './messaging.ts';
import { operations } from './operations.ts';
import { orders } from './orders.ts';
import { overview } from './overview.ts';
import { packages } from './packages.ts';
import { quota } from './quota.ts';
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
  ...packages,
  ...quota,
  ...settings,
  ...orders,
  ...operations,
  ...channels,
  ...connections,
  ...crm,
  ...messaging,
  ...webhooks,
} as const;

export type TextKey = keyof typeof zhCN;
export type Texts = Matching<typeof zhCN>;
export const texts: Texts = zhCN;
