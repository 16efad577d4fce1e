import { useCallback, useEffect, useState } from 'react';

import { ApiError, toApiError } from '../../shared/api-error.ts';
import type { BindingStart, PhoneProof, Session } from '../../shared/contract.ts';
import { useLaunch } from '../../shared/launch.ts';
import { allowPhoneUse } from '../../shared/privacy';
import { acceptSession, useSession } from '../../shared/session.ts';
import { useAction, type Action } from '../../shared/use-action.ts';
import { fetchForm, register, type Registration } from '../registration/api.ts';
import { refreshMe } from '../session/start-session.ts';
import * as door from './api.ts';
import { ownRefusal } from './own-refusal.ts';
import type { BindingStep, NotFound, PhoneNote } from './binding-step.ts';

const ticketShape = /^[A-Za-z0-9_-]{22}$/;

export interface Binding {
  readonly step: BindingStep;
  readonly action: Action;
  restart(): void;
  /** The answer to «was this sent to you?». */
  answerForwarded(mine: boolean): void;
  /** Notes the consent, then asks for the phone. */
  agree(start: BindingStart): void;
  toSms(start: BindingStart, note: PhoneNote | null): void;
  toPhone(start: BindingStart, note: PhoneNote | null): void;
  /** A code of the phone button. */
  provePhone(start: BindingStart, code: string): void;
  proved(start: BindingStart, proof: PhoneProof): void;
  choose(start: BindingStart, proof: PhoneProof, accountIds: readonly string[]): void;
  toAsk(start: BindingStart, proof: PhoneProof, result: NotFound): void;
  /** Reads the form that the upstream has set, and shows it. */
  toRegister(start: BindingStart, proof: PhoneProof, result: NotFound): void;
  register(start: BindingStart, proof: PhoneProof, registration: Registration): void;
  backToResult(start: BindingStart, proof: PhoneProof, result: NotFound): void;
  ask(proof: PhoneProof, name: string, company: string): void;
}

function isSession(answer: object): answer is Session {
  return 'token' in answer && 'me' in answer;
}

/** The server no longer takes this proof (ten minutes, one use): a new one is needed. */
function proofIsStale(error: unknown): boolean {
  return error instanceof ApiError && error.kind === 'refused' && /proof/.test(error.code);
}

/** The agreements changed, or the consent was withdrawn elsewhere: it must be asked for again. */
function consentIsStale(error: unknown): boolean {
  return error instanceof ApiError && error.kind === 'refused' && error.code.startsWith('consent.');
}

/**
 * The whole way of binding, one step at a time. Nothing is asked of the person before the consent
 * step; the phone is asked for after it; WeChat's button is offered where it exists, and SMS
 * everywhere.
 * @param linkTicket `t` of the guide's link; anything that is not a ticket counts as none
 */
