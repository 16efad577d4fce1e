import type { JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import type { PhoneCode } from '../../shared/platform-types.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import type { PhoneNote } from './binding-step.ts';
import { PhoneButton } from './phone-button';
import { usePhoneNote } from './use-phone-note.ts';

/** One tap: the number that WeChat knows. Another number is one tap further. */
export function PhoneStep(props: {
  brand: string;
  /** What the number is for, where it is not to find an account. */
  purpose?: string;
  /** The button's word, where proving is not for binding. */
  verb?: string;
  note: PhoneNote | null;
  busy: boolean;
  trouble: string | null;
  onCode: (code: PhoneCode) => void;
  /** Null: no code can be sent to another number. */
  onOther: (() => void) | null;
}): JSX.Element {
  const { brand, purpose, verb, note, busy, trouble, onCode, onOther } = props;
  const texts = useTexts().bind;
  const noteText = usePhoneNote(note, onOther !== null);
  return (
    <>
      <Box className="hl-stack hl-brand">
        <Badge icon="phone" large />
        <Box className="hl-large" role="heading">
          {texts.phoneTitle}
        </Box>
        <Box className="hl-note">{purpose ?? texts.phoneNote(brand)}</Box>
      </Box>
      {noteText === null ? null : <Notice tone="warn">{noteText}</Notice>}
      {trouble === null ? null : <Notice tone="danger">{trouble}</Notice>}
      <Box className="hl-foot">
        <PhoneButton busy={busy} onCode={onCode}>
          {busy && purpose === undefined ? texts.searching : (verb ?? texts.phoneButton)}
        </PhoneButton>
        {onOther === null ? null : (
          <Button id="use-other-phone" kind="quiet" disabled={busy} onPress={onOther}>
            {texts.useOther}
          </Button>
        )}
      </Box>
    </>
  );
}
