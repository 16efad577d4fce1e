import type { JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { Sheet } from '../../shared/ui/sheet.tsx';

/** Asks once more and says what will happen; the button repeats the verb. */
export function ConfirmSheet(props: {
  title: string;
  text: string;
  verb: string;
  danger: boolean;
  busy: boolean;
  trouble: string | null;
  onConfirm: () => void;
  onClose: () => void;
}): JSX.Element {
  const { title, text, verb, danger, busy, trouble, onConfirm, onClose } = props;
  const texts = useTexts().common;
  return (
    <Sheet title={title} onClose={onClose}>
      <Box className="hl-sheet__text">{text}</Box>
      {trouble === null ? null : <Notice tone="danger">{trouble}</Notice>}
      <Button id="confirm-verb" kind={danger ? 'danger' : 'primary'} busy={busy} onPress={onConfirm}>
        {verb}
      </Button>
      <Button id="confirm-cancel" kind="quiet" disabled={busy} onPress={onClose}>
        {texts.cancel}
      </Button>
    </Sheet>
  );
}
