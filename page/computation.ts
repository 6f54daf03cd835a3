// A run in the workers of this page: it can be started, paused, stopped and extended. Realisations that are computed are kept.
import { type Config, configIdentity, type Group, groups } from "../src/config/config.js";
import { loadKernel, numerics } from "../src/flight/kernel.js";
import type { RealisationRecord } from "../src/flight/record.js";
import { addRecord, emptySample, type Sample } from "../src/response/sample.js";
import { run } from "../src/run/pool.js";
import { hashOf, lineOf } from "./lines.js";

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
  readonly samples: Sample[];
  /** realisations, and steps by estimate, done and to do */
  readonly done: number;
  readonly total: number;
  readonly steps: number;
  readonly steps_total: number;
  /** of computing, pauses left out */
  readonly seconds: number;
  /** of the realisations of this session's last start */
  readonly rate: number;
  /** Starts, goes on, or extends; the group `first` is computed before the others. */
  start(config: Config, first: number, workers: number): Promise<void>;
  pause(): void;
  stop(): void;
  /** Lines of realisations.jsonl in order, group by group; absent where not computed. */
  readonly lines: readonly (readonly string[])[];
  /** Hash of all lines of a complete run. */
  result(): string | null;
}

/** `changed` is called after each realisation and each change of phase. */
export function newComputation(changed: () => void): Computation {
  let phase: Phase = "idle";
  let problem: string | null = null;
  let notice: string | null = null;
  let config: Config | null = null;
  let identity: string | null = null;
  let planned: Group[] = [];
  let lines: string[][] = [];
  let samples: Sample[] = [];
  let version = 0;
  let hash: string | null = null;
  let abort = new AbortController();
  let before = 0;
  let started = 0;
  let since = 0;

  const count = () => samples.reduce((sum, sample) => sum + sample.rows.length, 0);
  const become = (next: Phase, why: string | null = null) => {
    if (phase === "running") before += (performance.now() - started) / 1000;
    phase = next;
    problem = why;
    changed();
  };

  /** Keeps the realisations that belong to the same run, and forgets others. */
  function prepare(next: Config): void {
    const nextIdentity = configIdentity(next);
    const same = nextIdentity === identity;
    if (!same) before = 0;
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
    hash = null;
  }

  async function compute(first: number, workers: number, signal: AbortSignal): Promise<void> {
    const has = (g: number, k: number) => lines[g][k] !== undefined;
    const say = (message: string) => {
      notice = `${message}.`;
      changed();
    };
    let soonest = 0;
    while (lines[first]?.[soonest] !== undefined) soonest++;
    // one realisation of the group that is looked at, by all workers together, so that it is there soon; that group; the others
    for (const skip of [
      (g: number, k: number) => g !== first || k !== soonest || has(g, k),
      (g: number, k: number) => g !== first || has(g, k),
      has,
    ]) {
      for await (const { record, group } of run(config as Config, { signal, workers, skip, say })) {
        if (signal.aborted) return;
        lines[group][record.realisation] = lineOf(record, identity as string, version);
        addRecord(samples[group], record);
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
    get samples() {
      return samples;
    },
    get done() {
      return count();
    },
    get total() {
      return planned.length * (config?.ensemble.realisations ?? 0);
    },
    get steps() {
      return samples.reduce((sum, { group, rows }) => sum + rows.length * group.steps_estimate, 0);
    },
    get steps_total() {
      return planned.reduce((sum, group) => sum + group.steps_estimate, 0) * (config?.ensemble.realisations ?? 0);
    },
    get seconds() {
      return before + (phase === "running" ? (performance.now() - started) / 1000 : 0);
    },
    get rate() {
      const seconds = (performance.now() - started) / 1000;
      return phase === "running" && seconds > 0 ? (count() - since) / seconds : 0;
    },

    async start(next, first, workers) {
      if (phase === "running") return;
      prepare(next);
      abort = new AbortController();
      const { signal } = abort;
      started = performance.now();
      since = count();
      notice = null;
      become("running");
      try {
        version = await numerics(await loadKernel());
        await compute(first, workers, signal);
        if (!signal.aborted) become("done");
      } catch (error) {
        if (!signal.aborted) become("failed", error instanceof Error ? error.message : String(error));
      }
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
      if (config === null || count() < planned.length * config.ensemble.realisations) return null;
      hash ??= hashOf(lines.flat());
      return hash;
    },
  };
}
