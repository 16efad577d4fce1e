import { useState, type JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import { useAction } from '../../shared/use-action.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { CheckMark } from '../../shared/ui/checkbox.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { searchNames, type NameChoice } from './api.ts';

/** A company that is found, never typed: a customer of the upstream, or one of the business registry. */
export function NameChooser(props: {
  mode: 'existing' | 'registry';
  proofId: string;
  minLength: number;
  chosen: NameChoice | null;
  onChoose: (choice: NameChoice | null) => void;
  missing: boolean;
}): JSX.Element {
  const { mode, proofId, minLength, chosen, onChoose, missing } = props;
  const texts = useTexts().register;
  const action = useAction();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<readonly NameChoice[] | null>(null);
  const [tried, setTried] = useState(false);
  const short = Array.from(typed.replace(/\s+/g, '')).length < minLength;
  const search = (): void => {
    setTried(true);
    if (short) return;
    void action.run(async () => {
      const { items } = await searchNames(proofId, typed.trim());
      setFound(items);
      onChoose(items.length === 1 ? (items[0] ?? null) : null);
    });
  };
  return (
    <>
      <Box className="hl-card">
        <Field
          id="register-search"
          label={texts.customer}
          placeholder={mode === 'existing' ? texts.existingPlaceholder : texts.registryPlaceholder}
          maxLength={60}
          value={typed}
          onChange={setTyped}
          onConfirm={search}
          trouble={
            tried && short
              ? texts.tooShort(minLength)
              : missing && found === null
                ? texts.customerMissing
                : null
          }
        />
        <Button id="register-look" kind="quiet" busy={action.busy} onPress={search}>
          {texts.search}
        </Button>
      </Box>
      {action.error === null ? null : <Notice tone="danger">{action.error.message}</Notice>}
      {found === null || action.error !== null ? null : found.length === 0 ? (
        <Notice tone="warn">{mode === 'existing' ? texts.existingNone : texts.registryNone}</Notice>
      ) : (
        <CellGroup title={missing ? texts.customerMissing : texts.chooseCustomer}>
          {found.map((item, index) => (
            <Cell
              key={item.choice}
              testId="register-choice"
              rule={index > 0}
              title={item.name}
              note={item.creditCode}
              checked={chosen?.choice === item.choice}
              tail={<CheckMark checked={chosen?.choice === item.choice} />}
              onPress={() => onChoose(item)}
            />
          ))}
        </CellGroup>
      )}
    </>
  );
}
