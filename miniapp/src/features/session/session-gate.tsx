import type { JSX, ReactNode } from 'react';

import type { Me } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { useSession } from '../../shared/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Failure } from '../../shared/ui/failure.tsx';
import { Skeleton } from '../../shared/ui/skeleton.tsx';
import { SignInHelp } from './sign-in-help.tsx';
import { startSession } from './start-session.ts';

/** Shows the page once it is known who is here, and until then, or instead, why not. */
export function SessionGate({ children }: { children: (me: Me) => ReactNode }): JSX.Element {
  const { status, me, error } = useSession();
  const { me: texts, personal } = useTexts();
  if (me !== null && status === 'ready') return <>{children(me)}</>;
  if (status === 'failed' && error !== null) {
    return <Failure error={error} onRetry={() => void startSession()} />;
  }
  if (status === 'needs_wechat') return <SignInHelp />;
  if (status === 'signed_out' || status === 'gone') {
    const gone = status === 'gone';
    return (
      <Empty
        icon="person"
        title={gone ? personal.goneTitle : texts.signedOutTitle}
        note={gone ? personal.goneLater : texts.signedOutNote}
      >
        <Button id="sign-in-again" onPress={() => void startSession()}>
          {gone ? personal.goneAgain : texts.signInAgain}
        </Button>
      </Empty>
    );
  }
  return <Skeleton />;
}
