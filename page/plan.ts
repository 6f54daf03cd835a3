// The plan of a run in this tab.
import type { Config } from "../src/config/config.js";
import { type Machine, mostWorkers, type Plan, planOf } from "../src/run/plan.js";
import { size } from "../src/words/numbers.js";

/** Steps as measured in Chromium; a tab can be expected to have this much memory, though phones end tabs well below 4 GB. */
const TAB: Omit<Machine, "cores"> = {
  memory_bytes: 2e9,
  process_bytes: 0,
  step_us: [
    [16e6, 0.7],
    [300e6, 2],
    [Number.POSITIVE_INFINITY, 5],
  ],
};
/** Realisations whose records a tab can hold, 15 kB each. */
const MOST_RECORDS = 20_000;

export interface TabPlan extends Plan {
  /** why the page will not start it */
  refused: string | null;
  /** the graphics processor that is to fly it; absent: the processor does, or its name is not known */
  adapter?: string;
}

/** What of a run is planned: all of its groups and realisations where nothing is said. */
interface Wanted {
  groups?: readonly number[];
  realisations?: number;
  /** memory that something else in this tab has, bytes */
  taken?: number;
}

/** The plan, with at most as many workers as asked for. */
export function planInTab(config: Config, workers: number, wanted: Wanted = {}): TabPlan {
  const tab = { ...TAB, cores: workers, process_bytes: wanted.taken ?? 0 };
  const plan = partOf(planOf(config, tab), wanted);
  const refused =
    mostWorkers(config, tab) === 0
      ? `one worker needs ${size(plan.memory_bytes_per_worker)}, more than ${wanted.taken ? "is left beside the run that is under way" : "a browser tab can be expected to have"}`
      : plan.realisations > MOST_RECORDS
        ? `${plan.realisations} realisations are more than a browser tab can keep (${MOST_RECORDS})`
        : null;
  return { ...plan, refused };
}

function partOf(plan: Plan, { groups, realisations = plan.config.ensemble.realisations }: Wanted): Plan {
  const planned = groups?.map((g) => plan.groups[g]) ?? plan.groups;
  const core_seconds = planned.reduce((sum, { seconds }) => sum + realisations * seconds, 0);
  return {
    ...plan,
    groups: planned,
    realisations: realisations * planned.length,
    seconds: core_seconds / plan.workers,
  };
}
