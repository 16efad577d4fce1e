import { readMessageKey } from '../../../bot/crypto/envelope.ts';
import { allGroups } from '../all-groups.ts';
import { startCanary } from '../canary.ts';
import type { Outcome } from '../case.ts';
import { createEffects } from '../effects.ts';
import type { RunOptions } from '../kit.ts';
import { runCases, type GroupResult } from '../run.ts';
import type { Channel, Mode, Target } from '../target.ts';
import {
  answerWord,
  createService,
  mirrorPrefix,
  startReference,
  type Fault,
  type ReferenceOptions,
} from './reference-server.ts';

export const keys = {
  token: 'ConformanceToken7',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  appId: 'wx5823bf96d3bd56c7',
} as const;

export function targetOf(url: URL, given: Partial<Target> = {}): Target {
  const encodingAesKey = given.encodingAesKey ?? keys.encodingAesKey;
  return {
    ...{ url, secondUrl: undefined, channel: 'official-account', mode: 'safe', ...keys },
    ...{ originalId: 'gh_3f9c2b7a1d5e', agentId: 1_000_002 },
    ...given,
    ...{ encodingAesKey, key: readMessageKey(encodingAesKey) },
  };
}

export interface ReferenceRun {
  readonly channel?: Channel;
  readonly mode?: Mode;
  readonly faults?: readonly Fault[];
  readonly only?: readonly string[];
  readonly options?: RunOptions;
}

/** Longer than the platforms wait: tests share their machine with others. */
export const patientMs = 15_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Runs the cases against two processes of the reference server, which lend all that can be lent. */
export async function runReference(run: ReferenceRun = {}): Promise<readonly GroupResult[]> {
  const { channel = 'official-account', mode = 'safe', only } = run;
  const options: ReferenceOptions = {
    ...{ channel, mode, ...keys },
    ...{ faults: run.faults ?? [], service: createService() },
  };
  const [server, second] = [await startReference(options), await startReference(options)];
  const canary = await startCanary('127.0.0.1', 0);
  try {
    return await runCases(
      targetOf(server.url, { channel, mode, secondUrl: second.url }),
      allGroups,
      {
        ...{ answerWord, mirrorPrefix, canary, fuzz: 30, deadlineMs: patientMs },
        effects: createEffects(server.countUrl, 0, pause),
        ...run.options,
      },
      (id) => only === undefined || only.includes(id),
    );
  } finally {
    await canary.close();
    await server.end();
    await second.end();
  }
}

export function idsOf(groups: readonly GroupResult[], outcome: Outcome): readonly string[] {
  return groups.flatMap(({ cases }) => cases.filter((one) => one.outcome === outcome).map(({ id }) => id));
}

/** Id and what came, for a message that tells what is wrong. */
export function toldOf(groups: readonly GroupResult[], outcome: Outcome): readonly string[] {
  return groups.flatMap(({ cases }) =>
    cases
      .filter((one) => one.outcome === outcome)
      .map(({ id, sent, came }) => `${id} ${sent.en}: ${came.en}`),
  );
}
