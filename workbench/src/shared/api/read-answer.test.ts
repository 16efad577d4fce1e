import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { UnreadableAnswerError } from './errors.ts';
import { readAnswer } from './read-answer.ts';

const schema = z.strictObject({ items: z.array(z.strictObject({ id: z.string() })) });

describe('reading an answer of the API', () => {
  it('drops fields that a newer server added, at any depth', () => {
    const body = { items: [{ id: 'a', fresh: 1 }], total: 9 };
    expect(readAnswer(schema, body, '/x')).toEqual({ items: [{ id: 'a' }] });
    expect(body.items[0]).toHaveProperty('fresh');
  });

  it('refuses an answer that lacks what the page needs', () => {
    expect(() => readAnswer(schema, { items: [{}] }, '/x')).toThrow(UnreadableAnswerError);
    expect(() => readAnswer(schema, null, '/x')).toThrow(UnreadableAnswerError);
  });
});