export function useBinding(linkTicket: string | undefined): Binding {
  const session = useSession();
  const launch = useLaunch();
  const action = useAction();
  const [step, setStep] = useState<BindingStep>({ at: 'loading' });
  const ready = session.status === 'ready';
  const ticket = linkTicket !== undefined && ticketShape.test(linkTicket) ? linkTicket : undefined;

  const begin = useCallback(
    async (input: { confirmForwarded?: boolean; withoutTicket?: boolean; changed?: boolean }) => {
      setStep({ at: 'loading' });
      try {
        const start = await door.startBinding({
          ...(ticket === undefined || input.withoutTicket === true ? {} : { ticket }),
          ...(input.confirmForwarded === true ? { confirmForwarded: true } : {}),
          ...(launch.scene === null ? {} : { scene: launch.scene }),
        });
        if (start.ticket === 'forwarded') setStep({ at: 'forwarded', start });
        else setStep({ at: 'consent', start, changed: input.changed === true });
      } catch (error) {
        setStep({ at: 'failed', error: toApiError(error) });
      }
    },
    [ticket, launch.scene],
  );

  useEffect(() => {
    if (ready) void begin({});
  }, [ready, begin]);

  const hasButton = launch.host === 'weapp' || launch.host === 'frame';
  const toPhone = (start: BindingStart, note: PhoneNote | null): void => {
    action.clear();
    setStep(hasButton ? { at: 'phone', start, note } : withoutButton(start, note));
  };
  /** Another way than WeChat's button, as far as there is one. */
  const toSms = (start: BindingStart, note: PhoneNote | null): void => {
    action.clear();
    if (hasButton && !start.smsOffered) setStep({ at: 'phone', start, note });
    else setStep(withoutButton(start, note));
  };

  async function finish(
    start: BindingStart,
    proof: PhoneProof,
    accountIds?: readonly string[],
  ): Promise<void> {
    try {
      const result = await door.bind(proof.proofId, accountIds);
      if (result.outcome === 'bound') {
        acceptSession(result.session);
        setStep({ at: 'bound' });
      } else if (result.outcome === 'choose') setStep({ at: 'choose', start, proof, choice: result });
      else setStep({ at: 'not_found', start, proof, result });
    } catch (error) {
      const prompt = ownRefusal(error);
      if (prompt !== null) setStep({ at: 'refused', start, prompt, system: toApiError(error).message });
      else if (consentIsStale(error)) await begin({ changed: true });
      else if (proofIsStale(error)) toPhone(start, 'stale');
      else throw error;
    }
  }

  /** What a consent or a proof that is over leads back to. */
  async function mended(start: BindingStart, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (consentIsStale(error)) await begin({ changed: true });
      else if (proofIsStale(error)) toPhone(start, 'stale');
      else throw error;
    }
  }

  async function consent(start: BindingStart): Promise<void> {
    const { requiredVersion, givenVersion } = start.consent;
    if (givenVersion !== requiredVersion) {
      try {
        const answer = await door.giveConsent(requiredVersion);
        if (isSession(answer)) acceptSession(answer);
      } catch (error) {
        if (!consentIsStale(error)) throw error;
        await begin({ changed: true });
        return;
      }
    }
    const given = { ...start, consent: { requiredVersion, givenVersion: requiredVersion } };
    if (!hasButton) toSms(given, null);
    else if (await allowPhoneUse()) toPhone(given, null);
    else toSms(given, 'privacy');
  }

  return {
    step,
    action,
    restart: () => void begin({}),
    answerForwarded: (mine) => void begin(mine ? { confirmForwarded: true } : { withoutTicket: true }),
    agree: (start) => void action.run(() => consent(start)),
    toSms,
    toPhone,
    provePhone: (start, code) =>
      void action.run(async () => {
        const proof = await door.proveByWechat(code).catch(async (error: unknown) => {
          if (!consentIsStale(error)) throw error;
          await begin({ changed: true });
          return null;
        });
        if (proof !== null) await finish(start, proof);
      }),
    proved: (start, proof) => void action.run(() => finish(start, proof)),
    choose: (start, proof, accountIds) => void action.run(() => finish(start, proof, accountIds)),
    toAsk: (start, proof, result) => {
      action.clear();
      setStep({ at: 'ask', start, proof, result });
    },
    toRegister: (start, proof, result) =>
      void action.run(() =>
        mended(start, async () => {
          const form = await fetchForm(proof.proofId);
          setStep({ at: 'register', start, proof, result, form });
        }),
      ),
    register: (start, proof, registration) =>
      void action.run(() =>
        mended(start, async () => {
          const outcome = await register(proof.proofId, registration);
          if (outcome.outcome === 'registered') {
            acceptSession(outcome.session);
            setStep({ at: 'bound' });
            return;
          }
          setStep({ at: 'registered', start, waitsFor: outcome.waitsFor });
          await refreshMe();
        }),
      ),
    backToResult: (start, proof, result) => {
      action.clear();
      setStep({ at: 'not_found', start, proof, result });
    },
    ask: (proof, name, company) =>
      void action.run(async () => {
        await door.askSalesperson(proof.proofId, name, company);
        setStep({ at: 'asked', phoneMasked: proof.phoneMasked });
        await refreshMe();
      }),
  };
}

function withoutButton(start: BindingStart, note: PhoneNote | null): BindingStep {
  return start.smsOffered ? { at: 'sms', start, note } : { at: 'no_way', start };
}
