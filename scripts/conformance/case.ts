import type { Kit } from './kit.ts';
import type { Need } from './needs.ts';
import type { Target } from './target.ts';
import type { Words } from './words.ts';

/** `advice`: a correct server of another make may do otherwise; not following it fails no run. */
export type Level = 'must' | 'advice';
export type Outcome = 'passed' | 'failed' | 'advised' | 'skipped';

export interface Verdict {
  readonly outcome: Outcome;
  /** What was seen; why nothing was, where it was skipped. */
  readonly came: Words;
}

export interface Case {
  /** `R3.07`: never used for anything else once it was published. */
  readonly id: string;
  readonly level: Level | ((target: Target) => Level);
  readonly sent: Words;
  readonly expected: Words;
  readonly why: Words;
  readonly needs: readonly Need[];
  judge(kit: Kit): Promise<Verdict>;
}

export interface Group {
  readonly id: string;
  readonly title: Words;
  readonly cases: readonly Case[];
}

export const levelOf = ({ level }: Case, target: Target): Level =>
  typeof level === 'function' ? level(target) : level;
