import type { ApiError } from '../../shared/api-error.ts';
import type {
  BindingResult,
  BindingStart,
  OwnPrompt,
  PhoneProof,
  RegistrationForm,
} from '../../shared/contract.ts';

export type Choice = Extract<BindingResult, { outcome: 'choose' }>;
export type NotFound = Extract<BindingResult, { outcome: 'not_found' }>;

/** Where the person is on the way to his account. */
export type BindingStep =
  | { readonly at: 'loading' }
  | { readonly at: 'failed'; readonly error: ApiError }
  | { readonly at: 'forwarded'; readonly start: BindingStart }
  | { readonly at: 'consent'; readonly start: BindingStart; readonly changed: boolean }
  | { readonly at: 'phone'; readonly start: BindingStart; readonly note: PhoneNote | null }
  | { readonly at: 'sms'; readonly start: BindingStart; readonly note: PhoneNote | null }
  /** Neither WeChat's button nor SMS: the phone cannot be proved here. */
  | { readonly at: 'no_way'; readonly start: BindingStart }
  | {
      readonly at: 'choose';
      readonly start: BindingStart;
      readonly proof: PhoneProof;
      readonly choice: Choice;
    }
  | {
      readonly at: 'not_found';
      readonly start: BindingStart;
      readonly proof: PhoneProof;
      readonly result: NotFound;
    }
  | {
      readonly at: 'ask';
      readonly start: BindingStart;
      readonly proof: PhoneProof;
      readonly result: NotFound;
    }
  | {
      readonly at: 'register';
      readonly start: BindingStart;
      readonly proof: PhoneProof;
      readonly result: NotFound;
      readonly form: RegistrationForm;
    }
  | {
      readonly at: 'registered';
      readonly start: BindingStart;
      readonly waitsFor: 'review' | 'quota';
    }
  /** The upstream says in its own words why this account may not be bound. */
  | {
      readonly at: 'refused';
      readonly start: BindingStart;
      readonly prompt: OwnPrompt;
      readonly system: string;
    }
  | { readonly at: 'asked'; readonly phoneMasked: string }
  | { readonly at: 'bound' };

/** Why the person is (still, again) asked for a phone. */
export type PhoneNote = 'denied' | 'unavailable' | 'privacy' | 'stale';
