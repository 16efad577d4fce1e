import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { taroRequest } from '../../../test/taro-stub.ts';
import type { PhoneProof } from '../../shared/contract.ts';
import { useSms } from './use-sms.ts';

const proof: PhoneProof = { proofId: 'p', phoneMasked: '154****0002', expiresAt: '2026-11-24T10:30:00.000Z' };
const urls: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  urls.length = 0;
  taroRequest.mockImplementation((option) => {
    urls.push(option.url);
    const data = option.url.endsWith('/verify') ? proof : { challengeId: 'c', resendAfterSeconds: 60 };
    return Promise.resolve({ statusCode: 200, data });
  });
});
afterEach(() => vi.useRealTimers());

it('asks the server for nothing while the number is not one', () => {
  const { result } = renderHook(() => useSms(() => undefined));
  act(() => result.current.setPhone('154 0000 00'));
  act(() => result.current.send());
  expect(result.current.phone).toBe('154000000');
  expect(result.current.phoneBad).toBe(true);
  expect(urls).toEqual([]);
});

it('counts down before another code can be asked for', async () => {
  const { result } = renderHook(() => useSms(() => undefined));
  act(() => result.current.setPhone('15400000002'));
  await act(async () => {
    result.current.send();
    await vi.advanceTimersByTimeAsync(0);
  });
  expect(result.current.wait).toBe(60);
  expect(result.current.sentTo).toBe('15400000002');
  act(() => result.current.send());
  expect(urls).toHaveLength(1);
  await act(() => vi.advanceTimersByTimeAsync(61_000));
  expect(result.current.wait).toBe(0);
});

it('hands over the proof once the code is verified', async () => {
  const proved = vi.fn();
  const { result } = renderHook(() => useSms(proved));
  act(() => result.current.setPhone('15400000002'));
  await act(async () => {
    result.current.send();
    await vi.advanceTimersByTimeAsync(0);
  });
  act(() => result.current.setCode('12345'));
  act(() => result.current.verify());
  expect(result.current.codeBad).toBe(true);
  act(() => result.current.setCode('123456'));
  await act(async () => {
    result.current.verify();
    await vi.advanceTimersByTimeAsync(0);
  });
  expect(proved).toHaveBeenCalledWith(proof);
});
