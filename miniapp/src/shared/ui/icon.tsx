import type { JSX } from 'react';

import { Box } from './primitives';

/** The pictures of ui.scss; add one there. */
export type IconName =
  | 'alert'
  | 'back'
  | 'bell'
  | 'check'
  | 'chevron'
  | 'clock'
  | 'inbox'
  | 'link'
  | 'offline'
  | 'person'
  | 'phone'
  | 'search'
  | 'shield'
  | 'store'
  | 'swap';

/** Decoration only: what it means is said in words beside it. */
export function Icon({
  name,
  small = false,
  dim = false,
}: {
  name: IconName;
  small?: boolean;
  dim?: boolean;
}): JSX.Element {
  return (
    <Box className={`hl-icon hl-icon--${name} ${small ? 'hl-icon--s' : ''} ${dim ? 'hl-icon--dim' : ''}`} />
  );
}

/** An icon, or a name's first character, on a tinted ground. */
export function Badge(props: {
  icon?: IconName;
  letter?: string;
  large?: boolean;
  round?: boolean;
  tone?: 'primary' | 'warn' | 'plain';
}): JSX.Element {
  const { icon, letter, large = false, round = false, tone = 'primary' } = props;
  const classes = ['hl-badge', `hl-badge--${tone}`];
  if (large) classes.push('hl-badge--large');
  if (round) classes.push('hl-badge--round');
  return (
    <Box className={classes.join(' ')}>
      {icon === undefined ? (
        <Box className="hl-badge__letter">{letter?.slice(0, 1)}</Box>
      ) : (
        <Icon name={icon} />
      )}
    </Box>
  );
}
