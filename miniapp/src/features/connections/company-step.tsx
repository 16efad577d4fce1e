import { useState, type JSX } from 'react';

import type { Invitation } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { CheckMark } from '../../shared/ui/checkbox.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import type { Answer } from './use-invitation.ts';

/** Which company it is for: a new one, or one that he manages already; and his name. */
export function CompanyStep(props: {
  invitation: Invitation;
  contactName: string;
  busy: boolean;
  trouble: string | null;
  onAnswer: (answer: Answer) => void;
}): JSX.Element {
  const { invitation, busy, trouble, onAnswer } = props;
  const texts = useTexts().connections;
  const { companies, prefill } = invitation;
  const [chosen, setChosen] = useState<string | null>(null);
  const [company, setCompany] = useState(prefill.companyName);
  const [contact, setContact] = useState(
    prefill.contactName === '' ? props.contactName : prefill.contactName,
  );
  const [tried, setTried] = useState(false);
  const companyBad = chosen === null && company.trim() === '';
  const contactBad = contact.trim() === '';
  const submit = (): void => {
    setTried(true);
    if (companyBad || contactBad) return;
    onAnswer({
      contactName: contact.trim(),
      company:
        chosen === null ? { kind: 'new', name: company.trim() } : { kind: 'own', downstreamId: chosen },
    });
  };
  return (
    <>
      <Box className="hl-stack">
        <Box className="hl-large" role="heading">
          {texts.companyTitle}
        </Box>
        <Box className="hl-note">{texts.companyNote(invitation.upstreamName)}</Box>
      </Box>
      {companies.length === 0 ? null : (
        <CellGroup>
          {companies.map(({ downstreamId, name }, index) => (
            <Cell
              key={downstreamId}
              testId="own-company"
              rule={index > 0}
              title={name}
              note={texts.companyOwnNote}
              checked={chosen === downstreamId}
              tail={<CheckMark checked={chosen === downstreamId} />}
              onPress={() => setChosen(downstreamId)}
            />
          ))}
          <Cell
            id="company-new"
            rule
            title={texts.companyNew}
            note={texts.companyNewNote}
            checked={chosen === null}
            tail={<CheckMark checked={chosen === null} />}
            onPress={() => setChosen(null)}
          />
        </CellGroup>
      )}
      <Box className="hl-card">
        {chosen === null ? (
          <Field
            id="invitation-company"
            label={texts.company}
            placeholder={texts.companyPlaceholder}
            maxLength={60}
            value={company}
            onChange={setCompany}
            trouble={tried && companyBad ? texts.companyBad : null}
          />
        ) : null}
        <Field
          id="invitation-contact"
          label={texts.contact}
          placeholder={texts.contactPlaceholder}
          maxLength={40}
          value={contact}
          onChange={setContact}
          trouble={tried && contactBad ? texts.contactBad : null}
        />
      </Box>
      {trouble === null ? null : <Notice tone="danger">{trouble}</Notice>}
      <Box className="hl-foot">
        <Button id="invitation-next" busy={busy} onPress={submit}>
          {texts.next}
        </Button>
      </Box>
    </>
  );
}
