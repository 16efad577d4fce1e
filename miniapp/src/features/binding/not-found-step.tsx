import type { JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { OwnContact, OwnWords } from '../home/own-prompt.tsx';
import type { NotFound } from './binding-step.ts';

/** The proved phone has no account (row 327): another phone, the salesperson, or registering. */
export function NotFoundStep(props: {
  result: NotFound;
  onOther: () => void;
  onAsk: () => void;
  onRegister: () => void;
  busy: boolean;
  trouble: string | null;
}): JSX.Element {
  const { result, onOther, onAsk, onRegister, busy, trouble } = props;
  const { ownPrompt } = result;
  const texts = useTexts().bind;
  return (
    <>
      {ownPrompt === null ? (
        <Box className="hl-stack hl-brand">
          <Badge icon="search" large tone="warn" />
          <Box className="hl-large" role="heading" id="bind-not-found">
            {texts.notFoundTitle(result.phoneMasked)}
          </Box>
          <Box className="hl-note">{texts.notFoundNote}</Box>
        </Box>
      ) : (
        <Box className="hl-card" id="blocked" role="alert">
          <OwnWords
            prompt={ownPrompt}
            system={`${texts.notFoundTitle(result.phoneMasked)}\n${texts.notFoundNote}`}
          />
          <OwnContact prompt={ownPrompt} />
        </Box>
      )}
      <CellGroup>
        {result.canAskSalesperson ? (
          <Cell
            id="find-salesperson"
            title={texts.findSalesperson}
            note={texts.findSalespersonNote}
            lead={<Badge icon="person" />}
            onPress={onAsk}
          />
        ) : null}
        {result.registrationOpen ? (
          <Cell
            id="apply-account"
            title={texts.apply}
            note={texts.applyNote}
            lead={<Badge icon="store" />}
            rule={result.canAskSalesperson}
            disabled={busy}
            onPress={onRegister}
          />
        ) : null}
      </CellGroup>
      {trouble === null ? null : <Notice tone="danger">{trouble}</Notice>}
      <Box className="hl-foot">
        <Button id="use-other-phone" onPress={onOther}>
          {texts.useOther}
        </Button>
      </Box>
    </>
  );
}
