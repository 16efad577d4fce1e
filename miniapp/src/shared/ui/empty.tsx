import type { JSX, ReactNode } from 'react';

import { Badge, type IconName } from './icon.tsx';
import { Box } from './primitives';

/** A whole screen with nothing else to show: nothing there, not reached, not found. */
export function Empty(props: {
  icon: IconName;
  title: string;
  note?: string;
  tone?: 'primary' | 'warn' | 'plain';
  children?: ReactNode;
}): JSX.Element {
  const { icon, title, note, tone = 'plain', children } = props;
  return (
    <Box className="hl-empty">
      <Badge icon={icon} large round tone={tone} />
      <Box className="hl-empty__title" role="heading">
        {title}
      </Box>
      {note === undefined ? null : <Box className="hl-empty__note">{note}</Box>}
      {children === undefined ? null : <Box className="hl-empty__actions">{children}</Box>}
    </Box>
  );
}
