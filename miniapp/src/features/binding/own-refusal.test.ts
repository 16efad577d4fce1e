import { describe, expect, it } from 'vitest';

import { ApiError } from '../../shared/api-error.ts';
import { ownRefusal } from './own-refusal.ts';

const refused = (details: Record<string, unknown>) =>
  new ApiError('账号已停用', { kind: 'refused', status: 409, code: 'binding.disabled', details });

describe('own words of a refusal', () => {
  it('are read with whom to ask', () => {
    const details = {
      promptText: '请打给渠道部',
      promptContactName: '渠道部',
      promptContactPhone: '400-800 1234',
      promptAlone: true,
    };
    expect(ownRefusal(refused(details))).toEqual({
      text: '请打给渠道部',
      contact: { name: '渠道部', phone: '400-800 1234' },
      alone: true,
    });
    expect(ownRefusal(refused({ promptText: '请打给渠道部' }))?.contact).toBeNull();
  });

  it('are none where the upstream has set none, or the server was not reached', () => {
    expect(ownRefusal(refused({ salesperson: '张敏' }))).toBeNull();
    expect(ownRefusal(new ApiError('', { kind: 'timeout' }))).toBeNull();
    expect(ownRefusal(new Error('x'))).toBeNull();
  });
});
