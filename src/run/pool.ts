// A run: realisations shared out among workers, one at a time each. Where fewer realisations than workers remain, the blocks
// of directions of one are split. Results do not depend on the sharing (realisation.ts says why).

import { cores, spawn } from "#platform";
import { type Config, type Group, groups } from "../config/config.js";
import { assemble, blockCount, blockNumbers } from "../flight/block_sums.js";
import { loadKernel, numerics } from "../flight/kernel.js";
import type { RealisationRecord } from "../flight/record.js";
import type { WorkerThread } from "../platform/types.js";
import { newSummary, type Summary } from "../response/summary.js";
import { type Checkpoint, type Checkpoints, emptyCheckpoint } from "./checkpoint.js";
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
  /** Where to keep what is done of realisations that take long, and to look for it. */
  checkpoints?: Checkpoints;
  /** Is told when a worker was lost and another one goes on in its place. */
  say?: (message: string) => void;
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

/** How long a realisation is under way before it is written down, and then how often, at most. */
const SAVE_MS = 10_000;

/** A realisation that is being computed. */
interface Open {
  group: number;
  realisation: number;
  blocks: number;
  checkpoint: Checkpoint;
  /** when it was begun, or last written down */
  saved: number;
  /** whether a worker was lost over it */
  lost: boolean;
}

/** Blocks of a realisation for one worker, those that are not done yet. */
interface Task {
  open: Open;
  left: Set<number>;
}

/**
 * Computes all realisations of a config (or of a shard of it) and yields each as it completes, in any order.
 * @throws Error naming the realisation over which two workers died; the signal's reason if aborted
 */
export async function* run(config: Config, options: RunOptions = {}): AsyncGenerator<Progress> {
  const { signal, shard, skip, earlier = [], checkpoints, say = () => {}, workers: count = cores() } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`workers: ${String(count)} found, an integer from 1 expected`);
  }
  signal?.throwIfAborted();
  const all = groups(config);
  const wanted = () => realisations(config, all, shard, skip);
  let total = 0;
  for (const _ of wanted()) total++;
  const kernel = await loadKernel();
  const statistics = newSummary(config, { kernel_sha256: kernel.sha256, numerics: await numerics(kernel) });
  for (const record of earlier) statistics.add(record);
  if (total === 0) return;

  const started = performance.now();
  const finished: Open[] = [];
  let failure: unknown;
  let over = false;
  let wake = (): void => {};
  const stop = (reason: unknown): void => {
    failure ??= reason;
    wake();
  };
  const finish = (open: Open): void => {
    finished.push(open);
    wake();
  };
  const open = ({ group, realisation }: Wanted): Open => ({
    group,
    realisation,
    blocks: blockCount(all[group]),
    checkpoint: checkpoints?.load(group, realisation) ?? emptyCheckpoint(),
    saved: performance.now(),
    lost: false,
  });
  const tasks = shareOut(wanted(), total, count, open, finish);
  const workers: (WorkerThread<ToWorker, FromWorker> | undefined)[] = [];

  const employ = (place: number, first: Task): void => {
    const worker = spawn<ToWorker, FromWorker>();
    workers[place] = worker;
    let task: Task | undefined;
    const give = (next: Task | undefined): void => {
      task = next;
      if (next) worker.post({ part: partOf(next) });
    };
    const lose = (reason: string): void => {
      if (task === undefined || workers[place] !== worker) return;
      const { open } = task;
      const rest = task;
      if (open.lost) {
        stop(new Error(`${nameOf(all, open)}: two workers were lost over it: ${reason}`));
        return;
      }
      say(`${nameOf(all, open)}: a worker was lost (${reason}), another one goes on`);
      open.lost = true;
      workers[place] = undefined;
      // its memory is to be free before the next one asks for as much
      worker.terminate().then(() => {
        if (!over) employ(place, rest);
      }, stop);
    };
    worker.onMessage((answer) => {
      if (task === undefined || workers[place] !== worker) return;
      if ("error" in answer) return lose(answer.error);
      try {
        receive(task, answer);
        const { open } = task;
        if (open.checkpoint.done.size === open.blocks) finish(open);
        else if (checkpoints && performance.now() - open.saved > SAVE_MS) {
          checkpoints.save(open.group, open.realisation, open.checkpoint);
          open.saved = performance.now();
        }
        if (task.left.size === 0) give(tasks.next().value);
      } catch (error) {
        stop(error);
      }
    });
    worker.onDeath((reason) => lose(reason.message));
    worker.post({ kernel, config });
    give(first);
  };

  const abort = (): void => stop(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    for (let place = 0; place < count; place++) {
      const task = tasks.next().value;
      if (task) employ(place, task);
    }
    for (let done = 1; done <= total; ) {
      while (finished.length === 0 && failure === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const one = finished.shift();
      if (one === undefined) throw failure;
      const record = assemble(all[one.group], one.realisation, sumsOf(all[one.group], one.checkpoint));
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
    over = true;
    signal?.removeEventListener("abort", abort);
    await Promise.all(workers.map((worker) => worker?.terminate()));
  }
}

function nameOf(all: Group[], { group, realisation }: Open): string {
  const { turbulence_level, rigidity_TV } = all[group];
  return `realisation ${realisation} at turbulence level ${turbulence_level}, ${rigidity_TV} TV`;
}

type Wanted = Pick<Open, "group" | "realisation">;

function* realisations(
  config: Config,
  all: Group[],
  shard: Shard | undefined,
  skip: RunOptions["skip"],
): Generator<Wanted> {
  for (let group = 0; group < all.length; group++) {
    for (let realisation = 0; realisation < config.ensemble.realisations; realisation++) {
      if (inShard(shard, group, realisation) && !skip?.(group, realisation)) yield { group, realisation };
    }
  }
}

/** Tasks in the order in which they are handed out: whole realisations, and the last few split. */
function* shareOut(
  wanted: Generator<Wanted>,
  total: number,
  workers: number,
  begin: (wanted: Wanted) => Open,
  finish: (open: Open) => void,
): Generator<Task, undefined> {
  let before = 0;
  for (const one of wanted) {
    const open = begin(one);
    const missing: number[] = [];
    for (let block = 0; block < open.blocks; block++) if (!open.checkpoint.done.has(block)) missing.push(block);
    if (missing.length === 0) finish(open);
    const split = Math.min(missing.length, Math.ceil(workers / (total - before)));
    for (let piece = 0; piece < split; piece++) {
      const [first, last] = [piece, piece + 1].map((n) => Math.floor((missing.length * n) / split));
      yield { open, left: new Set(missing.slice(first, last)) };
    }
    before++;
  }
}

/** What a worker is asked for: the blocks that are left, and where to go on with those that are begun. */
const partOf = ({ open: { group, realisation, checkpoint }, left }: Task) => ({
  group,
  realisation,
  blocks: [...left],
  begun: [...checkpoint.begun].filter(([block]) => left.has(block)),
});

function receive({ open, left }: Task, answer: Exclude<FromWorker, { error: string }>): void {
  const { done, begun } = open.checkpoint;
  if ("state" in answer) {
    begun.set(answer.block, answer.state);
    return;
  }
  done.set(answer.block, answer.sums);
  begun.delete(answer.block);
  left.delete(answer.block);
}

/** The sums of all blocks, in their order. */
function sumsOf(group: Group, { done }: Checkpoint): Float64Array {
  const size = blockNumbers(group);
  const sums = new Float64Array(done.size * size);
  for (const [block, of] of done) sums.set(of, block * size);
  return sums;
}
