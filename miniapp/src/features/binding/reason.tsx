import type { JSX } from 'react';

import { Badge, type IconName } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';

/** One reason of a page that asks for a yes: what for, for whom, on whose account. */
export function Reason(props: { icon: IconName; title: string; text: string }): JSX.Element {
  return (
    <Box className="hl-row hl-reason">
      <Badge icon={props.icon} />
      <Box className="hl-grow">
        <Box className="hl-strong">{props.title}</Box>
        <Box className="hl-note">{props.text}</Box>
      </Box>
    </Box>
  );
}
