import Taro from '@tarojs/taro';

import { privacyButtonId, privacyStore } from './privacy-store.ts';

/**
 * Answers WeChat's privacy question with a sheet of ours (base library 2.32.3 and later; earlier
 * ones ask nothing). Called once, at launch.
 */
export function watchPrivacy(): void {
  if (!Taro.canIUse('onNeedPrivacyAuthorization')) return;
  Taro.onNeedPrivacyAuthorization((resolve) => {
    resolve({ event: 'exposureAuthorization' });
    privacyStore.set({
      question: {
        answer(agreed) {
          privacyStore.set({ question: null });
          resolve(agreed ? { event: 'agree', buttonId: privacyButtonId } : { event: 'disagree' });
        },
      },
    });
  });
}

/**
 * Makes sure that the privacy guide is agreed to before the phone button is shown; WeChat asks by
 * `onNeedPrivacyAuthorization` when it must. False: declined (errno 104; its number is not
 * confirmed, so any failure counts as a no).
 */
export function allowPhoneUse(): Promise<boolean> {
  if (!Taro.canIUse('requirePrivacyAuthorize')) return Promise.resolve(true);
  return new Promise((done) => {
    Taro.requirePrivacyAuthorize({ success: () => done(true), fail: () => done(false) });
  });
}
