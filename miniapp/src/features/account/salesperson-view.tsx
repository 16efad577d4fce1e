import type { JSX } from 'react';

import type { Membership } from '../../shared/contract.ts';
import { callPhone, copyText } from '../../shared/device.ts';
import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';

/** Whom to ask: the salesperson who looks after this downstream, and how to reach him. */
export function SalespersonView({ membership }: { membership: Membership }): JSX.Element {
  const texts = useTexts().salesperson;
  const { salesperson, upstreamName } = membership;
  if (salesperson === null) {
    return <Empty icon="person" title={texts.none} note={texts.noneNote(upstreamName)} />;
  }
  const { name, phone } = salesperson;
  return (
    <>
      <Box className="hl-stack hl-brand" id="salesperson">
        <Badge letter={name} large round />
        <Box className="hl-large" role="heading">
          {name}
        </Box>
        <Box className="hl-note">{texts.role(upstreamName)}</Box>
        {phone === null ? (
          <Box className="hl-note">{texts.noPhone}</Box>
        ) : (
          <Box className="hl-title" id="salesperson-phone">
            {phone}
          </Box>
        )}
      </Box>
      {phone === null ? null : (
        <Box className="hl-foot">
          <Button id="salesperson-call" onPress={() => callPhone(phone)}>
            {texts.call}
          </Button>
          <Button id="salesperson-copy" kind="quiet" onPress={() => void copyText(phone)}>
            {texts.copy}
          </Button>
        </Box>
      )}
    </>
  );
}
