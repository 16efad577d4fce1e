import { appInfo } from './app-info.ts';
import { sandboxFrame, type Frame } from './frame.h5.ts';
import { localeOf } from './i18n.ts';
import type { Launch, PhoneCode, Platform } from './platform-types.ts';

const darkQuery = '(prefers-color-scheme: dark)';

function framedLaunch({ launch }: Frame): Launch {
  const { scene, language, dark, fontScale } = launch;
  return {
    host: 'frame',
    scene: typeof scene === 'number' ? scene : null,
    language: language === 'en' ? 'en' : 'zh-CN',
    dark: dark === true,
    fontScale: typeof fontScale === 'number' && fontScale >= 0.8 && fontScale <= 2 ? fontScale : 1,
  };
}

/** Whether WeChat's own browser shows this page (WeCom's says MicroMessenger too, and signs in alike). */
export function isWechatBrowser(userAgent: string = navigator.userAgent): boolean {
  return /\bMicroMessenger\b/i.test(userAgent);
}

/**
 * Asks the phone around the page for the number; only offered in the frame.
 * A refusal reads `getPhoneNumber:fail user deny`, as in WeChat.
 */
export async function askPhone(): Promise<PhoneCode> {
  const frame = await sandboxFrame();
  if (frame === null) return { failed: 'unavailable' };
  try {
    const { code } = await frame.bridge.call('phone');
    return typeof code === 'string' ? { code } : { failed: 'unavailable' };
  } catch (error) {
    return { failed: /deny|cancel/i.test(String(error)) ? 'denied' : 'unavailable' };
  }
}

export const platform: Platform = {
  async launch() {
    const frame = await sandboxFrame();
    if (frame !== null) return framedLaunch(frame);
    return {
      host: isWechatBrowser() ? 'wechat-web' : 'browser',
      scene: null,
      language: localeOf(navigator.language),
      dark: window.matchMedia(darkQuery).matches,
      // The browser, and WeChat's, enlarge text by themselves.
      fontScale: 1,
    };
  },

  async loginCode() {
    const frame = await sandboxFrame();
    if (frame === null) return null;
    const { code } = await frame.bridge.call('login');
    const appId = frame.launch.appId ?? (await appInfo()).miniProgramAppId;
    return typeof code === 'string' && typeof appId === 'string' ? { appId, code } : null;
  },

  async scan() {
    const frame = await sandboxFrame();
    if (frame === null) return null;
    return frame.bridge.call('scan').then(
      ({ result }) => (typeof result === 'string' ? result : null),
      () => null,
    );
  },

  async subscribe(templateIds) {
    const frame = await sandboxFrame();
    if (frame === null || templateIds.length === 0) return;
    await frame.bridge.call('subscribe', { tmplIds: templateIds.slice(0, 3) }).catch(() => undefined);
  },

  async requestPayment({ appId, timeStamp, nonceStr, package: bundle, signType, paySign }) {
    const frame = await sandboxFrame();
    if (frame === null) return 'unavailable';
    try {
      await frame.bridge.call('requestPayment', {
        appId,
        timeStamp,
        nonceStr,
        package: bundle,
        signType,
        paySign,
      });
      return 'paid';
    } catch (error) {
      return /cancel/i.test(String(error)) ? 'cancelled' : 'failed';
    }
  },

  async openServiceAccount({ appId }) {
    const frame = await sandboxFrame();
    if (frame === null) return false;
    return frame.bridge.call('openProfile', { appId }).then(
      () => true,
      () => false,
    );
  },

  setTitle(title) {
    document.title = title;
    void sandboxFrame()
      .then((frame) => frame?.bridge.call('title', { title }))
      .catch(() => undefined);
  },

  onThemeChange(listener) {
    window.matchMedia(darkQuery).addEventListener('change', (event) => {
      void sandboxFrame().then((frame) => {
        // In the frame the phone decides, at launch.
        if (frame === null) listener(event.matches);
      });
    });
  },
};
