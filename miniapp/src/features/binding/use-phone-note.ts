import { useTexts } from '../../shared/i18n.ts';
import type { PhoneNote } from './binding-step.ts';

/** The note in words. */
export function usePhoneNote(note: PhoneNote | null, smsOffered: boolean): string | null {
  const texts = useTexts().bind;
  if (note === null) return null;
  return {
    denied: smsOffered ? texts.phoneDenied : texts.phoneDeniedOnly,
    unavailable: smsOffered ? texts.phoneUnavailable : texts.phoneUnavailableOnly,
    privacy: smsOffered ? texts.privacyDeclined : texts.privacyDeclinedOnly,
    stale: texts.stale,
  }[note];
}
