import type { JSX, ReactNode } from 'react';

import type { PhoneCode } from '../../shared/platform-types.ts';
import { Box, NativeButton } from '../../shared/ui/primitives';

/**
 * errno of an empty phone quota (platform.md B, phone). WeChat then shows its own half-screen and
 * the person goes on by SMS.
 */
const quotaEmpty = 1400001;

/** What WeChat's phone button told, as we use it; a refusal has no code. */
export function readPhoneEvent(detail: { code?: string; errMsg?: string; errno?: number }): PhoneCode {
  if (typeof detail.code === 'string' && detail.code !== '') return { code: detail.code };
  const denied = detail.errno !== quotaEmpty && /deny|cancel/i.test(detail.errMsg ?? '');
  return { failed: denied ? 'denied' : 'unavailable' };
}

export function PhoneButton(props: {
  busy: boolean;
  onCode: (code: PhoneCode) => void;
  children: ReactNode;
}): JSX.Element {
  const { busy, onCode, children } = props;
  return (
    <NativeButton
      id="phone-button"
      className={`hl-press hl-button hl-button--primary ${busy ? 'hl-press--off hl-button--busy' : ''}`}
      hoverClass="hl-active"
      openType="getPhoneNumber"
      disabled={busy}
      onGetPhoneNumber={(event) => onCode(readPhoneEvent(event.detail))}
    >
      {busy ? <Box className="hl-spinner" /> : null}
      {children}
    </NativeButton>
  );
}
