import { describe, expect, it } from 'vitest';

import { fieldProblem, fillExamples } from './template-field-rules.ts';

const variables = [
  { name: 'contact', example: '林晓雯' },
  { name: 'boundAt', example: '2026年11月24日 18:30' },
];

describe('the rules of template fields', () => {
  it('lets 20 characters into a thing and refuses 21', () => {
    expect(fieldProblem('thing', '字'.repeat(20), variables)).toBeNull();
    expect(fieldProblem('thing', '字'.repeat(21), variables)).toBe('does_not_fit');
  });

  it('measures with the examples of the variables in place', () => {
    expect(fillExamples('{contact} 你好', variables)).toBe('林晓雯 你好');
    expect(fieldProblem('thing1', `{contact}${'字'.repeat(18)}`, variables)).toBe('does_not_fit');
  });

  it('takes a moment in a time field and no words', () => {
    expect(fieldProblem('time3', '{boundAt}', variables)).toBeNull();
    expect(fieldProblem('time3', '稍后', variables)).toBe('does_not_fit');
  });

  it('refuses Chinese in a character string', () => {
    expect(fieldProblem('character_string1', 'LX-01', variables)).toBeNull();
    expect(fieldProblem('character_string1', '订单一', variables)).toBe('does_not_fit');
  });

  it('names empty fields and variables it does not know', () => {
    expect(fieldProblem('thing', ' ', variables)).toBe('missing');
    expect(fieldProblem('thing', '{nickname}', variables)).toBe('unknown_variable');
  });

  it('lets everything pass where the platform published no rule', () => {
    expect(fieldProblem('short_thing4', '任何内容', variables)).toBeNull();
  });
});
