// A check: the ensembles that it needs, and what it makes of them. Where and how ensembles are computed is not its business:
// the command line runs them on all cores and keeps them in run folders, a test runs them in its own thread.

import type { Config, ConfigInput, Group } from "../config/config.js";
import { groups, resolveConfig } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import type { Row } from "./row.js";

/** How long a check may take: some seconds, about a minute, as long as it takes. */
export type Level = "quick" | "default" | "full";

/** An ensemble that is wanted; equal names mean equal configs. */
export interface Wanted {
  name: string;
  input: ConfigInput;
}

/** The realisations of the one group of a config, in order. */
export interface Ensemble {
  config: Config;
  group: Group;
  records: RealisationRecord[];
}

export type Ensembles = (wanted: Wanted) => Promise<Ensemble>;

export interface Context {
  level: Level;
  signal?: AbortSignal;
  ensemble: Ensembles;
  /** called by a check as it gets on with what it does beside its ensembles */
  progress?: (done: number, total: number) => void;
}

export interface Check {
  /** "1 trajectories" */
  section: string;
  /** what its rows have in common, for progress */
  title: string;
  /** levels at which it runs; absent: all */
  levels?: readonly Level[];
  /** ensembles that `rows` will ask for: what the time to go is estimated from */
  wants?(level: Level): Wanted[];
  /** seconds on one core beside the ensembles, roughly */
  seconds(level: Level): number;
  rows(context: Context): Promise<Row[]>;
}

/** One of three by level. */
export const byLevel = <T>(level: Level, quick: T, usual: T, full: T): T =>
  level === "quick" ? quick : level === "default" ? usual : full;

/** Group and config of what is wanted; it must have one group. */
export function resolved({ input }: Wanted): { config: Config; group: Group } {
  const config = resolveConfig(input);
  const all = groups(config);
  if (all.length !== 1) throw new RangeError(`an ensemble of ${all.length} groups is wanted, one expected`);
  return { config, group: all[0] };
}

/** "T 300 pc, 192 directions, 40 realisations" */
export function sampleText(group: Group, realisations: number): string {
  const path = group.path_pc[group.path_pc.length - 1];
  return `T ${Number(path.toPrecision(4))} pc, ${group.directions} directions, ${realisations} realisations`;
}
