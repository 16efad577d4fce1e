import { accounts } from './accounts.ts';
import { channels } from './channels.ts';
import { common } from './common.ts';
import { messaging } from './messaging.ts';
import { operations } from './operations.ts';
import { orders } from './orders.ts';
import { overview } from './overview.ts';
import { quota } from './quota.ts';
import { shell } from './shell.ts';
import type { Texts } from '../zh-CN/index.ts';

export const texts: Texts = {
  ...common,
  ...shell,
  ...overview,
  ...accounts,
  ...quota,
  ...orders,
  ...operations,
  ...channels,
  ...messaging,
};
