import { useState, type JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import { platform } from '../../shared/platform';
import { Button } from '../../shared/ui/button.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { readCode } from './read-code.ts';

/** A code that is typed, pasted or scanned. */
export function EnterStep(props: { canScan: boolean; onCode: (code: string) => void }): JSX.Element {
  const texts = useTexts().connections;
  const [text, setText] = useState('');
  const [trouble, setTrouble] = useState<'typed' | 'scanned' | null>(null);
  const submit = (): void => {
    const code = readCode(text);
    if (code === null) setTrouble('typed');
    else props.onCode(code);
  };
  const scan = async (): Promise<void> => {
    const result = await platform.scan();
    if (result === null) return;
    const code = readCode(result);
    if (code === null) setTrouble('scanned');
    else props.onCode(code);
  };
  return (
    <>
      <Box className="hl-stack hl-brand">
        <Badge icon="link" large />
        <Box className="hl-large" role="heading">
          {texts.enterTitle}
        </Box>
        <Box className="hl-note">{texts.enterNote}</Box>
      </Box>
      <Box className="hl-card">
        <Field
          id="invitation-code"
          label={texts.code}
          placeholder={texts.codePlaceholder}
          maxLength={200}
          value={text}
          onChange={(value) => {
            setText(value);
            setTrouble(null);
          }}
          onConfirm={submit}
          trouble={trouble === 'typed' ? texts.codeBad : null}
        />
      </Box>
      {trouble === 'scanned' ? <Notice tone="danger">{texts.scanBad}</Notice> : null}
      <Box className="hl-foot">
        <Button id="invitation-look" onPress={submit}>
          {texts.look}
        </Button>
        {props.canScan ? (
          <Button id="invitation-scan" kind="quiet" onPress={() => void scan()}>
            {texts.scan}
          </Button>
        ) : null}
      </Box>
    </>
  );
}
