// The time that a run still takes: at first that of the plan, then more and more what was measured.

/** The plan counts as if this many seconds of it had been measured: the first parts come in bursts, one from each worker. */
const PLAN_COUNTS_S = 4;

export interface Pace {
  /** work of the plan in seconds of one core: in all, done, and done of it since the start */
  total: number;
  done: number;
  doneSinceStart: number;
  /** seconds since the start, pauses left out */
  elapsed: number;
  workers: number;
}

/** Seconds. */
export function timeToGo({ total, done, doneSinceStart, elapsed, workers }: Pace): number {
  const planned = PLAN_COUNTS_S * workers;
  const rate = (doneSinceStart + planned) / (elapsed + PLAN_COUNTS_S);
  return Math.max(0, total - done) / rate;
}
