// npm run bench [-- [PART] [--json] [--only WORD] [--quick] [--rounds N] [--out DIR]]
//   --quick: fewer particles and rounds; --only: items or places whose name has the word; --out: DIR/PART.json, and a chart PART.svg
//
//   (nothing)   speed: kernel, native twins, engines (speed.ts)
//   equal-error CPU time against error, beside the twins and CRPropa (equal_error.ts)
//   scaling     against rigidity, levels, directions, workers (scaling.ts)
//   field-loop  the innermost loop by AssemblyScript and by clang (field_loop.ts)
//   field       what each interpolation does to the field (field_quality.ts)
//   accuracy    what the approximations do to the answer (accuracy.ts)
//   order       how the error of Magnus steps falls with the step (order.ts)
//   gpu         the graphics processor that is there beside one thread: steps a second, whole runs (gpu.ts)
//   kicks       errors of position and of direction of equal size (kicks.ts)
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadKernel } from "../src/flight/kernel.js";
import { accuracy } from "./accuracy.js";
import { equalErrorChart, scalingChart, speedChart } from "./charts.js";
import { KERNEL } from "./contestant.js";
import { equalError } from "./equal_error.js";
import { fieldLoop } from "./field_loop.js";
import { fieldQuality } from "./field_quality.js";
import { gpu } from "./gpu.js";
import { kicks } from "./kicks.js";
import { machine } from "./machine.js";
import { order } from "./order.js";
import { scaling } from "./scaling.js";
import { speed } from "./speed.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    out: { type: "string" },
    rounds: { type: "string" },
  },
});
const { json, quick, only } = values;
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
const say = (text: string): void => void (json || process.stdout.write(`${text}\n`));

const about = machine();
for (const [name, value] of Object.entries(about)) say(`${name.padEnd(10)} ${[value].flat().join(", ")}`);

const kernel = await loadKernel(readFileSync(KERNEL));
say(`kernel     ${kernel.sha256.slice(0, 16)}, ${readFileSync(KERNEL).length} bytes\n`);

const PARTS: Record<string, () => Promise<unknown>> = {
  speed: () => speed(kernel, quick, rounds, only, say),
  "equal-error": () => equalError(kernel, quick, rounds, say),
  scaling: () => scaling(kernel, quick, rounds, say),
  "field-loop": () => fieldLoop(say),
  field: () => fieldQuality(kernel, quick, say),
  accuracy: () => accuracy(kernel, quick, rounds, only, say),
  order: () => order(kernel, quick, say),
  gpu: () => gpu(kernel, quick, say),
  kicks: () => kicks(kernel, quick, say),
};
const CHARTS: Record<string, (result: never, about: string) => Promise<string>> = {
  speed: speedChart,
  "equal-error": equalErrorChart,
  scaling: scalingChart,
};
const part = positionals[0] ?? "speed";
if (positionals.length > 1 || !Object.hasOwn(PARTS, part)) {
  console.error(`bench: found "${positionals.join(" ")}", expected one of ${Object.keys(PARTS).join(", ")}`);
  process.exitCode = 2;
} else {
  const result = await PARTS[part]();
  if (json) console.log(JSON.stringify({ machine: about, [part]: result }));
  const draw = CHARTS[part];
  if (values.out !== undefined && draw !== undefined) {
    mkdirSync(values.out, { recursive: true });
    writeFileSync(join(values.out, `${part}.json`), `${JSON.stringify({ machine: about, [part]: result }, null, 1)}\n`);
    const subtitle = `${about.date.slice(0, 10)}, ${about.cpu}, ${about.cores} cores, load ${about.load.toFixed(1)}, commit ${about.commit}; ${about.engines.join(", ")}; ${about.compiler}`;
    writeFileSync(join(values.out, `${part}.svg`), await draw(result as never, subtitle));
  }
}
