import type { JSX, ReactNode } from 'react';

import { Icon } from './icon.tsx';
import { Box, Pressable } from './primitives';

export interface CellProps {
  readonly id?: string;
  readonly testId?: string;
  readonly title: string;
  /** One line of what it does. */
  readonly note?: string;
  readonly value?: string;
  readonly lead?: ReactNode;
  readonly tail?: ReactNode;
  readonly danger?: boolean;
  /** Set on all but the first of a group. */
  readonly rule?: boolean;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly onPress?: () => void;
}

/** A row of a list; with `onPress` it is a button. */
export function Cell(props: CellProps): JSX.Element {
  const { id, testId, title, note, value, lead, tail, danger = false, rule = false, onPress } = props;
  const inner = (
    <>
      {lead}
      <Box className="hl-cell__body">
        <Box className={`hl-cell__title ${danger ? 'hl-cell__title--danger' : ''}`}>{title}</Box>
        {note === undefined || note === '' ? null : <Box className="hl-cell__note">{note}</Box>}
      </Box>
      {value === undefined ? null : <Box className="hl-cell__value">{value}</Box>}
      {tail ?? (onPress === undefined ? null : <Icon name="chevron" small dim />)}
    </>
  );
  const off = props.disabled === true && onPress === undefined;
  const className = `hl-cell ${rule ? 'hl-cell--rule' : ''} ${off ? 'hl-cell--off' : ''}`;
  const ids = { ...(id === undefined ? {} : { id }), ...(testId === undefined ? {} : { testId }) };
  if (onPress === undefined) {
    return (
      <Box className={className} {...ids}>
        {inner}
      </Box>
    );
  }
  return (
    <Pressable
      className={className}
      onPress={onPress}
      disabled={props.disabled ?? false}
      {...ids}
      {...(props.checked === undefined ? {} : { checked: props.checked })}
    >
      {inner}
    </Pressable>
  );
}

/** Rows that belong together, under a heading. */
export function CellGroup({ title, children }: { title?: string; children: ReactNode }): JSX.Element {
  return (
    <Box>
      {title === undefined ? null : <Box className="hl-group__title">{title}</Box>}
      <Box className="hl-card hl-card--flush">{children}</Box>
    </Box>
  );
}
