// A run in the workers of this page: it can be started, paused, stopped and extended, for some of its groups or all of them.
// Realisations that are computed are kept, here and in the browser (kept_runs.ts).
// One file, because a run's phases, its lines and what was kept of it change one another's state.
import { type Config, type Group, groups } from "../src/config/config.js";
import { loadKernel, numerics } from "../src/flight/kernel.js";
import type { RealisationRecord } from "../src/flight/record.js";
import type { DeviceName, GPUBench } from "../src/gpu/device.js";
import { GPU_NUMERICS } from "../src/gpu/unfit.js";
import { addRecord, emptySample, type Sample } from "../src/response/sample.js";
import { run } from "../src/run/pool.js";
import { identityOf, openGraphics } from "./device.js";
import type { KeptRuns } from "./kept_runs.js";
import { hashOf, lineOf } from "./lines.js";
import { planInTab } from "./plan.js";
import type { View } from "./state.js";
import { timeToGo } from "./time_to_go.js";

/** `stopped`: by the user or before all was done; `failed`: by an error, and can go on. */
export type Phase = "idle" | "running" | "paused" | "stopped" | "done" | "failed";

export interface Computation {
  readonly phase: Phase;
  /** why it failed */
  readonly problem: string | null;
  /** a problem since the last start that was overcome */
  readonly notice: string | null;
  /** identity of the run whose records these are; null before the first start */
  readonly identity: string | null;
  readonly config: Config | null;
  /** whether a graphics processor was chosen for it */
  readonly isOnGraphics: boolean;
  /** the graphics processor that made these records; null: the processor did, or there are none */
  readonly device: DeviceName | null;
  readonly samples: Sample[];
  /** realisations of the groups that were asked for, done and in all */
  readonly done: number;
  readonly total: number;
  /** the part that is done, by the time that the plan gives it: 0 to 1 */
  readonly part: number;
  /** seconds to go while it is running */
  readonly left: number;
  /** of computing, pauses left out */
  readonly seconds: number;
  /** Starts, goes on, or extends: the groups that are asked for, by number, the first of them before the others. */
  start(config: Config, asked: number[], workers: number, by: View["device"]): Promise<void>;
  /** Whether all realisations of these groups are there. */
  has(config: Config, asked: number[], by: View["device"]): boolean;
  /** Takes over what the browser has kept of a run, where none is under way. Starts nothing. */
  open(config: Config, by: View["device"]): Promise<void>;
  pause(): void;
  stop(): void;
  /** Lines of realisations.jsonl in order, group by group; absent where not computed. */
  readonly lines: readonly (readonly string[])[];
  /** Hash of all lines of a complete run. */
  result(): string | null;
}

interface Listeners {
  /** after each realisation and each change of phase */
  changed(): void;
  /** after each block of directions */
  advanced(): void;
}

