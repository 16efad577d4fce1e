import {
  merchantAnswerSchema,
  merchantInputSchema,
  newPriceVersionSchema,
  priceVersionSchema,
  priceVersionsSchema,
} from '../../../server/contract/orders.ts';
import { read, Refusal, type Route } from './fake-route.ts';

/** Prices and merchant, as the operator's real server keeps them. */
export const operatorRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/price-versions',
    schema: priceVersionsSchema,
    answer: ({ world }) => world.priceVersions,
  },
  {
    method: 'POST',
    path: '/price-versions',
    schema: priceVersionSchema,
    answer: ({ world, body }) => {
      const input = read(newPriceVersionSchema, body);
      const list = world.priceVersions;
      const row = {
        version: list.items.length,
        effectiveFrom: input.effectiveFrom ?? '2026-11-24T10:30:00.000Z',
        prices: input.prices,
        createdBy: '陈立',
      };
      list.items.unshift(row);
      if (input.effectiveFrom === undefined) list.current = row.version;
      else list.waiting.push(row.version);
      return row;
    },
  },
  {
    method: 'GET',
    path: '/merchant',
    schema: merchantAnswerSchema,
    answer: ({ world }) => ({ merchant: world.merchant }),
  },
  {
    method: 'PUT',
    path: '/merchant',
    schema: merchantAnswerSchema,
    answer: ({ world, body }) => {
      const input = read(merchantInputSchema, body);
      if (input.version !== world.merchant.version) {
        throw new Refusal(409, 'conflict.version', '内容刚被别人修改过。');
      }
      const { mchId, appId, serialNo, platformKeys, bankAccount, miniProgramPurchase } = input;
      world.merchant = {
        ...world.merchant,
        ...{ mchId, appId, serialNo, platformKeys, bankAccount, miniProgramPurchase },
        version: input.version + 1,
      };
      return { merchant: world.merchant };
    },
  },
];
