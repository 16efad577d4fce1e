import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parsePlatformJson, redact } from './platform-json.ts';

describe('a platform’s JSON', () => {
  it('keeps every digit of a 64-bit number, as text', () => {
    expect(parsePlatformJson('{"errcode":0,"msgid":9223372036854775807}')).toEqual({
      errcode: 0,
      msgid: '9223372036854775807',
    });
    expect(parsePlatformJson('[-1234567890123456789 , 7]')).toEqual(['-1234567890123456789', 7]);
  });

  it('leaves digits within texts, fractions and powers alone', () => {
    const text =
      '{"a":"id 1234567890123456789, \\"98765432109876543210\\"","b":0.1234567890123456789,"c":1e20}';
    expect(parsePlatformJson(text)).toEqual(JSON.parse(text));
  });

  it('reads whatever JSON.stringify writes, as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const text = JSON.stringify(value);
        const isLong = /(?<![\d.eE+-])-?\d{16,}/.test(text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""'));
        fc.pre(!isLong);
        expect(parsePlatformJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses what is not JSON', () => {
    expect(() => parsePlatformJson('<html>1234567890123456</html>')).toThrow(SyntaxError);
  });

  it('hides secrets that a platform repeats', () => {
    expect(redact('invalid secret abcdef123 and abcdef123', ['abcdef123', ''])).toBe(
      'invalid secret *** and ***',
    );
  });
});
