import Taro from '@tarojs/taro';
import type { JSX } from 'react';

import { useTexts } from '../i18n.ts';
import { privacyButtonId, privacyStore } from '../privacy-store.ts';
import { useStore } from '../store.ts';
import { Button } from './button.tsx';
import { Box, NativeButton, Pressable } from './primitives';
import { Sheet } from './sheet.tsx';

/** WeChat's privacy question in our words; the agreeing button must be the native one. */
export function PrivacySheet(): JSX.Element | null {
  const { question } = useStore(privacyStore);
  const texts = useTexts().privacy;
  if (question === null) return null;
  return (
    <Sheet title={texts.title} onClose={() => question.answer(false)}>
      <Box className="hl-sheet__text">
        {texts.before}
        <Pressable className="hl-consent__link" onPress={() => Taro.openPrivacyContract({})}>
          {texts.contract}
        </Pressable>
        {texts.after}
      </Box>
      <NativeButton
        id={privacyButtonId}
        className="hl-press hl-button hl-button--primary"
        hoverClass="hl-active"
        openType="agreePrivacyAuthorization"
        onAgreePrivacyAuthorization={() => question.answer(true)}
      >
        {texts.agree}
      </NativeButton>
      <Button id="privacy-decline" kind="quiet" onPress={() => question.answer(false)}>
        {texts.decline}
      </Button>
    </Sheet>
  );
}
