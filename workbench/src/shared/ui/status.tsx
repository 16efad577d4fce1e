import {
  CheckCircleFilled,
  ClockCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  MinusCircleFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';

import './status.css';

export type Tone = 'good' | 'warn' | 'bad' | 'wait' | 'off';

const icons: Record<Tone, ReactNode> = {
  good: <CheckCircleFilled aria-hidden="true" />,
  warn: <ExclamationCircleFilled aria-hidden="true" />,
  bad: <CloseCircleFilled aria-hidden="true" />,
  wait: <ClockCircleFilled aria-hidden="true" />,
  off: <MinusCircleFilled aria-hidden="true" />,
};

/** A state in a word; the icon's shape says it too, so that colour is never alone. */
export function Status(props: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`hl-status hl-tone-${props.tone}`}>
      {icons[props.tone]}
      <span>{props.children}</span>
    </span>
  );
}
