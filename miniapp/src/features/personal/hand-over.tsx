import { useState, type JSX } from 'react';

import type { CancellationPreview } from '../../shared/contract.ts';
import { toast } from '../../shared/device.ts';
import { useTexts } from '../../shared/i18n.ts';
import { useAction } from '../../shared/use-action.ts';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ConfirmSheet } from '../account/confirm-sheet.tsx';
import { handOver } from './api.ts';

interface Wish {
  readonly accountId: string;
  readonly company: string;
  readonly userId: string;
  readonly name: string;
}

/** Companies whose only admin he is: a colleague takes over first. */
export function HandOver(props: {
  shown: CancellationPreview;
  onChanged: (shown: CancellationPreview) => void;
}): JSX.Element | null {
  const { shown, onChanged } = props;
  const texts = useTexts().personal;
  const action = useAction();
  const [wish, setWish] = useState<Wish | null>(null);
  const waiting = shown.accounts.filter(({ handOverTo }) => handOverTo !== null);
  if (waiting.length === 0) return null;
  return (
    <>
      {waiting.map((account) => (
        <CellGroup key={account.id} title={texts.handOverTitle(account.downstreamName, account.upstreamName)}>
          <Notice tone="warn">{texts.handOverNote}</Notice>
          {(account.handOverTo ?? []).map(({ id, name }) => (
            <Cell
              key={id}
              testId="hand-over"
              rule
              title={texts.handOverTo(name)}
              onPress={() =>
                setWish({ accountId: account.id, company: account.downstreamName, userId: id, name })
              }
            />
          ))}
        </CellGroup>
      ))}
      {wish === null ? null : (
        <ConfirmSheet
          title={texts.handOverAsk(wish.company, wish.name)}
          text={texts.handOverText(wish.name)}
          verb={texts.handOverTo(wish.name)}
          danger={false}
          busy={action.busy}
          trouble={action.error?.message ?? null}
          onConfirm={() =>
            void action.run(async () => {
              onChanged(await handOver(wish.accountId, wish.userId));
              setWish(null);
              toast(texts.handedOver(wish.name));
            })
          }
          onClose={() => {
            action.clear();
            setWish(null);
          }}
        />
      )}
    </>
  );
}
