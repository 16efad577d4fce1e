import { levelOf, type Case, type Group, type Level, type Outcome, type Verdict } from './case.ts';
import { createKit, type Kit, type RunOptions } from './kit.ts';
import { post } from './seal.ts';
import type { Answer } from './send.ts';
import type { Target } from './target.ts';
import { words, type Words } from './words.ts';

export interface CaseResult {
  readonly id: string;
  readonly level: Level;
  readonly outcome: Outcome;
  readonly sent: Words;
  readonly expected: Words;
  /** What was seen, or why nothing was sent. */
  readonly came: Words;
  readonly why: Words;
}

export interface GroupResult {
  readonly id: string;
  readonly title: Words;
  readonly cases: readonly CaseResult[];
}

/** There is nobody to judge. */
export class UnreachableError extends Error {
  constructor() {
    super('The server gave no answer at all');
    this.name = 'UnreachableError';
  }
}

const giveUpAfter = 8;
const gone = words('the server no longer answers', '服务器不再应答');

/**
 * Runs the cases one after the other, so that each sees its own effects alone.
 * @param isWanted by id; all where it is left out
 * @param tell each result as it comes
 * @throws UnreachableError when not even the first request is answered
 */
export async function runCases(
  target: Target,
  groups: readonly Group[],
  options: RunOptions,
  isWanted: (id: string) => boolean = () => true,
  tell: (result: CaseResult) => void = () => undefined,
): Promise<readonly GroupResult[]> {
  const kit = createKit(target, options);
  const first = await kit.send(post(kit.seal(kit.text())));
  if (first.kind !== 'answered') throw new UnreachableError();
  const results: GroupResult[] = [];
  for (const { id, title, cases } of groups) {
    const wanted = cases.filter((one) => isWanted(one.id));
    if (wanted.length === 0) continue;
    const told: CaseResult[] = [];
    for (const one of wanted) {
      const result = resultOf(one, target, isGone(kit.answers) ? skip(gone) : await judge(one, kit));
      told.push(result);
      tell(result);
    }
    results.push({ id, title, cases: told });
  }
  return results;
}

async function judge(one: Case, kit: Kit): Promise<Verdict> {
  for (const need of one.needs) {
    const reason = kit.missing(need);
    if (reason !== undefined) return skip(reason);
  }
  return one.judge(kit);
}

const skip = (came: Words): Verdict => ({ outcome: 'skipped', came });

/** Then the failures that came before tell enough, and the rest would take hours. */
function isGone(answers: readonly Answer[]): boolean {
  const last = answers.slice(-giveUpAfter);
  return last.length === giveUpAfter && last.every(({ kind }) => kind !== 'answered');
}

function resultOf(one: Case, target: Target, { outcome, came }: Verdict): CaseResult {
  const { id, sent, expected, why } = one;
  return { id, level: levelOf(one, target), outcome, sent, expected, came, why };
}
