import { useState, type JSX } from 'react';

import type { BindingStart, Membership } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { restartAt } from '../../shared/navigate.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { ConsentLine } from './consent-line.tsx';
import { Reason } from './reason.tsx';

/** The first screen: who asks, why, for whom; a yes that must be ticked and a no that costs nothing. */
export function ConsentStep(props: {
  start: BindingStart;
  current: Membership | null;
  changed: boolean;
  busy: boolean;
  trouble: string | null;
  onAgree: () => void;
}): JSX.Element {
  const { start, current, changed, busy, trouble, onAgree } = props;
  const texts = useTexts().bind;
  const given = start.consent.givenVersion === start.consent.requiredVersion;
  const [checked, setChecked] = useState(false);
  const [missing, setMissing] = useState(false);
  const brand = start.upstream.displayName;
  return (
    <>
      <Box className="hl-stack hl-brand">
        <Badge letter={brand} large />
        <Box className="hl-large" role="heading">
          {texts.lead(brand)}
        </Box>
        <Box className="hl-note">{start.upstream.slogan}</Box>
      </Box>
      {current === null ? null : current.blockedReason === null ? (
        <Notice icon="check">{texts.already(current.downstreamName)}</Notice>
      ) : (
        <Notice tone="warn">{current.ownPrompt?.text ?? current.blockedReason}</Notice>
      )}
      {start.ticket === 'used' ? <Notice>{texts.ticketUsed}</Notice> : null}
      {start.ticket === 'expired' ? <Notice>{texts.ticketExpired}</Notice> : null}
      {changed ? <Notice tone="warn">{texts.consentChanged}</Notice> : null}
      <Box className="hl-card">
        <Reason icon="link" title={texts.purposeTitle} text={texts.purpose(brand)} />
        <Reason icon="store" title={texts.whomTitle} text={texts.whom(brand)} />
        <Reason icon="phone" title={texts.needTitle} text={texts.need} />
      </Box>
      <Box className="hl-foot">
        {trouble === null ? null : <Notice tone="danger">{trouble}</Notice>}
        <ConsentLine
          brand={brand}
          given={given}
          checked={checked}
          {...(start.registrationOpen ? { after: texts.consentAfterOpen(brand) } : {})}
          onToggle={() => {
            setChecked(!checked);
            setMissing(false);
          }}
        />
        {missing ? (
          <Box className="hl-hint" id="bind-consent-missing" role="alert">
            {texts.consentMissing}
          </Box>
        ) : null}
        <Button
          id="bind-agree"
          busy={busy}
          onPress={() => {
            if (given || checked) onAgree();
            else setMissing(true);
          }}
        >
          {texts.agree}
        </Button>
        <Button id="bind-later" kind="quiet" onPress={() => restartAt('home')}>
          {texts.later}
        </Button>
        <Box className="hl-parties">{texts.parties(start.controllerName, start.processorName)}</Box>
      </Box>
    </>
  );
}
