// A check: the ensembles that it needs, and the rows that it derives from them. It does not know how ensembles are
// computed: the command line runs them on all cores and keeps them in run folders, a test runs them in its own thread.

import type { Config, ConfigInput, Group } from "../config/config.js";
import { groups, resolveConfig } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import type { OpenGPU } from "../gpu/device.js";
import type { Row } from "./row.js";

/** A level limits the time of a check: quick some seconds, default about a minute, full no limit. */
export type Level = "quick" | "default" | "full";

/** An ensemble that is wanted; equal names mean equal configs. */
export interface Wanted {
  name: string;
  input: ConfigInput;
  /** flown on this device; absent: on the processor */
  device?: OpenGPU;
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
  /** called by a check with the progress of its work besides the ensembles */
  progress?: (done: number, total: number) => void;
}

export interface Check {
  /** "1 trajectories" */
  section: string;
  /** common title of its rows, shown as progress */
  title: string;
  /** levels at which it runs; absent: all */
  levels?: readonly Level[];
  /** ensembles that `rows` will ask for; the time to go is estimated from them */
  wants?(level: Level): Wanted[];
  /** approximate seconds on one core besides the ensembles */
  seconds(level: Level): number;
  rows(context: Context): Promise<Row[]>;
}

/** The value for a level. */
export const byLevel = <T>(level: Level, quick: T, usual: T, full: T): T =>
  level === "quick" ? quick : level === "default" ? usual : full;

/** Group and config of a wanted ensemble, which must have one group. */
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
