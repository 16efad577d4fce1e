import type { JSX } from 'react';

import { Icon } from './icon.tsx';
import { Box } from './primitives';

/** The mark alone; the row or button around it takes the tap. */
export function CheckMark({ checked }: { checked: boolean }): JSX.Element {
  return (
    <Box className={`hl-check__box ${checked ? 'hl-check__box--on' : ''}`}>
      <Icon name="check" />
    </Box>
  );
}
