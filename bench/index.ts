// npm run bench [-- [PART] [--json] [--only WORD] [--quick] [--rounds N] [--out DIR]]
//   --quick: fewer particles and rounds; --only: items or places whose name has the word; --out: DIR/PART.json, and a chart PART.svg
//   (options.ts says which part reads which)
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
import { loadKernel } from "../src/flight/kernel.js";
import { KERNEL } from "./contestant.js";
import { machine } from "./machine.js";
import { type Part, readOptions, UsageError } from "./options.js";

/** What a step answers; a UsageError ends the program with its sentence. */
async function answered<T>(step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`bench: ${error.message}`);
    process.exit(2); // contestants wait for commands, and would for ever
  }
}

const { part, json, quick, only, rounds, out } = await answered(() => readOptions(process.argv.slice(2)));
const say = (text: string): void => void (json || process.stdout.write(`${text}\n`));

const about = machine();
for (const [name, value] of Object.entries(about)) say(`${name.padEnd(10)} ${[value].flat().join(", ")}`);

const kernel = await loadKernel(readFileSync(KERNEL));
say(`kernel     ${kernel.sha256.slice(0, 16)}, ${readFileSync(KERNEL).length} bytes\n`);

// loaded when it is asked for: the parts bring a compiler along
const PARTS: Record<Part, () => Promise<unknown>> = {
  speed: async () => (await import("./speed.js")).speed(kernel, quick, rounds, only, say),
  "equal-error": async () => (await import("./equal_error.js")).equalError(kernel, quick, rounds, say),
  scaling: async () => (await import("./scaling.js")).scaling(kernel, quick, rounds, say),
  "field-loop": async () => (await import("./field_loop.js")).fieldLoop(say),
  field: async () => (await import("./field_quality.js")).fieldQuality(kernel, quick, say),
  accuracy: async () => (await import("./accuracy.js")).accuracy(kernel, quick, rounds, only, say),
  order: async () => (await import("./order.js")).order(kernel, quick, say),
  gpu: async () => (await import("./gpu.js")).gpu(kernel, quick, say),
  kicks: async () => (await import("./kicks.js")).kicks(kernel, quick, say),
};
const result = await answered(PARTS[part]);
if (json) console.log(JSON.stringify({ machine: about, [part]: result }));
if (out !== undefined) {
  const { equalErrorChart, scalingChart, speedChart } = await import("./charts.js");
  const charts = { speed: speedChart, "equal-error": equalErrorChart, scaling: scalingChart };
  const draw = charts[part as keyof typeof charts]; // only these have --out
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${part}.json`), `${JSON.stringify({ machine: about, [part]: result }, null, 1)}\n`);
  const subtitle = `${about.date.slice(0, 10)}, ${about.cpu}, ${about.cores} cores, load ${about.load.toFixed(1)}, commit ${about.commit}; ${about.engines.join(", ")}; ${about.compiler}`;
  writeFileSync(join(out, `${part}.svg`), await draw(result as never, subtitle));
}
