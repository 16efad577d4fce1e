import type { JSX } from 'react';

import type { PhoneProof } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import type { PhoneNote } from './binding-step.ts';
import { usePhoneNote } from './use-phone-note.ts';
import { useSms } from './use-sms.ts';

/** The way without WeChat's button: a code by SMS to a number that the person types. */
export function SmsStep(props: {
  note: PhoneNote | null;
  /** The button's word, where proving is not for binding. */
  verb?: string;
  /** The number on file, for one's own account. */
  own?: boolean;
  busy: boolean;
  trouble: string | null;
  onProved: (proof: PhoneProof) => void;
  /** Left out where WeChat's button does not exist. */
  onBack: (() => void) | null;
}): JSX.Element {
  const { note, verb, own, busy, trouble, onProved, onBack } = props;
  const texts = useTexts().bind;
  const noteText = usePhoneNote(note, true);
  const form = useSms(onProved, own === true ? 'own_account' : undefined);
  const waitText = form.sentTo === null ? texts.smsSend : texts.smsResend;
  const failure = trouble ?? form.verifying.error?.message ?? form.sending.error?.message ?? null;
  return (
    <>
      <Box className="hl-stack">
        <Box className="hl-large" role="heading">
          {texts.smsTitle}
        </Box>
        <Box className="hl-note">{texts.smsNote}</Box>
      </Box>
      {noteText === null ? null : <Notice tone="warn">{noteText}</Notice>}
      <Box className="hl-card">
        <Field
          id="sms-phone"
          kind="phone"
          label={texts.smsPhone}
          placeholder={texts.smsPhonePlaceholder}
          maxLength={11}
          value={form.phone}
          onChange={form.setPhone}
          onConfirm={form.send}
          trouble={form.phoneBad ? texts.smsPhoneBad : null}
        />
        <Field
          id="sms-code"
          kind="code"
          label={texts.smsCode}
          placeholder={texts.smsCodePlaceholder}
          maxLength={6}
          value={form.code}
          onChange={form.setCode}
          onConfirm={form.verify}
          trouble={form.codeBad ? texts.smsCodeBad : null}
          beside={
            <Button
              id="sms-send"
              kind="plain"
              small
              busy={form.sending.busy}
              disabled={form.wait > 0}
              onPress={form.send}
            >
              {form.wait > 0 ? texts.smsWait(form.wait) : waitText}
            </Button>
          }
        />
        {form.sentTo === null ? null : (
          <Box className="hl-note" role="status" id="sms-sent">
            {texts.smsSent(form.sentTo)}
          </Box>
        )}
      </Box>
      {failure === null ? null : <Notice tone="danger">{failure}</Notice>}
      <Box className="hl-foot">
        <Button
          id="sms-verify"
          busy={busy || form.verifying.busy}
          disabled={form.sentTo === null}
          onPress={form.verify}
        >
          {verb ?? texts.smsVerify}
        </Button>
        {onBack === null ? null : (
          <Button id="sms-back" kind="quiet" onPress={onBack}>
            {texts.smsBack}
          </Button>
        )}
      </Box>
    </>
  );
}
