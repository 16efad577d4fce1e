import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { errors as en } from '../../../config/locales/en/errors/index.ts';
import { errors as zh } from '../../../config/locales/zh-CN/errors/index.ts';
import { formatText, negotiateLocale } from './translate.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** The names of a text's arguments, plural and select ones too. */
const argumentsOf = (text: string) =>
  [...new Set([...text.matchAll(/\{\s*(\w+)\s*[},]/g)].map((match) => match[1]))].sort();

describe('error texts', () => {
  const chinese: Readonly<Record<string, string>> = zh;
  const english: Readonly<Record<string, string>> = en;

  it('stand in both languages under the same codes, with the same values', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort());
    for (const [code, text] of Object.entries(chinese)) {
      expect([code, argumentsOf(english[code] ?? '')]).toEqual([code, argumentsOf(text)]);
    }
  });

  it('format without leftovers in both', () => {
    for (const [locale, texts] of [
      ['zh-CN', chinese],
      ['en', english],
    ] as const) {
      for (const [code, text] of Object.entries(texts)) {
        const values = Object.fromEntries(argumentsOf(text).map((name) => [String(name), 7]));
        const told = formatText(locale, text, values);
        expect([code, told]).toEqual([code, expect.not.stringMatching(/\{[a-z]\w*\}|undefined|null/)]);
        expect(told.length).toBeGreaterThan(3);
      }
    }
  });

  it('are given their values wherever a code is thrown', () => {
    const wanting = new Set(
      Object.keys(chinese).filter((code) => argumentsOf(chinese[code] ?? '').length > 0),
    );
    const bare: string[] = [];
    for (const path of readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
      const text = readFileSync(join(root, 'server', path), 'utf8');
      for (const match of text.matchAll(/new AppError\(\s*'([\w.]+)',\s*\{([^}]*)\}?/g)) {
        const [, code = '', options = ''] = match;
        if (wanting.has(code) && !options.includes('data')) bare.push(`${path}: ${code}`);
      }
    }
    expect(bare).toEqual([]);
  });
});

describe('the language of a caller', () => {
  it.each([
    [undefined, 'zh-CN'],
    ['', 'zh-CN'],
    ['en', 'en'],
    ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
    ['zh-TW', 'zh-CN'],
    ['ZH-hans-CN', 'zh-CN'],
    ['fr-FR, en;q=0.5', 'en'],
    ['fr', 'zh-CN'],
    ['*', 'zh-CN'],
  ])('is read from %j as %s', (header, locale) => {
    expect(negotiateLocale(header)).toBe(locale);
  });
});
