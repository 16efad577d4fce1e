import Taro from '@tarojs/taro';

import { currentTexts } from './i18n.ts';

/** A short word that goes away by itself. */
export function toast(title: string): void {
  void Taro.showToast({ title, icon: 'none', duration: 2000 });
}

/** Copies and says so; WeChat says it by itself. */
export async function copyText(text: string): Promise<void> {
  try {
    await Taro.setClipboardData({ data: text });
    if (process.env.TARO_ENV === 'h5') toast(currentTexts().common.copied);
  } catch {
    // Refused by the person or the browser: nothing was copied, and nothing says so.
  }
}

export function callPhone(phone: string): void {
  Taro.makePhoneCall({ phoneNumber: phone }).catch(() => undefined);
}
