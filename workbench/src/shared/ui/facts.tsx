import type { ReactNode } from 'react';

import './facts.css';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** Name and value pairs; two columns where there is room. */
export function Facts(props: { facts: readonly Fact[] }) {
  return (
    <dl className="hl-facts">
      {props.facts.map((fact) => (
        <div key={fact.label}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
