import { describe, expect, it } from 'vitest';

import { readCode } from './read-code.ts';

const code = 'Zk3v0W9xQm2rT7yB1nLs4A';

describe('an invitation code', () => {
  it.each([
    [code, code],
    [`  ${code}\n`, code],
    [`https://hl.example.cn/i/${code}`, code],
    [encodeURIComponent(`https://hl.example.cn/i/${code}`), code],
    [`https://hl.example.cn/app/pages/invitation/index?c=${code}`, code],
    [undefined, null],
    ['', null],
    [code.slice(1), null],
    [`x${code}`, null],
    [`https://hl.example.cn/d/${code}`, null],
    [`https://hl.example.cn/i/${code}?x=1`, null],
    ['%E0%A4%A', null],
  ])('is read from %j as %j', (text, found) => {
    expect(readCode(text)).toBe(found);
  });
});
