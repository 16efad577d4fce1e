import { useState, type JSX } from 'react';

import { ApiError } from '../../shared/api-error.ts';
import type { CancellationPreview, Cancelled, PhoneProof } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { useAction } from '../../shared/use-action.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { CheckMark } from '../../shared/ui/checkbox.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { ConfirmSheet } from '../account/confirm-sheet.tsx';
import { leave } from './api.ts';

/** Which of his accounts go; all of them unless he keeps some. Then once more. */
export function ChooseLeaving(props: {
  shown: CancellationPreview;
  proof: PhoneProof | null;
  /** The proof is over: it is asked for anew. */
  onStale: () => void;
  onLeft: (done: Cancelled) => void;
}): JSX.Element {
  const { shown, proof, onStale, onLeft } = props;
  const texts = useTexts().personal;
  const action = useAction();
  const [kept, setKept] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState(false);
  const chosen = shown.accounts.filter(({ id }) => !kept.includes(id));
  const all = kept.length === 0;
  const toggle = (id: string): void =>
    setKept(kept.includes(id) ? kept.filter((one) => one !== id) : [...kept, id]);
  const go = (): void =>
    void action.run(async () => {
      try {
        const ids = all ? null : chosen.map(({ id }) => id);
        onLeft(await leave(ids, proof?.proofId));
      } catch (error) {
        if (error instanceof ApiError && error.code === 'phone.proof_invalid') onStale();
        else throw error;
      }
    });
  return (
    <>
      {shown.accounts.length === 0 ? (
        <Box className="hl-note">{texts.chooseNothing(shown.upstreamNames.join('、'))}</Box>
      ) : (
        <CellGroup title={texts.chooseTitle}>
          {shown.accounts.map(
            ({ id, downstreamName, upstreamName, contactName, phoneMasked, bound }, index) => (
              <Cell
                key={id}
                id={`leave-${id}`}
                testId="leave-account"
                rule={index > 0}
                lead={<CheckMark checked={!kept.includes(id)} />}
                title={downstreamName}
                note={`${contactName} · ${upstreamName} · ${phoneMasked}${bound ? '' : ` · ${texts.unbound}`}`}
                checked={!kept.includes(id)}
                tail={<Box />}
                disabled={action.busy}
                onPress={() => toggle(id)}
              />
            ),
          )}
        </CellGroup>
      )}
      <Notice tone="warn">{all ? texts.allGo : texts.someStay}</Notice>
      {action.error === null || asking ? null : <Notice tone="danger">{action.error.message}</Notice>}
      <Box className="hl-foot">
        <Button
          id="leave-now"
          kind="danger"
          disabled={shown.accounts.length > 0 && chosen.length === 0}
          onPress={() => setAsking(true)}
        >
          {texts.leaveVerb}
        </Button>
      </Box>
      {asking ? (
        <ConfirmSheet
          title={texts.leaveAsk}
          text={
            all ? texts.leaveAskAll : texts.leaveAskSome(chosen.map((one) => one.downstreamName).join('、'))
          }
          verb={texts.leaveVerb}
          danger
          busy={action.busy}
          trouble={action.error?.message ?? null}
          onConfirm={go}
          onClose={() => {
            action.clear();
            setAsking(false);
          }}
        />
      ) : null}
    </>
  );
}
