import type { JSX, ReactNode } from 'react';

import type { Membership } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { openPage } from '../../shared/navigate.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { SessionGate } from './session-gate.tsx';

/** For pages that belong to a bound person: a visitor is told why, and led to binding. */
export function MemberGate(props: {
  reason: string;
  children: (membership: Membership) => ReactNode;
}): JSX.Element {
  const texts = useTexts().home;
  return (
    <SessionGate>
      {(me) =>
        me.current === null ? (
          <Empty icon="person" title={props.reason}>
            <Button id="gate-bind" onPress={() => openPage('bind')}>
              {texts.bind}
            </Button>
          </Empty>
        ) : (
          props.children(me.current)
        )
      }
    </SessionGate>
  );
}
