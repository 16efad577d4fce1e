import { expect, it } from 'vitest';

import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [String(value('A', 'B'))];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsOf);
  return [];
}

it('says every English text in English, but for names and quoted commands', () => {
  const chinese = textsOf(en).filter((text) => /[\u4e00-\u9fff]/.test(text.replace(/“人工”|简体中文/g, '')));
  expect(chinese).toEqual([]);
});

it('never shows words that belong to us and not to people', () => {
  // «上游企业» is the name of an admin's setting and its page; everywhere else the brand's own name stands.
  const inner = /租户|tenant|openid|unionid|session|游客|上游(?!企业)|undefined/i;
  expect([...textsOf(zhCN), ...textsOf(en)].filter((text) => inner.test(text))).toEqual([]);
});

it('writes Chinese punctuation between Chinese words', () => {
  expect(textsOf(zhCN).filter((text) => /[\u4e00-\u9fff][,;:?!]/.test(text))).toEqual([]);
});
