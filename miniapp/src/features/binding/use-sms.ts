import { useState } from 'react';

import type { PhoneProof } from '../../shared/contract.ts';
import { useAction, type Action } from '../../shared/use-action.ts';
import { useCountdown } from '../../shared/use-countdown.ts';
import { requestSms, verifySms } from './api.ts';

/** Mainland numbers, as the server takes them. */
const phoneShape = /^1[3-9]\d{9}$/;
const codeShape = /^\d{6}$/;

export interface SmsForm {
  readonly phone: string;
  readonly code: string;
  /** The number that the code went to, once it did. */
  readonly sentTo: string | null;
  /** Seconds until another code can be asked for. */
  readonly wait: number;
  readonly phoneBad: boolean;
  readonly codeBad: boolean;
  readonly sending: Action;
  readonly verifying: Action;
  setPhone(value: string): void;
  setCode(value: string): void;
  send(): void;
  verify(): void;
}

/** Proves a phone by a code sent to it. The answer to «send» is the same for every number. */
export function useSms(onProved: (proof: PhoneProof) => void, purpose?: 'own_account'): SmsForm {
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [challenge, setChallenge] = useState<{ id: string; phone: string } | null>(null);
  const [checked, setChecked] = useState({ phone: false, code: false });
  const sending = useAction();
  const verifying = useAction();
  const countdown = useCountdown();

  return {
    phone,
    code,
    sentTo: challenge?.phone ?? null,
    wait: countdown.seconds,
    phoneBad: checked.phone && !phoneShape.test(phone),
    codeBad: checked.code && !codeShape.test(code),
    sending,
    verifying,
    setPhone: (value) => setPhone(value.replace(/\D/g, '').slice(0, 11)),
    setCode: (value) => setCode(value.replace(/\D/g, '').slice(0, 6)),
    send() {
      setChecked((before) => ({ ...before, phone: true }));
      if (!phoneShape.test(phone) || countdown.seconds > 0) return;
      void sending.run(async () => {
        const answer = await requestSms(phone, purpose);
        setChallenge({ id: answer.challengeId, phone });
        countdown.start(answer.resendAfterSeconds);
      });
    },
    verify() {
      setChecked({ phone: true, code: true });
      if (challenge === null || !codeShape.test(code)) return;
      void verifying.run(async () => onProved(await verifySms(challenge.id, code)));
    },
  };
}
