import { useState, type JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { CheckMark } from '../../shared/ui/checkbox.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import type { Choice } from './binding-step.ts';

/** Several companies know this phone: which of them. Taken ones are shown with the reason. */
export function ChooseStep(props: {
  choice: Choice;
  busy: boolean;
  trouble: string | null;
  onChoose: (ids: readonly string[]) => void;
  onOther: () => void;
}): JSX.Element {
  const { choice, busy, trouble, onChoose, onOther } = props;
  const texts = useTexts().bind;
  const free = choice.accounts.filter((account) => account.available);
  const [chosen, setChosen] = useState<readonly string[]>(free.map((account) => account.id));
  const toggle = (id: string): void =>
    setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <>
      <Box className="hl-stack">
        <Box className="hl-large" role="heading">
          {texts.chooseTitle}
        </Box>
        <Box className="hl-note">{texts.chooseNote(choice.phoneMasked)}</Box>
      </Box>
      <CellGroup>
        {choice.accounts.map((account, index) => (
          <Cell
            key={account.id}
            id={`account-${account.id}`}
            testId="chooser-row"
            rule={index > 0}
            disabled={!account.available}
            title={account.downstreamName}
            note={account.available ? `${account.contactName} · ${account.upstreamName}` : texts.chooseTaken}
            {...(account.available
              ? {
                  checked: chosen.includes(account.id),
                  tail: <CheckMark checked={chosen.includes(account.id)} />,
                  onPress: () => toggle(account.id),
                }
              : {})}
          />
        ))}
      </CellGroup>
      {free.length === 0 ? <Notice tone="warn">{texts.chooseNoneAvailable}</Notice> : null}
      {trouble === null ? null : <Notice tone="danger">{trouble}</Notice>}
      <Box className="hl-foot">
        <Button id="chooser-bind" busy={busy} disabled={chosen.length === 0} onPress={() => onChoose(chosen)}>
          {chosen.length === 0 ? texts.chooseNone : texts.chooseBind(chosen.length)}
        </Button>
        <Button id="use-other-phone" kind="quiet" onPress={onOther}>
          {texts.useOther}
        </Button>
      </Box>
    </>
  );
}
