import type { JSX, ReactNode } from 'react';

import type { TextInputProps } from './primitive-types.ts';
import { Box, TextInput } from './primitives';

/** An input with its label, its trouble, and what may stand beside it. */
export function Field(props: TextInputProps & { trouble?: string | null; beside?: ReactNode }): JSX.Element {
  const { trouble = null, beside, ...input } = props;
  return (
    <Box className="hl-field">
      <Box className="hl-field__label">{input.label}</Box>
      <Box className="hl-field__row">
        <TextInput {...input} className={trouble === null ? '' : 'hl-input--bad'} />
        {beside}
      </Box>
      {trouble === null ? null : (
        <Box className="hl-hint" role="alert">
          {trouble}
        </Box>
      )}
    </Box>
  );
}
