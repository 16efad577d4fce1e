import { describe, expect, it } from 'vitest';

import { createLogger, maskText, maskValue } from './logger.ts';

describe('the log', () => {
  it('keeps of a phone its first three and last four digits', () => {
    expect(maskText('call 13812345678 or 15400000002.')).toBe('call 138****5678 or 154****0002.');
    expect(maskText('order 2138123456789 is no phone')).toBe('order 2138123456789 is no phone');
  });

  it('masks secrets in addresses, and leaves the rest of them', () => {
    expect(maskText('GET /cgi-bin/x?access_token=abc-123&type=1')).toBe(
      'GET /cgi-bin/x?access_token=***&type=1',
    );
    for (const name of ['secret', 'corpsecret', 'code', 'js_code', 'ticket', 't', 'hl_code']) {
      expect(maskText(`/x?a=1&${name}=canary"`)).toBe(`/x?a=1&${name}=***"`);
    }
  });

  it('masks by name at any depth, in errors and their causes too', () => {
    const cause = new Error('refused /x?secret=canary');
    const masked = JSON.stringify(
      maskValue({
        a: [{ session_key: 'canary' }],
        Authorization: 'canary',
        error: new Error('13812345678', { cause }),
      }),
    );
    expect(masked).not.toContain('canary');
    expect(masked).not.toContain('13812345678');
    expect(masked).toContain('refused');
  });

  it('writes one object a line, masked', () => {
    const lines: string[] = [];
    const log = createLogger('trace', { write: (line) => void lines.push(line) });
    log.info({ token: 'canary', requestId: 'r1' }, 'asked by 13812345678');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"requestId":"r1"');
    expect(lines[0]).toContain('138****5678');
    expect(lines[0]).not.toContain('canary');
  });
});
