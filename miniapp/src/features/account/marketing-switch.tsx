import type { JSX } from 'react';

import type { MarketingChoice } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { acceptMe } from '../../shared/session.ts';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { CheckMark } from '../../shared/ui/checkbox.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { useAction } from '../../shared/use-action.ts';
import { agreeToMarketing, endMarketing } from './api.ts';

/** Marketing SMS: unticked until the person ticks it, with what he agrees to beside it (row 332). */
export function MarketingSwitch({ choice }: { choice: MarketingChoice }): JSX.Element {
  const texts = useTexts().me;
  const action = useAction();
  const on = choice.agreed;
  const turn = (): void =>
    void action.run(async () => {
      acceptMe(await (on ? endMarketing() : agreeToMarketing(choice.version)));
    });
  return (
    <>
      <CellGroup title={texts.marketing}>
        <Cell
          id="me-marketing"
          title={texts.marketingTitle}
          note={choice.text}
          value={on ? texts.marketingOn : texts.marketingOff}
          checked={on}
          disabled={action.busy}
          tail={<CheckMark checked={on} />}
          onPress={turn}
        />
      </CellGroup>
      {action.error === null ? null : <Notice tone="danger">{action.error.message}</Notice>}
    </>
  );
}
