import type { JSX, ReactNode } from 'react';

import { useTexts } from '../i18n.ts';
import { Box, Pressable } from './primitives';

/** A panel from below for one question; a tap beside it means no. */
export function Sheet(props: { title: string; onClose: () => void; children: ReactNode }): JSX.Element {
  const { title, onClose, children } = props;
  const texts = useTexts();
  return (
    <Box className="hl-sheet" role="dialog" label={title}>
      <Pressable className="hl-sheet__mask" label={texts.common.close} onPress={onClose} />
      <Box className="hl-sheet__panel">
        <Box className="hl-sheet__title" role="heading">
          {title}
        </Box>
        {children}
      </Box>
    </Box>
  );
}
