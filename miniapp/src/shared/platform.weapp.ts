import Taro from '@tarojs/taro';

import { localeOf } from './i18n.ts';
import type { Platform } from './platform-types.ts';

/** WeChat's text size setting is 17 px at its normal step (not confirmed; only the ratio matters). */
const normalFontSize = 17;

/** `fontSizeSetting` came with base library 2.23.4, later than Taro's types. */
interface AppBaseInfo extends Taro.getAppBaseInfo.Result {
  fontSizeSetting?: number;
}

function appearance(): { language: string | undefined; dark: boolean; fontScale: number } {
  const info: AppBaseInfo = Taro.getAppBaseInfo();
  const size = info.fontSizeSetting;
  return {
    language: info.language,
    dark: info.theme === 'dark',
    fontScale: typeof size === 'number' && size > 0 ? Math.min(2, Math.max(0.8, size / normalFontSize)) : 1,
  };
}

/** `wx.openOfficialAccountProfile` is younger than Taro's types; old clients have none. */
declare const wx: {
  readonly openOfficialAccountProfile?: (options: {
    username: string;
    success: () => void;
    fail: () => void;
  }) => void;
};

export const platform: Platform = {
  launch() {
    const { language, dark, fontScale } = appearance();
    const { scene } = Taro.getLaunchOptionsSync();
    return Promise.resolve({
      host: 'weapp',
      scene: typeof scene === 'number' ? scene : null,
      language: localeOf(language),
      dark,
      fontScale,
    });
  },

  async loginCode() {
    const { code } = await Taro.login();
    return { appId: Taro.getAccountInfoSync().miniProgram.appId, code };
  },

  scan() {
    return Taro.scanCode({ scanType: ['qrCode'] }).then(
      ({ result }) => result,
      () => null,
    );
  },

  async subscribe(templateIds) {
    if (templateIds.length === 0) return;
    // At most three templates a call; `entityIds` belongs to another platform.
    await Taro.requestSubscribeMessage({ tmplIds: templateIds.slice(0, 3), entityIds: [] }).catch(
      () => undefined,
    );
  },

  async requestPayment({ timeStamp, nonceStr, package: bundle, signType, paySign }) {
    try {
      await Taro.requestPayment({ timeStamp, nonceStr, package: bundle, signType, paySign });
      return 'paid';
    } catch (error) {
      const text = error instanceof Error ? error.message : JSON.stringify(error);
      return /cancel/i.test(text) ? 'cancelled' : 'failed';
    }
  },

  openServiceAccount({ userName }) {
    // For accounts of the same or a related subject; where it fails the QR code, pressed long, leads
    // to the same card.
    const { openOfficialAccountProfile } = wx;
    if (userName === null || openOfficialAccountProfile === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      openOfficialAccountProfile({
        username: userName,
        success: () => resolve(true),
        fail: () => resolve(false),
      });
    });
  },

  setTitle(title) {
    void Taro.setNavigationBarTitle({ title }).catch(() => undefined);
  },

  onThemeChange(listener) {
    Taro.onThemeChange(({ theme }) => listener(theme === 'dark'));
  },
};
