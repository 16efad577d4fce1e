import { accounts } from './accounts.ts';
import { bills } from './bills.ts';
import { channels } from './channels.ts';
import { common } from './common.ts';
import { connections } from './connections.ts';
import { invoices } from './invoices.ts';
import { crm } from './crm.ts';
import { messaging } from './messaging.ts';
import { operations } from './operations.ts';
import { orders } from './orders.ts';
import { organisation } from './organisation.ts';
import { overview } from './overview.ts';
import { packages } from './packages.ts';
import { quota } from './quota.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { webhooks } from './webhooks.ts';
import type { Texts } from '../zh-CN/index.ts';

export const texts: Texts = {
  ...common,
  ...shell,
  ...overview,
  ...accounts,
  ...bills,
  ...packages,
  ...quota,
  ...settings,
  ...orders,
  ...organisation,
  ...operations,
  ...channels,
  ...connections,
  ...invoices,
  ...crm,
  ...messaging,
  ...webhooks,
};
