// A run: realisations shared out among workers, one at a time each. Where fewer realisations than workers remain, the blocks
// of directions of one are split. Results do not depend on the sharing (realisation.ts says why).
// One file, because a pool, its workers and its tasks change one another's state.

import { cores, spawn } from "#platform";
import { type Config, type Group, groups } from "../config/config.js";
import { cubeOf, described } from "../cube/describe.js";
import { assemble, blockCount, blockNumbers } from "../flight/block_sums.js";
import { type Kernel, kernelBeside, loadKernel, numerics } from "../flight/kernel.js";
import type { RealisationRecord } from "../flight/record.js";
import type { Device } from "../gpu/choose.js";
import type { OpenGPU } from "../gpu/device.js";
import { GPU_NUMERICS, unfit } from "../gpu/unfit.js";
import type { BrowserWorker, WorkerThread } from "../platform/types.js";
import { newSummary, type Summary } from "../response/summary.js";
import { checkKeys, checkKinds, checkOptions, inShort } from "../words/options.js";
import { type Checkpoint, type Checkpoints, emptyCheckpoint } from "./checkpoint.js";
import { checkShard, inShard, type Shard } from "./shard.js";
import type { FromWorker, ToWorker } from "./worker.js";

export interface RunOptions {
  /**
   * What flies the particles: "cpu" (default), "gpu", or "auto", a graphics processor where there is one that can. Its results
   * differ in their last digits from device to device and have `numerics` of their own. UnfitError, NoGPUError where "gpu"
   * cannot be had, GPUMemoryError where it has no room, LostGPUError where it fails.
   */
  device?: Device | OpenGPU;
  /** Stops the run within a second: the generator throws the signal's reason. */
  signal?: AbortSignal;
  /** Number of worker threads; default all cores. The results do not depend on it. */
  workers?: number;
  shard?: Shard;
  /** Whether a realisation of group number `group` exists already and need not be computed. */
  skip?: (group: number, realisation: number) => boolean;
  /** Existing records, which the summary includes beside those computed here. */
  earlier?: Iterable<RealisationRecord>;
  /** Where the finished parts of long realisations are kept and looked for. */
  checkpoints?: Checkpoints;
  /**
   * Called when a part of a realisation of a group is done, the parts of one adding up to 1. `earlier`: it was found in a
   * checkpoint.
   */
  progress?: (group: number, part: number, earlier: boolean) => void;
  /**
   * The script of the workers, or what makes one: where a page may not start the one that lies beside the library. In Node an
   * address only.
   */
  worker?: URL | (() => BrowserWorker);
  /** Called with a message when a worker was lost and another takes its place. */
  say?: (message: string) => void;
}

const OPTIONS = Object.keys({
  ...{
    device: 1,
    signal: 1,
    workers: 1,
    shard: 1,
    skip: 1,
    earlier: 1,
    checkpoints: 1,
    progress: 1,
    worker: 1,
    say: 1,
  },
} satisfies Record<keyof RunOptions, 1>);

/** Progress of a run after each realisation. */
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

/** Time before the first checkpoint of a realisation, and the least time between two. */
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
 * @throws RangeError for an option that is none; Error naming the realisation over which two workers died; the signal's reason if aborted
 */
