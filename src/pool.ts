// A run: realisations shared out among workers, one at a time each. Where fewer realisations than workers remain, the blocks
// of directions of one are split. Results do not depend on the sharing (realisation.ts says why).

import { cores, spawn } from "#platform";
import { type Config, type Group, groups } from "./config.js";
import { newSummary, type Summary } from "./ensemble.js";
import { loadKernel, numerics } from "./kernel.js";
import type { WorkerThread } from "./platform/types.js";
import { assemble, blockCount, type Part, type RealisationRecord } from "./realisation.js";
import { inShard, type Shard } from "./shard.js";
import type { FromWorker, ToWorker } from "./worker.js";

export interface RunOptions {
  /** Stops the run within a second: the generator throws the signal's reason. */
  signal?: AbortSignal;
  /** Number of worker threads; default all cores. The results do not depend on it. */
  workers?: number;
  shard?: Shard;
  /** Realisations that are there already (of group number `group`) and are not computed again. */
  skip?: (group: number, realisation: number) => boolean;
  /** Records to be counted in the summary beside those computed here. */
  earlier?: Iterable<RealisationRecord>;
}

/** What a run says after each realisation. */
export interface Progress {
  record: RealisationRecord;
  /** number of its group in groups(config) */
  group: number;
  /** realisations computed by this run so far, and in all */
  done: number;
  total: number;
  /** since the start of the run */
  seconds: number;
  /** statistics of all realisations so far; computed when asked for */
  readonly summary: Summary;
}

/** A realisation that is being computed: its blocks as they come in. */
interface Open {
  group: number;
  realisation: number;
  blocks: number;
  missing: number;
  sums: Float64Array | undefined;
}

/**
 * Computes all realisations of a config (or of a shard of it) and yields each as it completes, in any order.
 * @throws Error naming the realisation if a worker dies; the signal's reason if aborted
 */
export async function* run(config: Config, options: RunOptions = {}): AsyncGenerator<Progress> {
  const { signal, shard, skip, earlier = [] } = options;
  signal?.throwIfAborted();
  const all = groups(config);
  const pending = listRealisations(config, all, shard, skip);
  const total = pending.length;
  const kernel = await loadKernel();
  const statistics = newSummary(config, { kernel_sha256: kernel.sha256, numerics: await numerics(kernel) });
  for (const record of earlier) statistics.add(record);
  if (total === 0) return;

  const started = performance.now();
  const wanted = Math.max(1, options.workers ?? cores());
  const parts = shareOut(pending, wanted);
  const finished: Open[] = [];
  let failure: unknown;
  let wake = (): void => {};
  const stop = (reason: unknown): void => {
    failure ??= reason;
    wake();
  };

  const workers = Array.from({ length: wanted }, () => {
    const worker = spawn<ToWorker, FromWorker>();
    let busy: { part: Part; open: Open } | undefined;
    const next = (): void => {
      const item = parts.next();
      busy = item.done ? undefined : item.value;
      if (busy) worker.post({ part: busy.part });
    };
    worker.onMessage((answer) => {
      if (!busy) return;
      if ("error" in answer) return stop(new Error(`${nameOf(all, busy.open)}: ${answer.error}`));
      if (receive(busy.open, answer.part, answer.sums)) {
        finished.push(busy.open);
        wake();
      }
      next();
    });
    worker.onDeath((reason) => {
      if (busy) stop(new Error(`${nameOf(all, busy.open)}: ${reason.message}`, { cause: reason }));
    });
    worker.post({ kernel, config });
    next();
    return worker;
  });
  const abort = (): void => stop(signal?.reason);
  signal?.addEventListener("abort", abort);

  try {
    for (let done = 1; done <= total; ) {
      while (finished.length === 0 && failure === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const one = finished.shift();
      if (one === undefined) throw failure;
      const record = assemble(all[one.group], one.realisation, one.sums as Float64Array);
      one.sums = undefined;
      statistics.add(record);
      yield {
        record,
        group: one.group,
        done,
        total,
        seconds: (performance.now() - started) / 1000,
        get summary() {
          return statistics.summary();
        },
      };
      done++;
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    await Promise.all(workers.map((worker: WorkerThread<ToWorker, FromWorker>) => worker.terminate()));
  }
}

function nameOf(all: Group[], { group, realisation }: Open): string {
  const { turbulence_level, rigidity_TV } = all[group];
  return `realisation ${realisation} at turbulence level ${turbulence_level}, ${rigidity_TV} TV`;
}

function listRealisations(config: Config, all: Group[], shard: Shard | undefined, skip: RunOptions["skip"]): Open[] {
  const list: Open[] = [];
  for (let group = 0; group < all.length; group++) {
    const blocks = blockCount(all[group]);
    for (let realisation = 0; realisation < config.ensemble.realisations; realisation++) {
      if (!inShard(shard, group, realisation) || skip?.(group, realisation)) continue;
      list.push({ group, realisation, blocks, missing: blocks, sums: undefined });
    }
  }
  return list;
}

/** Parts in the order in which they are handed out: whole realisations, and the last few split. */
function* shareOut(pending: Open[], workers: number): Generator<{ part: Part; open: Open }> {
  for (let i = 0; i < pending.length; i++) {
    const open = pending[i];
    const { group, realisation, blocks } = open;
    const split = Math.min(blocks, Math.ceil(workers / (pending.length - i)));
    for (let piece = 0; piece < split; piece++) {
      const first = Math.floor((blocks * piece) / split);
      const last = Math.floor((blocks * (piece + 1)) / split);
      yield { open, part: { group, realisation, first, last } };
    }
  }
}

/** Puts the sums of a part in their place; true if that completes the realisation. */
function receive(open: Open, part: Part, sums: Float64Array): boolean {
  const size = sums.length / (part.last - part.first);
  open.sums ??= new Float64Array(open.blocks * size);
  open.sums.set(sums, part.first * size);
  open.missing -= part.last - part.first;
  return open.missing === 0;
}
