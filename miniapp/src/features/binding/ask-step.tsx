import { useState, type JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';

/** Name and company for the salesperson, who then binds the proved phone with one tap. */
export function AskStep(props: {
  phoneMasked: string;
  busy: boolean;
  trouble: string | null;
  onSubmit: (name: string, company: string) => void;
  onBack: () => void;
}): JSX.Element {
  const { phoneMasked, busy, trouble, onSubmit, onBack } = props;
  const allTexts = useTexts();
  const texts = allTexts.bind;
  const [name, setName] = useState('');
  const [company, setCompany] = useState('');
  const [tried, setTried] = useState(false);
  const nameBad = name.trim() === '';
  return (
    <>
      <Box className="hl-stack">
        <Box className="hl-large" role="heading">
          {texts.askTitle}
        </Box>
        <Box className="hl-note">{texts.askNote(phoneMasked)}</Box>
      </Box>
      <Box className="hl-card">
        <Field
          id="ask-name"
          label={texts.askName}
          placeholder={texts.askNamePlaceholder}
          maxLength={40}
          value={name}
          onChange={setName}
          trouble={tried && nameBad ? texts.askNameBad : null}
        />
        <Field
          id="ask-company"
          label={texts.askCompanyOptional}
          placeholder={texts.askCompanyPlaceholder}
          maxLength={80}
          value={company}
          onChange={setCompany}
        />
      </Box>
      {trouble === null ? null : <Notice tone="danger">{trouble}</Notice>}
      <Box className="hl-foot">
        <Button
          id="ask-submit"
          busy={busy}
          onPress={() => {
            setTried(true);
            if (!nameBad) onSubmit(name.trim(), company.trim());
          }}
        >
          {texts.askSubmit}
        </Button>
        <Button id="ask-back" kind="quiet" onPress={onBack}>
          {allTexts.common.back}
        </Button>
      </Box>
    </>
  );
}

/** The visible pending state after it. */
export function AskedStep({ phoneMasked, onHome }: { phoneMasked: string; onHome: () => void }): JSX.Element {
  const texts = useTexts();
  return (
    <>
      <Box className="hl-grow hl-stack hl-brand hl-brand--middle" id="bind-asked">
        <Badge icon="clock" large round />
        <Box className="hl-large" role="heading">
          {texts.bind.askSent}
        </Box>
        <Box className="hl-note">{texts.bind.askSentNote(phoneMasked)}</Box>
      </Box>
      <Box className="hl-foot">
        <Button id="bind-home" onPress={onHome}>
          {texts.common.goHome}
        </Button>
      </Box>
    </>
  );
}
