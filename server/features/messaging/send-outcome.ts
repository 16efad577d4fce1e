import { PlatformError, PlatformUnreachableError } from '../../../bot/channels/shared/platform-error.ts';
import type { DeliveryState } from '../../contract/messaging.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { errorText } from '../../kernel/errors/error-text.ts';
import type { DeliveryFailure } from './messaging.entity.ts';
import { inBothLanguages, type ReasonKey } from './reasons.ts';

/** How a try to send ended. */
export type SendOutcome =
  | {
      readonly kind: 'accepted';
      readonly state: 'submitted' | 'delivered';
      readonly messageId: string | null;
    }
  /** The platform holds it and sends it itself; asking again would send it twice. */
  | { readonly kind: 'in_review'; readonly code: string; readonly failure: DeliveryFailure }
  /** Certainly not sent, and not to be tried again this way; `elsewhere`: another carrier may do. */
  | {
      readonly kind: 'refused';
      readonly state: DeliveryState;
      readonly reasonKey: ReasonKey | null;
      readonly code: string | null;
      readonly failure: DeliveryFailure | null;
      readonly elsewhere: ReasonKey | null;
    }
  /** Certainly not sent; another try may do. */
  | {
      readonly kind: 'later';
      readonly code: string | null;
      readonly failure: DeliveryFailure | null;
      readonly error: unknown;
    }
  /** It may have left or not. */
  | { readonly kind: 'unknown'; readonly error: unknown };

/** The states of WeChat's codes (platform.md A7, B; field rule 9). WeCom's equal numbers mean other things. */
const wechatStates: Readonly<
  Record<string, { state: DeliveryState; elsewhere: ReasonKey | null } | undefined>
> = {
  43004: { state: 'unfollowed', elsewhere: 'not_following' },
  43101: { state: 'refused_by_user', elsewhere: null },
  48002: { state: 'refused_by_user', elsewhere: null },
  45015: { state: 'outside_window', elsewhere: 'window_closed' },
  45047: { state: 'outside_window', elsewhere: 'window_closed' },
};

/** What an error of a sender means for the delivery. */
export function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof PlatformUnreachableError) {
    return error.sent === 'no'
      ? { kind: 'later', code: null, failure: null, error }
      : { kind: 'unknown', error };
  }
  if (error instanceof PlatformError) return outcomeOfRefusal(error);
  if (error instanceof AppError) {
    // Refused by ourselves before any connection (a demo tenant, a disconnected account).
    const failure = inBothLanguages(
      (locale) => errorText(locale, error.code, error.data),
      () => '',
    );
    return { kind: 'refused', state: 'failed', reasonKey: null, code: null, failure, elsewhere: null };
  }
  return { kind: 'unknown', error };
}

function outcomeOfRefusal(error: PlatformError): SendOutcome {
  const code = String(error.code);
  const failure = { meaning: error.meaning, remedy: error.remedy };
  const wechat = error.channel === 'official-account' || error.channel === 'mini-program';
  if (wechat && code === '40252') return { kind: 'in_review', code, failure };
  const known = wechat ? wechatStates[code] : undefined;
  if (known !== undefined) {
    return { kind: 'refused', ...known, reasonKey: null, code, failure };
  }
  // «System error»: it does not say whether the message left.
  if (code === '-1') return { kind: 'unknown', error };
  if (error.retry === 'later' || error.retry === 'after-refresh')
    return { kind: 'later', code, failure, error };
  return { kind: 'refused', state: 'failed', reasonKey: null, code, failure, elsewhere: null };
}
