import { toApiError } from '../../shared/api-error.ts';
import type { Locale, Membership, Session } from '../../shared/contract.ts';
import { toast } from '../../shared/device.ts';
import { currentTexts, setLanguage } from '../../shared/i18n.ts';
import { restartAt } from '../../shared/navigate.ts';
import { acceptMe, acceptSession, forgetSession } from '../../shared/session.ts';
import { useAction, type Action } from '../../shared/use-action.ts';
import { unbind } from '../binding/api.ts';
import { endSession } from '../session/api.ts';
import { startSession } from '../session/start-session.ts';
import { saveLanguage, switchMembership, withdrawConsent } from './api.ts';

export interface Account {
  readonly action: Action;
  switchTo(membership: Membership): void;
  changeLanguage(language: Locale): void;
  /** Each ends at home, as what the person may see has changed. */
  unbindFrom(membership: Membership, done: () => void): void;
  withdraw(done: () => void): void;
  signOut(done: () => void): void;
}

function isSession(answer: object): answer is Session {
  return 'token' in answer && 'me' in answer;
}

/** What a person can do with his own account in this WeChat. */
export function useAccount(): Account {
  const action = useAction();
  return {
    action,
    switchTo: (membership) =>
      void action.run(async () => {
        acceptSession(await switchMembership(membership.id));
        toast(currentTexts().accounts.switched(membership.downstreamName));
        restartAt('home');
      }),
    changeLanguage: (language) => {
      setLanguage(language);
      void action.run(async () => {
        try {
          const answer = await saveLanguage(language);
          if (isSession(answer)) acceptSession(answer);
          else acceptMe(answer);
        } catch (error) {
          // The choice holds on this phone until the app is closed; what the server says of it is shown.
          setLanguage(language);
          throw toApiError(error);
        }
      });
    },
    unbindFrom: (membership, done) =>
      void action.run(async () => {
        acceptSession(await unbind(membership.id));
        done();
        toast(currentTexts().me.unbound);
        restartAt('home');
      }),
    withdraw: (done) =>
      void action.run(async () => {
        const answer = await withdrawConsent();
        if (isSession(answer)) acceptSession(answer);
        else {
          forgetSession('starting');
          await startSession();
        }
        done();
        toast(currentTexts().me.withdrawn);
        restartAt('home');
      }),
    signOut: (done) =>
      void action.run(async () => {
        // Unreached, the server's session ends by itself; this phone forgets it now.
        await endSession().catch(() => undefined);
        forgetSession('signed_out');
        done();
        restartAt('home');
      }),
  };
}
