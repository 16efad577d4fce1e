import type { JSX, ReactNode } from 'react';

import { Icon, type IconName } from './icon.tsx';
import { Box } from './primitives';

/** A few words in the page that say what is so, or what went wrong. */
export function Notice(props: {
  tone?: 'info' | 'warn' | 'danger';
  icon?: IconName;
  id?: string;
  children: ReactNode;
}): JSX.Element {
  const { tone = 'info', icon = 'alert', id, children } = props;
  return (
    <Box
      className={`hl-notice hl-notice--${tone}`}
      role={tone === 'danger' ? 'alert' : 'status'}
      {...(id === undefined ? {} : { id })}
    >
      <Icon name={icon} small />
      <Box className="hl-notice__body">{children}</Box>
    </Box>
  );
}
