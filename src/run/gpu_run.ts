// A run on a graphics processor: workers make fields and sums, tens of realisations fly at a time. This file and what it
// imports are a file of their own in the package (rollup.config.js), so that who flies on the processor never loads them.

import type { Config, Group } from "../config/config.js";
import type { Kernel } from "../flight/kernel.js";
import type { RealisationRecord } from "../flight/record.js";
import { type Audit, FEWEST_AUDITED, flownPaths, judge } from "../gpu/audit.js";
import type { GPUBench } from "../gpu/device.js";
import { type Flights, openFlights } from "../gpu/flight.js";
import { GPUMemoryError, roomFor } from "../gpu/memory.js";
import type { Asked, Prepared } from "../gpu/passenger.js";
import type { WorkerThread } from "../platform/types.js";
import { directionVector } from "../sky/directions.js";
import type { FromWorker, ToWorker } from "./worker.js";

export { openDevice } from "../gpu/choose.js";

/** Particles for which a flight is worth while: fewer realisations wait for others. */
const LEAST_PARTICLES = 2 ** 14;
/** Sets of places on the device: one flies while the other is filled. */
const SETS = 2;

export interface Landed {
  group: number;
  record: RealisationRecord & Audit;
}

interface Job {
  kernel: Kernel;
  config: Config;
  values: Float32Array | undefined;
  groups: Group[];
  /** numbers of the realisations of each group that are wanted */
  wanted: number[][];
  workers: number;
  signal: AbortSignal | undefined;
  /** starts a worker */
  hire: () => WorkerThread<ToWorker, FromWorker>;
}

/**
 * Yields the records of the realisations that are wanted, each after its audit has passed together with 64 paths of its group.
 * @throws AuditError, LostGPUError, the signal's reason
 */
export async function* flyOnGPU(bench: GPUBench, job: Job): AsyncGenerator<Landed> {
  const crew = new Crew(job);
  try {
    for (let group = 0; group < job.groups.length; group++) {
      if (job.wanted[group].length > 0) yield* flyGroup(bench, job, crew, group);
    }
  } finally {
    await crew.terminate();
  }
}

