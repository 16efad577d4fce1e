import type { JSX } from 'react';

import type { Me } from '../../shared/contract.ts';
import { useLaunch } from '../../shared/launch.ts';
import { restartAt } from '../../shared/navigate.ts';
import { Failure } from '../../shared/ui/failure.tsx';
import { Skeleton } from '../../shared/ui/skeleton.tsx';
import { RegisterStep, RegisterWaitingStep } from '../registration/register-step.tsx';
import { AskedStep, AskStep } from './ask-step.tsx';
import { BoundStep } from './bound-step.tsx';
import { ChooseStep } from './choose-step.tsx';
import { ConsentStep } from './consent-step.tsx';
import { ForwardedStep } from './forwarded-step.tsx';
import { NoWayStep } from './no-way-step.tsx';
import { NotFoundStep } from './not-found-step.tsx';
import { PhoneStep } from './phone-step.tsx';
import { RefusedStep } from './refused-step.tsx';
import { SmsStep } from './sms-step.tsx';
import { useBinding } from './use-binding.ts';

/** The way of binding on the screen: one step, one screen. */
export function BindView({ me, ticket }: { me: Me; ticket: string | undefined }): JSX.Element {
  const binding = useBinding(ticket);
  const { step, action } = binding;
  const { host } = useLaunch();
  const common = { busy: action.busy, trouble: action.error?.message ?? null };
  switch (step.at) {
    case 'loading':
      return <Skeleton />;
    case 'failed':
      return <Failure error={step.error} onRetry={binding.restart} />;
    case 'forwarded':
      return <ForwardedStep onAnswer={binding.answerForwarded} />;
    case 'consent':
      return (
        <ConsentStep
          {...common}
          start={step.start}
          current={me.current}
          changed={step.changed}
          onAgree={() => binding.agree(step.start)}
        />
      );
    case 'phone':
      return (
        <PhoneStep
          {...common}
          brand={step.start.upstream.displayName}
          note={step.note}
          onCode={(answer) => {
            if ('code' in answer) binding.provePhone(step.start, answer.code);
            else if (answer.failed === 'denied') binding.toPhone(step.start, 'denied');
            else binding.toSms(step.start, 'unavailable');
          }}
          onOther={step.start.smsOffered ? () => binding.toSms(step.start, null) : null}
        />
      );
    case 'no_way':
      return <NoWayStep onRetry={binding.restart} />;
    case 'sms':
      return (
        <SmsStep
          {...common}
          note={step.note}
          onProved={(proof) => binding.proved(step.start, proof)}
          onBack={host === 'weapp' || host === 'frame' ? () => binding.toPhone(step.start, null) : null}
        />
      );
    case 'choose':
      return (
        <ChooseStep
          {...common}
          choice={step.choice}
          onChoose={(ids) => binding.choose(step.start, step.proof, ids)}
          onOther={() => binding.toSms(step.start, null)}
        />
      );
    case 'not_found':
      return (
        <NotFoundStep
          result={step.result}
          onOther={() => binding.toSms(step.start, null)}
          {...common}
          onAsk={() => binding.toAsk(step.start, step.proof, step.result)}
          onRegister={() => binding.toRegister(step.start, step.proof, step.result)}
        />
      );
    case 'refused':
      return (
        <RefusedStep
          prompt={step.prompt}
          system={step.system}
          onOther={() => binding.toSms(step.start, null)}
        />
      );
    case 'ask':
      return (
        <AskStep
          {...common}
          phoneMasked={step.proof.phoneMasked}
          onSubmit={(name, company) => binding.ask(step.proof, name, company)}
          onBack={() => binding.backToResult(step.start, step.proof, step.result)}
        />
      );
    case 'register':
      return (
        <RegisterStep
          {...common}
          form={step.form}
          proofId={step.proof.proofId}
          phoneMasked={step.proof.phoneMasked}
          onSubmit={(registration) => binding.register(step.start, step.proof, registration)}
          onBack={() => binding.backToResult(step.start, step.proof, step.result)}
        />
      );
    case 'registered':
      return (
        <RegisterWaitingStep
          waitsFor={step.waitsFor}
          brand={step.start.upstream.displayName}
          onHome={() => restartAt('home')}
        />
      );
    case 'asked':
      return <AskedStep phoneMasked={step.phoneMasked} onHome={() => restartAt('home')} />;
    case 'bound':
      return me.current === null ? <Skeleton /> : <BoundStep me={me} membership={me.current} />;
  }
}
