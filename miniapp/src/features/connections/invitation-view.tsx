import type { JSX } from 'react';

import type { Me } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Skeleton } from '../../shared/ui/skeleton.tsx';
import { NoWayStep } from '../binding/no-way-step.tsx';
import { PhoneStep } from '../binding/phone-step.tsx';
import { SmsStep } from '../binding/sms-step.tsx';
import { CompanyStep } from './company-step.tsx';
import { EnterStep } from './enter-step.tsx';
import { OfferStep } from './offer-step.tsx';
import { OutcomeStep } from './outcome-step.tsx';
import { useInvitation } from './use-invitation.ts';

/** From a code to a relation on the screen: one step, one screen. */
export function InvitationView({ me, code }: { me: Me; code: string | null }): JSX.Element {
  const texts = useTexts();
  const way = useInvitation(code);
  const { step, action } = way;
  const common = { busy: action.busy, trouble: action.error?.message ?? null };
  switch (step.at) {
    case 'enter':
      return <EnterStep canScan={way.hasButton} onCode={way.open} />;
    case 'loading':
      return <Skeleton />;
    case 'failed':
      return (
        <Empty icon="alert" tone="warn" title={step.error.message}>
          <Button id="invitation-other" onPress={way.enter}>
            {texts.connections.enterTitle}
          </Button>
        </Empty>
      );
    case 'offer':
      return (
        <OfferStep {...common} invitation={step.invitation} onAgree={() => way.agree(step.invitation)} />
      );
    case 'company':
      return (
        <CompanyStep
          {...common}
          invitation={step.invitation}
          contactName={me.current?.contactName ?? ''}
          onAnswer={(answer) => way.answer(step.invitation, answer)}
        />
      );
    case 'phone':
      return (
        <PhoneStep
          {...common}
          brand={step.invitation.upstreamName}
          purpose={texts.connections.phoneNote(step.invitation.upstreamName)}
          note={step.note}
          onCode={(got) => {
            if ('code' in got) way.provePhone(step.invitation, step.answer, got.code);
            else if (got.failed === 'denied') way.toPhone(step.invitation, step.answer, 'denied');
            else way.toSms(step.invitation, step.answer, 'unavailable');
          }}
          onOther={step.invitation.smsOffered ? () => way.toSms(step.invitation, step.answer, null) : null}
        />
      );
    case 'sms':
      return (
        <SmsStep
          {...common}
          verb={texts.connections.verify}
          note={step.note}
          onProved={(proof) => way.proved(step.invitation, step.answer, proof)}
          onBack={way.hasButton ? () => way.toPhone(step.invitation, step.answer, null) : null}
        />
      );
    case 'no_way':
      return <NoWayStep onRetry={way.enter} />;
    case 'done':
      return <OutcomeStep outcome={step.outcome} />;
  }
}
