import type { JSX } from 'react';

import { useTexts } from '../i18n.ts';
import { Box } from './primitives';

/** The shape of what is coming, while it is loading. */
export function Skeleton({ cards = 2 }: { cards?: number }): JSX.Element {
  const texts = useTexts();
  return (
    <Box role="status" label={texts.common.loading} className="hl-stack hl-stack--loose">
      {Array.from({ length: cards }, (_, index) => (
        <Box key={index} className="hl-card">
          <Box className="hl-bone hl-bone--title" />
          <Box className="hl-bone" />
          <Box className="hl-bone hl-bone--short" />
        </Box>
      ))}
    </Box>
  );
}
