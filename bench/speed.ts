// npm run bench: the kernel in every engine beside native twins, A B A B: in each round every contestant runs the item once, with each
// integrator where it flies. Times are CPU seconds of one thread, so that other programs disturb less; ratios are taken within a round.
import { DEFAULT_INTEGRATOR, type Integrator } from "../src/config/integrators.js";
import type { Kernel } from "../src/flight/kernel.js";
import { type Contestant, median, openCommand } from "./contestant.js";
import { everyone, integratorsOf } from "./contestants.js";
import { type Item, items, type Run } from "./items.js";
import { named } from "./options.js";

export interface SpeedRow {
  name: string;
  /** absent where none is timed */
  integrator?: Integrator;
  median: number;
  spread: [number, number];
  /** ns, medians; absent where evaluations are not counted */
  evaluation?: number;
  /** medians over the rounds of the time over that of each native twin in the same round, with the same integrator */
  over: Record<string, number>;
  /** the same over the contestant itself with rk45 */
  over_rk45?: number;
  note: string;
}

export interface SpeedResult {
  item: string;
  unit: string;
  rounds: number;
  rows: SpeedRow[];
}

export async function speed(
  kernel: Kernel,
  quick: boolean,
  asked: number | undefined,
  only: string,
  say: (text: string) => void,
) {
  const contestants = await everyone();
  const first = contestants.find(({ name }) => name.startsWith("Wasm"))!;
  const list = named(only, await items(kernel, first, quick));
  const results: SpeedResult[] = [];
  for (const item of list) {
    const result = await measure(
      item,
      contestants.filter(({ only }) => item.name.startsWith(only ?? "")),
      asked ?? (quick ? 3 : item.repeats),
    );
    results.push(result);
    say(table(result));
  }
  for (const who of contestants) who.stop();
  return results;
}

/** A contestant that runs the item, with one of its integrators where it flies. */
interface Entry {
  who: Contestant;
  integrator?: Integrator;
  times: number[];
  run?: Run;
}

async function measure(item: Item, contestants: Contestant[], rounds: number): Promise<SpeedResult> {
  const entries = contestants.flatMap((who): Entry[] => {
    const integrators = item.flies ? integratorsOf(who) : [undefined];
    return integrators.map((integrator) => ({ who, integrator, times: [] }));
  });
  for (const who of contestants) await who.ask(openCommand(item.open));
  // the first round is not counted: compiled by the optimising compiler when it counts
  for (let round = 0; round <= rounds; round++) {
    for (const entry of entries) {
      entry.run = await item.run(entry.who, entry.integrator ?? DEFAULT_INTEGRATOR);
      if (round > 0) entry.times.push(entry.run.cpu / entry.run.units / item.scale);
    }
  }
  const overEntry = ({ times }: Entry, other: Entry) => median(times.map((time, round) => time / other.times[round]));
  const rows = entries.map((entry): SpeedRow => {
    const { who, integrator, times, run } = entry;
    const like = entries.filter((other) => other.integrator === integrator && other.who.name.startsWith("C++"));
    const own = entries.find((other) => other.who === who && other.integrator === "rk45");
    // the same algorithm evaluates the field as often
    const evaluations = run?.evaluations ?? like.find((other) => other.who.name === "C++")?.run?.evaluations;
    return {
      name: who.name,
      ...(integrator === undefined ? {} : { integrator }),
      median: median(times),
      spread: [Math.min(...times), Math.max(...times)],
      ...(evaluations === undefined
        ? {}
        : { evaluation: (median(times) * item.scale * run!.units) / evaluations / 1e-9 }),
      over: Object.fromEntries(like.map((twin) => [twin.who.name, overEntry(entry, twin)])),
      ...(own === undefined ? {} : { over_rk45: overEntry(entry, own) }),
      note: run!.note,
    };
  });
  return { item: item.name, unit: item.unit, rounds, rows };
}

function table({ item, unit, rounds, rows }: SpeedResult): string {
  const twins = Object.keys(rows[0].over);
  const lines = rows.map(({ name, integrator = "", median, spread, evaluation, over, over_rk45, note }) => {
    const range = `(${digits(spread[0])} to ${digits(spread[1])})`;
    const ratios = twins.map((twin) => (over[twin]?.toFixed(2) ?? "").padStart(twin.length)).join("  ");
    const own = over_rk45 === undefined ? "" : `, ${over_rk45.toFixed(2)} of rk45`;
    const each = evaluation === undefined ? "" : `, ${digits(evaluation)} ns an evaluation`;
    return `  ${`${name} ${integrator}`.padEnd(27)} ${digits(median).padStart(6)}  ${range.padEnd(20)} ${ratios}   ${note}${each}${own}`;
  });
  const head = `${`${item} [${unit}], ${rounds} rounds`.padEnd(58)}${twins.length > 0 ? " over: " : ""}${twins.join("  ")}`;
  return [head, ...lines].join("\n");
}

function digits(value: number): string {
  return value < 100 ? value.toPrecision(3) : value.toFixed(0);
}
