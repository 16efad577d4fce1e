import { accounts } from './accounts.ts';
import { channels } from './channels.ts';
import { common } from './common.ts';
import { messaging } from './messaging.ts';
import { operations } from './operations.ts';
import { orders } from './orders.ts';
import { overview } from './overview.ts';
import { quota } from './quota.ts';
import { shell } from './shell.ts';
import type { Matching } from '../matching.ts';

/** Every text that a person sees, complete in zh-CN first; other languages must match its keys. */
const zhCN = {
  ...common,
  ...shell,
  ...overview,
  ...accounts,
  ...quota,
  ...orders,
  ...operations,
  ...channels,
  ...messaging,
} as const;

export type TextKey = keyof typeof zhCN;
export type Texts = Matching<typeof zhCN>;
export const texts: Texts = zhCN;
