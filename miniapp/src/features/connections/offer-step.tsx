import { useState, type JSX } from 'react';

import type { Invitation } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { restartAt } from '../../shared/navigate.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { ConsentLine } from '../binding/consent-line.tsx';
import { Reason } from '../binding/reason.tsx';

/** Whose downstream one becomes, and whose quota is used; then the consent (row 323). */
export function OfferStep(props: {
  invitation: Invitation;
  busy: boolean;
  trouble: string | null;
  onAgree: () => void;
}): JSX.Element {
  const { invitation, busy, trouble, onAgree } = props;
  const all = useTexts();
  const texts = all.connections;
  const brand = invitation.upstreamName;
  const given = invitation.consent.givenVersion === invitation.consent.requiredVersion;
  const [checked, setChecked] = useState(false);
  const [missing, setMissing] = useState(false);
  const { phoneMasked } = invitation.prefill;
  const { edition } = invitation;
  return (
    <>
      <Box className="hl-stack hl-brand" id="invitation-offer">
        <Badge letter={brand} large />
        <Box className="hl-large" role="heading">
          {texts.lead(brand)}
        </Box>
      </Box>
      <Box className="hl-card">
        <Reason
          icon="store"
          title={texts.becomeTitle}
          text={texts.become(brand, invitation.upstreamLegalName)}
        />
        <Reason
          icon="shield"
          title={texts.payTitle}
          text={edition === null ? texts.pay(brand) : texts.payEdition(brand, edition.label)}
        />
        <Reason
          icon="phone"
          title={texts.needTitle}
          text={invitation.review ? texts.needReview(brand) : texts.need}
        />
      </Box>
      {phoneMasked === '' ? null : <Notice>{texts.onlyFor(phoneMasked)}</Notice>}
      <Box className="hl-foot">
        {trouble === null ? null : <Notice tone="danger">{trouble}</Notice>}
        <ConsentLine
          brand={brand}
          given={given}
          checked={checked}
          after={texts.consentAfter(brand)}
          onToggle={() => {
            setChecked(!checked);
            setMissing(false);
          }}
        />
        {missing ? (
          <Box className="hl-hint" role="alert">
            {all.bind.consentMissing}
          </Box>
        ) : null}
        <Button
          id="invitation-agree"
          busy={busy}
          onPress={() => {
            if (given || checked) onAgree();
            else setMissing(true);
          }}
        >
          {texts.agree}
        </Button>
        <Button id="invitation-later" kind="quiet" onPress={() => restartAt('home')}>
          {texts.later}
        </Button>
        <Box className="hl-parties">
          {all.bind.parties(invitation.upstreamLegalName, invitation.processorName)}
        </Box>
      </Box>
    </>
  );
}
