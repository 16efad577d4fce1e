import { useState, type JSX } from 'react';

import type { PhoneProof } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { useLaunch } from '../../shared/launch.ts';
import { useAction } from '../../shared/use-action.ts';
import { Empty } from '../../shared/ui/empty.tsx';
import { proveByWechat } from '../binding/api.ts';
import type { PhoneNote } from '../binding/binding-step.ts';
import { PhoneStep } from '../binding/phone-step.tsx';
import { SmsStep } from '../binding/sms-step.tsx';

/** Proves the number on file anew, by WeChat's button where there is one, else by SMS. */
export function ProveStep(props: {
  /** What the number is for. */
  purpose: string;
  smsOffered: boolean;
  busy: boolean;
  trouble: string | null;
  onProved: (proof: PhoneProof) => void;
}): JSX.Element {
  const { purpose, smsOffered, busy, trouble, onProved } = props;
  const texts = useTexts();
  const { host } = useLaunch();
  const hasButton = host === 'weapp' || host === 'frame';
  const [way, setWay] = useState<'button' | 'sms'>(hasButton ? 'button' : 'sms');
  const [note, setNote] = useState<PhoneNote | null>(null);
  const proving = useAction();
  const other = (why: PhoneNote | null): void => {
    proving.clear();
    setNote(why);
    if (smsOffered) setWay('sms');
  };
  const common = { busy: busy || proving.busy, trouble: trouble ?? proving.error?.message ?? null };
  if (way === 'button') {
    return (
      <PhoneStep
        {...common}
        brand=""
        purpose={purpose}
        verb={texts.personal.verifyWechat}
        note={note}
        onCode={(got) => {
          if ('code' in got) {
            void proving.run(async () => onProved(await proveByWechat(got.code, 'own_account')));
          } else other(got.failed === 'denied' ? 'denied' : 'unavailable');
        }}
        onOther={smsOffered ? () => other(null) : null}
      />
    );
  }
  if (!smsOffered) {
    return <Empty icon="phone" tone="warn" title={texts.personal.noWay} note={texts.personal.noWayNote} />;
  }
  return (
    <SmsStep
      {...common}
      own
      verb={texts.personal.verify}
      note={note}
      onProved={onProved}
      onBack={hasButton ? () => setWay('button') : null}
    />
  );
}