export async function* run(config: Config, options: RunOptions = {}): AsyncGenerator<Progress> {
  checkOptions(options, OPTIONS);
  checkKinds(options, {
    ...{ signal: "an AbortSignal", earlier: "an iterable", checkpoints: "an object with load and save" },
    ...{ skip: "a function", progress: "a function", say: "a function" },
  });
  const {
    signal,
    shard,
    skip,
    earlier = [],
    checkpoints,
    say = () => {},
    progress,
    worker,
    workers: count = cores(),
    device = "cpu",
  } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`workers: ${inShort(count)} found, an integer from 1 expected`);
  }
  checkShard(shard);
  if (shard !== undefined) checkKeys("shard", shard, ["index", "of"]);
  signal?.throwIfAborted();
  config = await described(config);
  const configured = groups(config);
  const wanted = () => realisations(config, configured, shard, skip);
  let total = 0;
  for (const _ of wanted()) total++;
  const kernel = await loadKernel();
  // loaded by whoever asks for it: a file of its own in the package
  const gpu = device === "cpu" ? undefined : await import("./gpu_run.js");
  const bench = await gpu?.openDevice(unfit(config), device, say);
  const statistics = newSummary(config, {
    kernel_sha256: kernel.sha256,
    numerics: gpu && bench ? GPU_NUMERICS : await numerics(kernel),
    device: bench?.name,
  });
  for (const record of earlier) statistics.add(record);
  if (total === 0) return;

  const started = performance.now();
  const values = configured[0].cube && (await cubeOf(config)).values;
  const progressOf = (record: RealisationRecord, group: number, done: number): Progress => {
    statistics.add(record);
    return {
      record,
      group,
      done,
      total,
      seconds: (performance.now() - started) / 1000,
      get summary() {
        return statistics.summary();
      },
    };
  };
  if (gpu && bench) {
    const each: number[][] = configured.map(() => []);
    for (const { group, realisation } of wanted()) each[group].push(realisation);
    let done = 0;
    try {
      const hire = () => spawn<ToWorker, FromWorker>(kernelBeside(), worker);
      const job = { kernel, config, values, groups: configured, wanted: each, workers: count, signal, hire };
      for await (const { record, group } of gpu.flyOnGPU(bench, job)) {
        progress?.(group, 1, false);
        yield progressOf(record, group, ++done);
      }
    } finally {
      if (bench !== device) bench.close();
    }
    return;
  }
  const crew = new Crew({ kernel, config, values, checkpoints, say, progress, script: worker });
  const abort = (): void => crew.fail(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    crew.begin(shareOut(wanted(), total, count, crew), count);
    for (let done = 1; done <= total; done++) {
      const { group, realisation, checkpoint } = await crew.next();
      const record = assemble(configured[group], realisation, sumsOf(configured[group], checkpoint));
      yield progressOf(record, group, done);
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    await crew.terminate();
  }
}

/** A worker thread and its present task; undefined where no tasks are left. */
interface Member {
  worker: WorkerThread<ToWorker, FromWorker>;
  task: Task | undefined;
}

interface Job extends Pick<RunOptions, "checkpoints" | "progress"> {
  kernel: Kernel;
  config: Config;
  /** of the config's cube */
  values: Float32Array | undefined;
  say: (message: string) => void;
  script: RunOptions["worker"];
}

/** The workers of a run. Each has one task at a time; one that is lost is replaced, but not twice over the same realisation. */
class Crew {
  readonly #job: Job;
  readonly #groups: Group[];
  #tasks: Generator<Task, undefined> | undefined;
  #members = new Set<Member>();
  #complete: Open[] = [];
  #failure: { reason: unknown } | undefined;
  #terminated = false;
  #waited = true;
  /** ends the wait of `next` */
  #wake = (): void => {};

  constructor(job: Job) {
    this.#job = job;
    this.#groups = groups(job.config);
  }

