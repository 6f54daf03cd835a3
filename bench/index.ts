// npm run bench [-- [accuracy] [--json] [--only WORD] [--quick]]
//
// The kernel in one or several Nodes beside the native twins, A B A B: in each round every contestant runs the item once.
// Times are CPU seconds of one thread, so that other programs disturb less; ratios are taken within a round.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadKernel } from "../src/kernel.js";
import { accuracy } from "./accuracy.js";
import { type Contestant, KERNEL, median, native, openCommand, wasm } from "./contestant.js";
import { type Item, items } from "./items.js";
import { engines, machine } from "./machine.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  },
});
const { json, quick, only } = values;
const say = (text: string): void => void (json || process.stdout.write(`${text}\n`));

const about = machine();
for (const [name, value] of Object.entries(about)) say(`${name.padEnd(10)} ${[value].flat().join(", ")}`);

const kernel = await loadKernel(readFileSync(KERNEL));
say(`kernel     ${kernel.sha256.slice(0, 16)}, ${readFileSync(KERNEL).length} bytes\n`);

if (positionals[0] === "accuracy") {
  const result = await accuracy(kernel, quick, say);
  if (json) console.log(JSON.stringify({ machine: about, accuracy: result }));
} else if (positionals.length > 0) {
  console.error(`bench: "${positionals[0]}" is not a part of it; expected nothing, or accuracy`);
  process.exitCode = 2;
} else {
  const result = await speed();
  if (json) console.log(JSON.stringify({ machine: about, speed: result }));
}

/** The native twins: the same algorithm; every level at every stage, as one would write it first; and with -ffast-math. */
function twins(): Contestant[] {
  const options = ["-O3", "-march=native"];
  const same = native("C++", options);
  if (!same) {
    console.error("C++: not measured, there is no g++");
    return [];
  }
  const others = [
    native("C++ without patch", [...options, "-DPLAIN"]),
    native("C++ fast-math", [...options, "-ffast-math"]),
  ];
  return [same, ...others.filter((twin) => twin !== undefined)];
}

async function speed() {
  const contestants = [...twins(), ...engines().map(({ name, path }) => wasm(`Wasm ${name}`, path))];
  const list = (await items(kernel, contestants.at(-1)!, quick)).filter((item) => item.name.includes(only));
  const results = [];
  for (const item of list) results.push(await measure(item, contestants));
  for (const who of contestants) who.stop();
  return results;
}

async function measure(item: Item, contestants: Contestant[]) {
  for (const who of contestants) {
    await who.ask(openCommand(item.open));
    await item.run(who); // not counted: compiled by the optimising compiler when it counts
  }
  const rounds = quick ? Math.min(3, item.repeats) : item.repeats;
  const times = contestants.map((): number[] => []);
  const notes: string[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [i, who] of contestants.entries()) {
      const { cpu, units, note } = await item.run(who);
      times[i].push(cpu / units / item.scale);
      notes[i] = note;
    }
  }
  say(`${item.name} [${item.unit}], ${rounds} rounds`);
  return {
    item: item.name,
    unit: item.unit,
    rows: contestants.map((who, i) => {
      const ratios = times[i].map((time, round) => time / times[0][round]);
      const spread = [Math.min(...times[i]), Math.max(...times[i])];
      const row = { name: who.name, median: median(times[i]), spread, ratio: median(ratios), note: notes[i] };
      const range = `${digits(spread[0])} to ${digits(spread[1])}`;
      say(
        `  ${who.name.padEnd(18)} ${digits(row.median).padStart(6)}  (${range})`.padEnd(46) +
          ` x ${row.ratio.toFixed(2)}   ${row.note}`,
      );
      return row;
    }),
  };
}

function digits(value: number): string {
  return value < 100 ? value.toPrecision(3) : value.toFixed(0);
}