async function* flyGroup(bench: GPUBench, job: Job, crew: Crew, number: number): AsyncGenerator<Landed> {
  const { config, signal } = job;
  const group = job.groups[number];
  const wanted = job.wanted[number];
  const ask = (realisation: number, shared: boolean): Promise<Prepared> => {
    const asked: Asked = { realisation, realisations: wanted.length, shared };
    return crew.ask({ passenger: { group: number, ...asked } }) as Promise<Prepared>;
  };
  signal?.throwIfAborted();
  const first = await crew.whileWaiting(ask(wanted[0], true), signal);
  const paths = flownPaths(group);
  let room = roomFor(bench.limits, group, first.grids, paths.length, wanted.length);
  const least = () => Math.min(room.realisations, Math.max(1, Math.ceil(LEAST_PARTICLES / room.perRealisation)));
  const regular =
    group.cube?.mean_uG ?? directionVector(...config.field.regular_direction_deg).map((c) => c * group.regular_uG);
  const settings = { group, paths, regular: regular as [number, number, number] };

  const ready: Prepared[] = [first];
  const landed: Landed[] = [];
  let asked = 1;
  let underWay = 1;
  let flying = 0;
  let failure: { reason: unknown } | undefined;
  let wake = (): void => {};
  const sets: Flights[] = [];
  /** sets that are there or being made, and how many there may be */
  let made = 0;
  let most = SETS;
  const idle: Flights[] = [];
  const settle = (work: Promise<unknown>) => {
    work
      .catch((reason) => {
        failure ??= { reason };
      })
      .finally(() => wake());
  };

  /** Asks for as many fields as there are places for, and starts a flight where enough have come. */
  function advance(): void {
    while (asked < wanted.length && underWay < (SETS + 1) * room.realisations) {
      const realisation = wanted[asked++];
      underWay++;
      settle(ask(realisation, false).then((prepared) => ready.push(prepared)));
    }
    const comes = asked < wanted.length || ready.length + flying < underWay;
    if (ready.length === 0 || (ready.length < least() && comes)) return;
    if (idle.length === 0 && made >= most) return;
    const batch = ready.splice(0, room.realisations);
    flying += batch.length;
    settle(flyBatch(batch));
  }

  async function flyBatch(batch: Prepared[]): Promise<void> {
    let flights = idle.pop();
    if (flights === undefined) {
      made++;
      const asked = room.realisations;
      try {
        flights = await openFlights(bench, settings, room);
      } catch (error) {
        made--;
        // with less memory than its limits say: one set of places, then smaller ones
        if (!(error instanceof GPUMemoryError) || (made === 0 && asked === 1)) throw error;
        most = 1;
        if (made === 0) room = { ...room, realisations: Math.min(room.realisations, Math.floor(asked / 2)) };
        ready.unshift(...batch);
        flying -= batch.length;
        return;
      }
      sets.push(flights);
      // a cube's nodes go to each set once
      if (batch[0] !== first && room.sharedBytes > 0) batch[0] = await ask(batch[0].realisation, true);
    }
    const flown = await flights.fly(batch, signal);
    idle.push(flights);
    flying -= batch.length;
    batch.forEach(({ grids: _, directions: __, ...prepared }, slot) => {
      const landing = { group: number, prepared, flown: flown[slot] };
      const sums = crew.ask({ landing }, [flown[slot].numbers.buffer]) as Promise<RealisationRecord & Audit>;
      settle(
        sums.then((record) => {
          underWay--;
          landed.push({ group: number, record });
        }),
      );
    });
  }

  const judged: Audit[] = [];
  let waiting: Landed[] = [];
  let done = 0;
  const abort = () => {
    failure ??= { reason: signal?.reason };
    wake();
  };
  signal?.addEventListener("abort", abort);
  try {
    while (done < wanted.length) {
      if (failure) throw failure.reason;
      crew.check();
      bench.check();
      advance();
      const next = landed.shift();
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      done++;
      judged.push(next.record);
      waiting.push(next);
      const paths = judged.reduce((sum, { audit_paths }) => sum + audit_paths, 0);
      if (paths < FEWEST_AUDITED && done < wanted.length) continue;
      judge(judged, group);
      crew.hold(false);
      yield* waiting;
      crew.hold(true);
      waiting = [];
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    for (const flights of sets) flights.destroy();
  }
}

interface Question {
  message: ToWorker;
  /** what goes over to the worker whole */
  transfer: ArrayBuffer[];
  answer: (value: unknown) => void;
  fail: (reason: unknown) => void;
}

/** Workers that answer questions, one at a time each. */
class Crew {
  #idle: WorkerThread<ToWorker, FromWorker>[] = [];
  #all: WorkerThread<ToWorker, FromWorker>[] = [];
  #waiting: Question[] = [];
  #busy = new Map<object, Question>();
  #failure: Error | undefined;

  constructor({ kernel, config, values, workers, hire }: Job) {
    for (let w = 0; w < workers; w++) {
      const worker = hire();
      worker.onDeath((reason) => this.#fail(new Error(`a worker was lost: ${reason.message}`)));
      worker.post({ kernel, config, values });
      this.#all.push(worker);
      this.#idle.push(worker);
      worker.onMessage((answer) => {
        const question = this.#busy.get(worker);
        this.#busy.delete(worker);
        this.#idle.push(worker);
        if ("error" in answer) question?.fail(Object.assign(new Error(answer.error), { name: answer.name }));
        else if ("answer" in answer) question?.answer(answer.answer);
        this.#next();
      });
    }
  }

  /** Sums go before fields: they free what is held. */
  ask(message: ToWorker, transfer: ArrayBuffer[] = []): Promise<unknown> {
    return new Promise((answer, fail) => {
      const question = { message, transfer, answer, fail };
      if ("landing" in message) this.#waiting.unshift(question);
      else this.#waiting.push(question);
      this.#next();
    });
  }

  /** The work, unless the signal comes before. */
  whileWaiting<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      work.then(resolve, reject);
    });
  }

  check(): void {
    if (this.#failure) throw this.#failure;
  }

  /** A program may leave a run in its midst: only while it waits for realisations do workers keep it from ending. */
  hold(held: boolean): void {
    for (const worker of this.#all) worker.hold(held);
  }

  async terminate(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop();
      if (worker === undefined) return;
      const question = this.#waiting.shift() as Question;
      this.#busy.set(worker, question);
      worker.post(question.message, question.transfer);
    }
  }

  #fail(reason: Error): void {
    this.#failure ??= reason;
    for (const { fail } of [...this.#busy.values(), ...this.#waiting]) fail(reason);
  }
}
