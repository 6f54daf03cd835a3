// What a run would need, said before it starts.
import { type Config, groups, type Warning, warnings } from "../src/config/config.js";

/** Seconds of a step on one core, for estimates only: 0.7 us where the field fits the cache, more where it does not. */
const stepSeconds = (bytes: number): number => (bytes < 16e6 ? 0.7e-6 : bytes < 300e6 ? 2e-6 : 5e-6);
/** A worker thread beside its field, measured, rounded up. */
const WORKER_BYTES = 30e6;
/** What a tab can be expected to have; phones end tabs well below 4 GB. */
const TAB_BYTES = 2e9;
/** Realisations whose records a tab can hold, 15 kB each. */
const MOST_RECORDS = 20_000;

export interface Plan {
  workers: number;
  bytes: number;
  realisations: number;
  directions: number[];
  steps: number;
  seconds: number;
  warnings: Warning[];
  /** why the page will not start it */
  refused: string | null;
}

export function planOf(config: Config, asked: number): Plan {
  const all = groups(config);
  const n = config.ensemble.realisations;
  const each = Math.max(...all.map((group) => group.memory_bytes)) + WORKER_BYTES;
  const workers = Math.max(1, Math.min(asked, Math.floor(TAB_BYTES / each)));
  const cost = all.reduce((sum, group) => sum + group.steps_estimate * stepSeconds(group.memory_bytes), 0);
  const realisations = n * all.length;
  const refused =
    each > TAB_BYTES
      ? `one worker needs ${size(each)}, more than a browser tab can be expected to have`
      : realisations > MOST_RECORDS
        ? `${realisations} realisations are more than a browser tab can keep (${MOST_RECORDS})`
        : null;
  return {
    workers,
    bytes: workers * each,
    realisations,
    directions: [...new Set(all.map((group) => group.directions))],
    steps: n * all.reduce((sum, group) => sum + group.steps_estimate, 0),
    seconds: (n * cost) / workers,
    warnings: warnings(config),
    refused,
  };
}

/** "42 s", "3 min 20 s", "5 h 12 min" */
export function duration(seconds: number): string {
  const s = Math.max(1, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.round((s % 3600) / 60)} min`;
}

/** "310 MB" (powers of ten) */
export function size(bytes: number): string {
  return bytes < 995e6 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${Number((bytes / 1e9).toPrecision(2))} GB`;
}
