import { describe, expect, it } from 'vitest';

import { createWriteKeys, randomKey } from './write-keys.ts';

describe('idempotency keys', () => {
  it('keeps the key while the outcome of the same content is unknown', () => {
    const keys = createWriteKeys();
    expect(keys.keyFor('a')).toBe(keys.keyFor('a'));
  });

  it('makes a new one after an answer and for other content', () => {
    const keys = createWriteKeys();
    const first = keys.keyFor('a');
    expect(keys.keyFor('b')).not.toBe(first);
    const second = keys.keyFor('a');
    keys.answered();
    expect(keys.keyFor('a')).not.toBe(second);
  });

  it('is 32 hex digits, which the API accepts', () => {
    expect(randomKey()).toMatch(/^[\da-f]{32}$/);
  });
});
