import type { JSX, ReactNode } from 'react';

import { Box, Pressable } from './primitives';

export interface ButtonProps {
  readonly id?: string;
  readonly testId?: string;
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly small?: boolean;
  /** Shows that the act is under way and takes no second tap. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** One act. A screen has at most one `primary`. */
export function Button(props: ButtonProps): JSX.Element {
  const {
    id,
    testId,
    kind = 'primary',
    small = false,
    busy = false,
    disabled = false,
    onPress,
    children,
  } = props;
  const classes = ['hl-button', `hl-button--${kind}`];
  if (small) classes.push('hl-button--small');
  if (busy) classes.push('hl-button--busy');
  return (
    <Pressable
      className={classes.join(' ')}
      disabled={disabled || busy}
      onPress={onPress}
      {...(id === undefined ? {} : { id })}
      {...(testId === undefined ? {} : { testId })}
    >
      {busy ? <Box className="hl-spinner" /> : null}
      {children}
    </Pressable>
  );
}