export function newComputation({ changed, advanced }: Listeners, kept: KeptRuns): Computation {
  let phase: Phase = "idle";
  let problem: string | null = null;
  let notice: string | null = null;
  let config: Config | null = null;
  let identity: string | null = null;
  let flownBy: View["device"] = "cpu";
  let device: DeviceName | null = null;
  let planned: Group[] = [];
  let asked: number[] = [];
  let lines: string[][] = [];
  let samples: Sample[] = [];
  let version: number | string = 0;
  let hash: string | null = null;
  let abort = new AbortController();
  let before = 0;
  let started = 0;
  let crew = 1;
  /** seconds on one core of a realisation of each group */
  let costs: number[] = [];
  /** parts of realisations under way, by group */
  let under: number[] = [];
  let doneBefore = 0;
  let opening = "";

  const count = (among: number[]) => among.reduce((sum, g) => sum + (samples[g]?.rows.length ?? 0), 0);
  const work = () => asked.reduce((sum, g) => sum + costs[g] * (samples[g].rows.length + under[g]), 0);
  const wholeWork = () => asked.reduce((sum, g) => sum + costs[g], 0) * (config?.ensemble.realisations ?? 0);
  const elapsed = () => (phase === "running" ? (performance.now() - started) / 1000 : 0);
  const become = (next: Phase, why: string | null = null) => {
    before += elapsed();
    phase = next;
    problem = why;
    changed();
  };

  /** Keeps the realisations that belong to the same run, and forgets others. */
  function prepare(next: Config, by: View["device"]): void {
    const nextIdentity = identityOf(next, by);
    const same = nextIdentity === identity;
    if (!same) {
      before = 0;
      device = null;
    }
    const most = next.ensemble.realisations;
    planned = groups(next);
    lines = planned.map((_, g) => (same ? lines[g].slice(0, most) : []));
    samples = planned.map((group, g) => {
      const sample = emptySample(group);
      for (const line of lines[g]) if (line !== undefined) addRecord(sample, JSON.parse(line) as RealisationRecord);
      return sample;
    });
    config = next;
    identity = nextIdentity;
    flownBy = by;
    hash = null;
    under = planned.map(() => 0);
  }

  /**
   * Adds what the browser has kept; how many realisations that were. A graphics processor that is about to fly takes its own
   * only, and drops what another one has made.
   */
  async function takeKept(
    next: Config,
    by: View["device"],
    goesOn: () => boolean,
    opened?: DeviceName,
  ): Promise<number> {
    const own = by === "gpu" ? GPU_NUMERICS : await numerics(await loadKernel());
    const { lines: found, device: maker } = await kept.lines(identityOf(next, by), own, opened);
    if (!goesOn()) return 0;
    version = own;
    const isOther = opened && device && (opened.adapter !== device.adapter || opened.driver !== device.driver);
    if (isOther) identity = null;
    if (identityOf(next, by) !== identity || config !== next) {
      if (found.length === 0 && !opened) return 0;
      prepare(next, by);
    }
    device ??= opened ?? maker ?? null;
    let taken = 0;
    for (const { group, realisation, line } of found) {
      if (group >= lines.length || realisation >= next.ensemble.realisations) continue;
      if (lines[group][realisation] !== undefined) continue;
      lines[group][realisation] = line;
      addRecord(samples[group], JSON.parse(line) as RealisationRecord);
      taken += 1;
    }
    return taken;
  }

  async function compute(workers: number, signal: AbortSignal, bench: GPUBench | undefined): Promise<void> {
    const first = asked[0];
    const has = (g: number, k: number) => !asked.includes(g) || lines[g][k] !== undefined;
    const say = (message: string) => {
      notice = `${message}.`;
      changed();
    };
    const progress = (g: number, part: number) => {
      under[g] += part;
      advanced();
    };
    let soonest = 0;
    while (lines[first]?.[soonest] !== undefined) soonest++;
    const named = {
      ...{ identity: identity as string, config: config as Config, numerics: version },
      ...(device === null ? {} : { device }),
    };
    // one realisation of the group that is looked at, by all workers together, so that it is there soon; that group; the others
    const passes = [
      (g: number, k: number) => g !== first || k !== soonest || has(g, k),
      (g: number, k: number) => g !== first || has(g, k),
      has,
    ];
    // a graphics processor flies many at once
    for (const skip of bench ? passes.slice(1) : passes) {
      const options = { signal, workers, skip, say, progress, device: bench };
      for await (const { record, group } of run(config as Config, options)) {
        if (signal.aborted) return;
        const { realisation } = record;
        const line = lineOf(record, identity as string, version);
        lines[group][realisation] = line;
        under[group] = Math.max(0, under[group] - 1);
        addRecord(samples[group], record);
        kept.add(named, { group, realisation, line }).catch((error) => {
          notice ??= `This browser keeps no more of this run: ${error instanceof Error ? error.message : error}.`;
        });
        changed();
      }
    }
  }

  return {
    get phase() {
      return phase;
    },
    get problem() {
      return problem;
    },
    get notice() {
      return notice;
    },
    get identity() {
      return identity;
    },
    get config() {
      return config;
    },
    get isOnGraphics() {
      return flownBy === "gpu";
    },
    get device() {
      return device;
    },
    get samples() {
      return samples;
    },
    get done() {
      return count(asked);
    },
    get total() {
      return asked.length * (config?.ensemble.realisations ?? 0);
    },
    get part() {
      return costs.length === 0 ? 0 : Math.min(1, work() / wholeWork());
    },
    get left() {
      const done = work();
      const doneSinceStart = done - doneBefore;
      return timeToGo({ total: wholeWork(), done, doneSinceStart, elapsed: elapsed(), workers: crew });
    },
    get seconds() {
      return before + elapsed();
    },

    async start(next, wanted, workers, by) {
      if (phase === "running") return;
      prepare(next, by);
      asked = wanted;
      crew = workers;
      costs = planInTab(next, workers).groups.map(({ seconds }) => seconds);
      abort = new AbortController();
      const { signal } = abort;
      started = performance.now();
      notice = null;
      doneBefore = work();
      become("running");
      let bench: GPUBench | undefined;
      try {
        bench = by === "gpu" ? await openGraphics(next) : undefined;
        await takeKept(next, by, () => !signal.aborted, bench?.name);
        doneBefore = work();
        if (!signal.aborted) await compute(workers, signal, bench);
        if (!signal.aborted) become("done");
      } catch (error) {
        if (!signal.aborted) become("failed", error instanceof Error ? error.message : String(error));
      } finally {
        bench?.close();
      }
    },

    has: (wanted, among, by) =>
      identityOf(wanted, by) === identity &&
      among.every((g) => (samples[g]?.rows.length ?? 0) >= wanted.ensemble.realisations),

    async open(next, by) {
      const isUnderWay = () => phase === "running" || phase === "paused" || phase === "failed";
      const nextIdentity = identityOf(next, by);
      opening = nextIdentity;
      if (isUnderWay() || nextIdentity === identity) return;
      const taken = await takeKept(next, by, () => opening === nextIdentity && !isUnderWay());
      if (taken === 0) return;
      asked = planned.flatMap((_, g) => (samples[g].rows.length > 0 ? g : []));
      costs = planInTab(next, 1).groups.map(({ seconds }) => seconds);
      notice = "Kept in this browser.";
      become(count(asked) === asked.length * next.ensemble.realisations ? "done" : "stopped");
    },

    pause() {
      if (phase !== "running") return;
      become("paused");
      abort.abort();
    },

    stop() {
      if (phase !== "running" && phase !== "paused" && phase !== "failed") return;
      become("stopped");
      abort.abort();
    },

    get lines() {
      return lines;
    },

    result() {
      const all = planned.map((_, g) => g);
      if (config === null || count(all) < planned.length * config.ensemble.realisations) return null;
      hash ??= hashOf(lines.flat());
      return hash;
    },
  };
}
