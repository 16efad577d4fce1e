import { useCallback, useEffect, useState } from 'react';

import { ApiError, toApiError } from '../../shared/api-error.ts';
import type { Invitation, InvitationOutcome, PhoneProof } from '../../shared/contract.ts';
import { useLaunch } from '../../shared/launch.ts';
import { allowPhoneUse } from '../../shared/privacy';
import { acceptSession, useSession } from '../../shared/session.ts';
import { useAction, type Action } from '../../shared/use-action.ts';
import { giveConsent, proveByWechat } from '../binding/api.ts';
import type { PhoneNote } from '../binding/binding-step.ts';
import { confirmInvitation, lookAtInvitation, type Company } from './api.ts';

export interface Answer {
  readonly contactName: string;
  readonly company: Company;
}

/** Where the person is on the way to a relation. */
export type InvitationStep =
  | { readonly at: 'enter' }
  | { readonly at: 'loading' }
  | { readonly at: 'failed'; readonly error: ApiError }
  | { readonly at: 'offer'; readonly invitation: Invitation }
  | { readonly at: 'company'; readonly invitation: Invitation }
  | {
      readonly at: 'phone' | 'sms';
      readonly invitation: Invitation;
      readonly answer: Answer;
      readonly note: PhoneNote | null;
    }
  /** Neither WeChat's button nor SMS: the phone cannot be proved here. */
  | { readonly at: 'no_way' }
  | { readonly at: 'done'; readonly outcome: InvitationOutcome };

export interface InvitationWay {
  readonly step: InvitationStep;
  readonly action: Action;
  /** WeChat's phone button exists here. */
  readonly hasButton: boolean;
  open(code: string): void;
  /** Another code. */
  enter(): void;
  agree(invitation: Invitation): void;
  answer(invitation: Invitation, answer: Answer): void;
  toPhone(invitation: Invitation, answer: Answer, note: PhoneNote | null): void;
  toSms(invitation: Invitation, answer: Answer, note: PhoneNote | null): void;
  provePhone(invitation: Invitation, answer: Answer, code: string): void;
  proved(invitation: Invitation, answer: Answer, proof: PhoneProof): void;
}

function refusedAs(error: unknown, start: string): boolean {
  return error instanceof ApiError && error.kind === 'refused' && error.code.startsWith(start);
}

/**
 * The way from a code to a relation: whose and out of whose quota, consent, company, phone. Nothing
 * is asked of the person before he has read the first screen.
 * @param given the code that the page was opened with; null asks for one
 */
export function useInvitation(given: string | null): InvitationWay {
  const session = useSession();
  const launch = useLaunch();
  const action = useAction();
  const [code, setCode] = useState(given);
  const [step, setStep] = useState<InvitationStep>({ at: given === null ? 'enter' : 'loading' });
  const ready = session.status === 'ready';
  const hasButton = launch.host === 'weapp' || launch.host === 'frame';

  const look = useCallback(async (wanted: string) => {
    setStep({ at: 'loading' });
    try {
      setStep({ at: 'offer', invitation: await lookAtInvitation(wanted) });
    } catch (error) {
      setStep({ at: 'failed', error: toApiError(error) });
    }
  }, []);

  // A relation gives a new session; the page stays where it is then.
  const begun = step.at !== 'loading';
  useEffect(() => {
    if (ready && code !== null && !begun) void look(code);
  }, [ready, code, begun, look]);

  const withoutButton = (invitation: Invitation, answer: Answer, note: PhoneNote | null): void =>
    setStep(invitation.smsOffered ? { at: 'sms', invitation, answer, note } : { at: 'no_way' });
  const toPhone = (invitation: Invitation, answer: Answer, note: PhoneNote | null): void => {
    action.clear();
    if (hasButton) setStep({ at: 'phone', invitation, answer, note });
    else withoutButton(invitation, answer, note);
  };
  const toSms = (invitation: Invitation, answer: Answer, note: PhoneNote | null): void => {
    action.clear();
    if (hasButton && !invitation.smsOffered) setStep({ at: 'phone', invitation, answer, note });
    else withoutButton(invitation, answer, note);
  };

  async function confirm(invitation: Invitation, answer: Answer, proof: PhoneProof): Promise<void> {
    if (code === null) return;
    try {
      const outcome = await confirmInvitation({ code, proofId: proof.proofId, ...answer });
      if (outcome.outcome === 'connected') acceptSession(outcome.session);
      setStep({ at: 'done', outcome });
    } catch (error) {
      if (refusedAs(error, 'phone.proof')) toPhone(invitation, answer, 'stale');
      else if (refusedAs(error, 'consent.')) await look(code);
      else throw error;
    }
  }

  return {
    step,
    action,
    hasButton,
    open: (wanted) => {
      action.clear();
      setCode(wanted);
      setStep({ at: 'loading' });
    },
    enter: () => {
      action.clear();
      setCode(null);
      setStep({ at: 'enter' });
    },
    agree: (invitation) =>
      void action.run(async () => {
        const { requiredVersion, givenVersion } = invitation.consent;
        if (givenVersion !== requiredVersion) await giveConsent(requiredVersion);
        const consent = { requiredVersion, givenVersion: requiredVersion };
        setStep({ at: 'company', invitation: { ...invitation, consent } });
      }),
    answer: (invitation, answer) =>
      void action.run(async () => {
        if (!hasButton) toSms(invitation, answer, null);
        else if (await allowPhoneUse()) toPhone(invitation, answer, null);
        else toSms(invitation, answer, 'privacy');
      }),
    toPhone,
    toSms,
    provePhone: (invitation, answer, phoneCode) =>
      void action.run(async () => confirm(invitation, answer, await proveByWechat(phoneCode))),
    proved: (invitation, answer, proof) => void action.run(() => confirm(invitation, answer, proof)),
  };
}
