import type { JSX, ReactNode } from 'react';

import { askPhone } from '../../shared/platform';
import type { PhoneCode } from '../../shared/platform-types.ts';
import { Button } from '../../shared/ui/button.tsx';

/** The phone around the page lends its sheet; only shown in the sandbox's frame. */
export function PhoneButton(props: {
  busy: boolean;
  onCode: (code: PhoneCode) => void;
  children: ReactNode;
}): JSX.Element {
  const { busy, onCode, children } = props;
  return (
    <Button id="phone-button" busy={busy} onPress={() => void askPhone().then(onCode)}>
      {children}
    </Button>
  );
}
