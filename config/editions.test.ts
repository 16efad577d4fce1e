import { expect, it } from 'vitest';

import { createEditions } from './editions.ts';
import { quotaTexts as en } from './locales/en/quota.ts';
import { quotaTexts as zh } from './locales/zh-CN/quota.ts';

const vip = { key: 'vip', names: { 'zh-CN': '尊享版', en: 'Premium' } };

it('has a name for every preset edition in both languages', () => {
  for (const { key } of createEditions()) {
    expect(zh).toHaveProperty([`edition.${key}`]);
    expect(en).toHaveProperty([`edition.${key}`]);
  }
});

it('takes editions that the operator adds, after the presets', () => {
  expect(createEditions([vip]).map(({ key }) => key)).toEqual([
    'dealer',
    'manufacturing_dealer',
    'fmcg_dealer',
    'agent',
    'lite',
    'vip',
  ]);
});

it('refuses a key twice, a key that no quota kind can carry, and a missing name', () => {
  expect(() => createEditions([vip, vip])).toThrow('same key');
  expect(() => createEditions([{ ...vip, key: 'dealer' }])).toThrow('same key');
  expect(() => createEditions([{ ...vip, key: 'VIP!' }])).toThrow();
  expect(() => createEditions([{ ...vip, names: { en: 'Premium' } }])).toThrow();
});
