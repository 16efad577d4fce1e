/** The middle of some figures; of an even number, the mean of the two in the middle. @throws RangeError without any */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  if (high === undefined || low === undefined) throw new RangeError('A median needs at least one figure');
  return (low + high) / 2;
}

/** The figure that `share` (0 to 1) of the others do not exceed (nearest rank). @throws RangeError without any */
export function percentile(values: Readonly<Float64Array>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (found === undefined) throw new RangeError('A percentile needs at least one figure');
  return found;
}

/** One server's measurement in one round. */
export interface Sample {
  readonly requestsPerSecond: number;
  /** ms */
  readonly p50: number;
  readonly p99: number;
  /** Processor time that the server spent for each request, µs. */
  readonly cpuMicros: number;
}

export interface Summary extends Sample {
  /** Requests per second over the base's: the median of the rounds' own ratios. */
  readonly ratio: number;
  /** The smallest and the largest of those ratios. */
  readonly ratioRange: readonly [number, number];
}

/**
 * Medians over rounds. Each round's ratio is taken within the round, where the machine was the
 * same for both, and the median over those ratios: a slow round does not count twice.
 */
export function summarize(rounds: readonly Sample[], base: readonly Sample[]): Summary {
  const ratios = rounds.map((round, index) => {
    const beside = base[index];
    if (beside === undefined) throw new RangeError('A round has no base');
    return round.requestsPerSecond / beside.requestsPerSecond;
  });
  const middle = (pick: (sample: Sample) => number) => median(rounds.map(pick));
  return {
    requestsPerSecond: middle((sample) => sample.requestsPerSecond),
    p50: middle((sample) => sample.p50),
    p99: middle((sample) => sample.p99),
    cpuMicros: middle((sample) => sample.cpuMicros),
    ratio: median(ratios),
    ratioRange: [Math.min(...ratios), Math.max(...ratios)],
  };
}
