// npm run bench: the kernel in every engine beside native twins, A B A B: in each round every contestant runs the item once. Times are CPU
// seconds of one thread, so that other programs disturb less; ratios are taken within a round.
import type { Kernel } from "../src/flight/kernel.js";
import { type Contestant, median, openCommand } from "./contestant.js";
import { everyone } from "./contestants.js";
import { type Item, items } from "./items.js";

export interface SpeedRow {
  name: string;
  median: number;
  spread: [number, number];
  /** medians over the rounds of the time over that of each native twin in the same round */
  over: Record<string, number>;
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
  const list = (await items(kernel, first, quick)).filter((item) => item.name.includes(only));
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

async function measure(item: Item, contestants: Contestant[], rounds: number): Promise<SpeedResult> {
  for (const who of contestants) {
    await who.ask(openCommand(item.open));
    await item.run(who); // not counted: compiled by the optimising compiler when it counts
  }
  const times = contestants.map((): number[] => []);
  const notes: string[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [i, who] of contestants.entries()) {
      const { cpu, units, note } = await item.run(who);
      times[i].push(cpu / units / item.scale);
      notes[i] = note;
    }
  }
  const twins = [...contestants.entries()].filter(([, { name }]) => name.startsWith("C++"));
  const rows = contestants.map((who, i): SpeedRow => {
    const over = Object.fromEntries(
      twins.map(([twin, { name }]) => [name, median(times[i].map((time, round) => time / times[twin][round]))]),
    );
    const spread: [number, number] = [Math.min(...times[i]), Math.max(...times[i])];
    return { name: who.name, median: median(times[i]), spread, over, note: notes[i] };
  });
  return { item: item.name, unit: item.unit, rounds, rows };
}

function table({ item, unit, rounds, rows }: SpeedResult): string {
  const twins = Object.keys(rows[0].over);
  const lines = rows.map(({ name, median, spread, over, note }) => {
    const range = `(${digits(spread[0])} to ${digits(spread[1])})`;
    const ratios = twins.map((twin) => over[twin].toFixed(2).padStart(twin.length)).join("  ");
    return `  ${name.padEnd(20)} ${digits(median).padStart(6)}  ${range.padEnd(24)} ${ratios}   ${note}`;
  });
  const head = `${`${item} [${unit}], ${rounds} rounds`.padEnd(48)}${twins.length > 0 ? " over: " : ""}${twins.join("  ")}`;
  return [head, ...lines].join("\n");
}

function digits(value: number): string {
  return value < 100 ? value.toPrecision(3) : value.toFixed(0);
}
