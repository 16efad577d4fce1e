import Taro from '@tarojs/taro';

const key = 'hl.token';

/**
 * Off in the sandbox's frame, where the person on the phone changes and storage stays: each launch
 * signs in anew there. Storage may also be full or forbidden; then the token lives in memory alone.
 */
let durable = true;
export function keepTokensInMemoryOnly(): void {
  durable = false;
}

export function keepToken(token: string): void {
  if (!durable) return;
  try {
    Taro.setStorageSync(key, token);
  } catch {
    // The next launch signs in anew.
  }
}

export function storedToken(): string | null {
  if (!durable) return null;
  try {
    const value: unknown = Taro.getStorageSync(key);
    return typeof value === 'string' && value !== '' ? value : null;
  } catch {
    return null;
  }
}

export function forgetToken(): void {
  if (!durable) return;
  try {
    Taro.removeStorageSync(key);
  } catch {
    // Nothing was kept.
  }
}
