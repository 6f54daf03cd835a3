// npm run bench [-- [PART] [--json] [--only WORD] [--quick]]
//
//   (nothing)   speed: kernel, native twins, engines (speed.ts)
//   equal-error CPU time against error, beside the twins and CRPropa (equal_error.ts)
//   scaling     against rigidity, levels, directions, workers (scaling.ts)
//   field       what each interpolation does to the field (field_quality.ts)
//   accuracy    what the approximations do to the answer (accuracy.ts)
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadKernel } from "../src/kernel.js";
import { accuracy } from "./accuracy.js";
import { KERNEL } from "./contestant.js";
import { equalError } from "./equal_error.js";
import { fieldQuality } from "./field_quality.js";
import { machine } from "./machine.js";
import { scaling } from "./scaling.js";
import { speed } from "./speed.js";

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

const PARTS: Record<string, () => Promise<unknown>> = {
  speed: () => speed(kernel, quick, only, say),
  "equal-error": () => equalError(kernel, quick, say),
  scaling: () => scaling(kernel, quick, say),
  field: () => fieldQuality(kernel, quick, say),
  accuracy: () => accuracy(kernel, quick, say),
};
const part = positionals[0] ?? "speed";
if (positionals.length > 1 || !Object.hasOwn(PARTS, part)) {
  console.error(`bench: found "${positionals.join(" ")}", expected one of ${Object.keys(PARTS).join(", ")}`);
  process.exitCode = 2;
} else {
  const result = await PARTS[part]();
  if (json) console.log(JSON.stringify({ machine: about, [part]: result }));
}
