import type { JSX, ReactNode } from 'react';

import { Box } from './primitives';

export function Card({ id, children }: { id?: string; children: ReactNode }): JSX.Element {
  return (
    <Box className="hl-card" {...(id === undefined ? {} : { id })}>
      {children}
    </Box>
  );
}
