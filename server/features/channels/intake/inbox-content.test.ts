import { assert as check, constant, oneof, property, string } from 'fast-check';
import { expect, it } from 'vitest';

import { packContent, unpackContent } from './inbox-content.ts';

it('gives back body and reply, whatever they hold', () => {
  const text = string({ unit: 'grapheme' });
  check(
    property(text, oneof(constant(null), text), (clear, reply) => {
      expect(unpackContent(packContent({ clear, reply }))).toEqual({ clear, reply });
    }),
  );
});

it('tells an empty reply from none', () => {
  expect(unpackContent(packContent({ clear: '<xml/>', reply: '' })).reply).toBe('');
  expect(unpackContent(packContent({ clear: '<xml/>', reply: null })).reply).toBeNull();
});

it('refuses what it did not pack', () => {
  expect(() => unpackContent('<xml></xml>')).toThrow('cannot be read');
});
