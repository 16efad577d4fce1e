import { vi } from 'vitest';

/**
 * Stands for @tarojs/taro in unit tests: a storage in memory, and `request` that each test answers.
 * Whatever a test does not set up and calls all the same fails it.
 */
const storage = new Map<string, unknown>();
const ok = (): Promise<{ errMsg: string }> => Promise.resolve({ errMsg: 'ok' });

/** What is handed to Taro.request, as far as tests look at it. */
export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly header: Readonly<Record<string, string>>;
  readonly timeout: number;
}

/** Each test says what answers; a rejection is what the platform's `fail` gets. */
export const taroRequest = vi.fn<(option: SentRequest) => Promise<unknown>>(() =>
  Promise.reject(new Error('unexpected request')),
);

const Taro = {
  request: taroRequest,
  getStorageSync: (key: string) => storage.get(key) ?? '',
  setStorageSync: (key: string, value: unknown) => void storage.set(key, value),
  removeStorageSync: (key: string) => void storage.delete(key),
  clearStorageSync: () => storage.clear(),
  getCurrentPages: () => [{}],
  navigateTo: vi.fn(ok),
  redirectTo: vi.fn(ok),
  reLaunch: vi.fn(ok),
  navigateBack: vi.fn(ok),
  showToast: vi.fn(ok),
  setClipboardData: vi.fn(ok),
  makePhoneCall: vi.fn(ok),
  stopPullDownRefresh: vi.fn(),
  getCurrentInstance: () => ({ router: { path: '' } }),
};

export const useDidShow = (_act: () => void): void => {};
export const usePullDownRefresh = (_act: () => void): void => {};
export const useReachBottom = (_act: () => void): void => {};
export default Taro;