  /** Begins a realisation, from its checkpoint where there is one. */
  open({ group, realisation }: Wanted): Open {
    const checkpoint = this.#job.checkpoints?.load(group, realisation) ?? emptyCheckpoint();
    const blocks = blockCount(this.#groups[group]);
    if (checkpoint.done.size > 0) this.#job.progress?.(group, checkpoint.done.size / blocks, true);
    return { group, realisation, blocks, checkpoint, saved: performance.now(), lost: false };
  }

  begin(tasks: Generator<Task, undefined>, count: number): void {
    this.#tasks = tasks;
    for (let started = 0; started < count; started++) {
      const task = tasks.next().value;
      if (task === undefined) return;
      this.#employ(task);
    }
  }

  /** The next realisation that is complete; throws what the run failed with. */
  async next(): Promise<Open> {
    this.#hold(true);
    while (this.#complete.length === 0 && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#hold(false);
    const open = this.#complete.shift();
    if (open === undefined) throw this.#failure?.reason;
    return open;
  }

  /** A program may leave a run in its midst: only while it waits for a realisation do workers keep it from ending. */
  #hold(waited: boolean): void {
    this.#waited = waited;
    for (const { worker } of this.#members) worker.hold(waited);
  }

  finish(open: Open): void {
    this.#complete.push(open);
    this.#wake();
  }

  /** The first reason counts; what is complete is yielded before. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wake();
  }

  async terminate(): Promise<void> {
    this.#terminated = true;
    await Promise.all([...this.#members].map(({ worker }) => worker.terminate()));
  }

  #employ(task: Task): void {
    const { kernel, config, values, script } = this.#job;
    const worker = spawn<ToWorker, FromWorker>(kernelBeside(), script);
    const member: Member = { worker, task: undefined };
    this.#members.add(member);
    worker.hold(this.#waited);
    worker.onMessage((answer) => {
      if (member.task === undefined || !this.#members.has(member) || "answer" in answer) return;
      // another worker would not get more, nor another config
      if ("error" in answer && ["MemoryError", "ConfigError"].includes(answer.name))
        return this.fail(namedError(answer));
      if ("error" in answer) return this.#lose(member, answer.error);
      try {
        this.#receive(member, member.task, answer);
      } catch (error) {
        this.fail(error);
      }
    });
    worker.onDeath((reason) => this.#lose(member, reason.message));
    worker.post({ kernel, config, values });
    this.#give(member, task);
  }

  #give(member: Member, task: Task | undefined): void {
    member.task = task;
    if (task) member.worker.post({ part: partOf(task) });
  }

  #receive(
    member: Member,
    task: Task,
    answer: Exclude<FromWorker, { error: string; name: string } | { answer: unknown }>,
  ): void {
    const { open, left } = task;
    const { done, begun } = open.checkpoint;
    if ("state" in answer) begun.set(answer.block, answer.state);
    else {
      done.set(answer.block, answer.sums);
      begun.delete(answer.block);
      left.delete(answer.block);
      this.#job.progress?.(open.group, 1 / open.blocks, false);
    }
    if (done.size === open.blocks) this.finish(open);
    else if (this.#job.checkpoints && performance.now() - open.saved > SAVE_MS) {
      this.#job.checkpoints.save(open.group, open.realisation, open.checkpoint);
      open.saved = performance.now();
    }
    if (left.size === 0) this.#give(member, this.#tasks?.next().value);
  }

  #lose(member: Member, reason: string): void {
    const { task, worker } = member;
    if (task === undefined || !this.#members.has(member)) return;
    const { open } = task;
    const name = nameOf(this.#groups[open.group], open.realisation);
    if (open.lost) {
      this.fail(new Error(`${name}: two workers were lost over it: ${reason}`));
      return;
    }
    this.#job.say(`${name}: a worker was lost (${reason}), another one goes on`);
    open.lost = true;
    this.#members.delete(member);
    // its memory is to be free before the next one asks for as much
    worker.terminate().then(
      () => {
        if (!this.#terminated) this.#employ(task);
      },
      (error) => this.fail(error),
    );
  }
}

/** An error of another thread. */
const namedError = ({ name, error }: { name: string; error: string }): Error =>
  Object.assign(new Error(error), { name });

const nameOf = ({ turbulence_level, rigidity_TV }: Group, realisation: number): string =>
  `realisation ${realisation} at turbulence level ${turbulence_level}, ${rigidity_TV} TV`;

type Wanted = Pick<Open, "group" | "realisation">;

function* realisations(
  config: Config,
  configured: Group[],
  shard: Shard | undefined,
  skip: RunOptions["skip"],
): Generator<Wanted> {
  for (let group = 0; group < configured.length; group++) {
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
  crew: Pick<Crew, "open" | "finish">,
): Generator<Task, undefined> {
  let before = 0;
  for (const realisation of wanted) {
    const open = crew.open(realisation);
    const missing: number[] = [];
    for (let block = 0; block < open.blocks; block++) if (!open.checkpoint.done.has(block)) missing.push(block);
    if (missing.length === 0) crew.finish(open);
    const split = Math.min(missing.length, Math.ceil(workers / (total - before)));
    for (let piece = 0; piece < split; piece++) {
      const [first, last] = [piece, piece + 1].map((n) => Math.floor((missing.length * n) / split));
      yield { open, left: new Set(missing.slice(first, last)) };
    }
    before++;
  }
}

/** The part of a realisation that a worker is sent: the blocks that are left, and the states of those begun. */
const partOf = ({ open: { group, realisation, checkpoint }, left }: Task) => ({
  group,
  realisation,
  blocks: [...left],
  begun: [...checkpoint.begun].filter(([block]) => left.has(block)),
});

/** The sums of all blocks, in their order. */
function sumsOf(group: Group, { done }: Checkpoint): Float64Array {
  const size = blockNumbers(group);
  const sums = new Float64Array(done.size * size);
  for (const [block, blockSums] of done) sums.set(blockSums, block * size);
  return sums;
}
