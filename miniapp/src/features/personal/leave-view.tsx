import { useState, type JSX } from 'react';

import type { CancellationPreview, Cancelled, PhoneProof } from '../../shared/contract.ts';
import { useLanguage, useTexts } from '../../shared/i18n.ts';
import { restartAt } from '../../shared/navigate.ts';
import { acceptSession, forgetSession } from '../../shared/session.ts';
import { useAction } from '../../shared/use-action.ts';
import { useResource } from '../../shared/use-resource.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Failure } from '../../shared/ui/failure.tsx';
import { Box } from '../../shared/ui/primitives';
import { Skeleton } from '../../shared/ui/skeleton.tsx';
import { startSession } from '../session/start-session.ts';
import { lookAtLeaving } from './api.ts';
import { ChooseLeaving } from './choose-leaving.tsx';
import { HandOver } from './hand-over.tsx';
import { ProveStep } from './prove-step.tsx';

type Step =
  | { readonly at: 'explain' }
  | { readonly at: 'prove' }
  | { readonly at: 'choose'; readonly proof: PhoneProof | null; readonly shown: CancellationPreview };

function Explanation({ shown }: { shown: CancellationPreview }): JSX.Element {
  const texts = useTexts().personal;
  const lines = [texts.leaveAtOnce, texts.leaveErased(shown.dueText), texts.leaveKept, texts.leaveAgain];
  return (
    <Card id="leave-explained">
      <Box className="hl-large" role="heading">
        {texts.leaveTitle}
      </Box>
      {lines.map((line) => (
        <Box key={line} className="hl-point">
          {line}
        </Box>
      ))}
      <Box className="hl-note">{texts.leaveOthers}</Box>
    </Card>
  );
}

/** 注销账号 on the screen: what happens, the number anew, which accounts, once more. */
export function LeaveView({ onLeft }: { onLeft: (done: Cancelled) => void }): JSX.Element {
  const texts = useTexts();
  const language = useLanguage();
  const preview = useResource(`leave:${language}`, () => lookAtLeaving());
  const [step, setStep] = useState<Step>({ at: 'explain' });
  const looking = useAction();
  const [shownNow, setShownNow] = useState<CancellationPreview | null>(null);
  const shown = shownNow ?? preview.data;
  if (preview.error !== null && shown === null) {
    return <Failure error={preview.error} onRetry={() => void preview.reload()} />;
  }
  if (shown === null) return <Skeleton />;
  const toChoice = (proof: PhoneProof | null): void =>
    void looking.run(async () => {
      setStep({ at: 'choose', proof, shown: await lookAtLeaving(proof?.proofId) });
    });
  if (step.at === 'prove') {
    return (
      <ProveStep
        purpose={texts.personal.leaveProof}
        smsOffered={shown.smsOffered}
        busy={looking.busy}
        trouble={looking.error?.message ?? null}
        onProved={toChoice}
      />
    );
  }
  if (step.at === 'choose') {
    return (
      <ChooseLeaving
        shown={step.shown}
        proof={step.proof}
        onStale={() => setStep({ at: 'prove' })}
        onLeft={(done) => {
          if (done.session === null) forgetSession('gone');
          else acceptSession(done.session);
          onLeft(done);
        }}
      />
    );
  }
  return (
    <>
      <Explanation shown={shown} />
      <HandOver shown={shown} onChanged={setShownNow} />
      <Box className="hl-foot">
        <Button
          id="leave-go-on"
          kind="danger"
          busy={looking.busy}
          onPress={() => (shown.phoneNeeded ? setStep({ at: 'prove' }) : toChoice(null))}
        >
          {texts.personal.leaveGoOn}
        </Button>
        {shown.phoneNeeded ? null : (
          <Button
            id="leave-find"
            kind="quiet"
            disabled={looking.busy}
            onPress={() => setStep({ at: 'prove' })}
          >
            {texts.personal.leaveFind}
          </Button>
        )}
      </Box>
    </>
  );
}

/** The last that he sees of it; what he may name when he asks later. */
export function LeftView({ done }: { done: Cancelled }): JSX.Element {
  const texts = useTexts().personal;
  const gone = done.session === null;
  return (
    <Empty
      icon="check"
      title={gone ? texts.goneTitle : texts.someGoneTitle}
      note={texts.goneNote(done.reference, done.dueText)}
    >
      {gone ? (
        <Button
          id="leave-again"
          kind="plain"
          onPress={() => void startSession().then(() => restartAt('home'))}
        >
          {texts.goneAgain}
        </Button>
      ) : (
        <Button id="leave-home" onPress={() => restartAt('home')}>
          {texts.goneHome}
        </Button>
      )}
    </Empty>
  );
}
