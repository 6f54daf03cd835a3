// Puts what the AssemblyScript compiler wrote where TypeScript looks for it:
//   build/kernel.wasm -> src/flight/kernel.wasm          src/flight/kernel.ts loads it by new URL("./kernel.wasm", import.meta.url)
//   build/kernel.d.ts -> src/flight/kernel.exports.d.ts  the types of its exports, never typed by hand
// and writes the numbers that it exports to src/kernel_constants.ts, for code that needs them before the kernel is
// loaded.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";

copyFileSync("build/kernel.wasm", "src/flight/kernel.wasm");
copyFileSync("build/kernel.d.ts", "src/flight/kernel.exports.d.ts");

const module = new WebAssembly.Module(readFileSync("build/kernel.wasm"));
const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
/** @type {Record<string, number | Record<string, number>>} */
const constants = {};
for (const [name, global] of Object.entries(exports)) {
  if (!(global instanceof WebAssembly.Global)) continue;
  const [group, member] = name.split(".");
  if (member === undefined) constants[group] = global.value;
  else constants[group] = { .../** @type {object} */ (constants[group]), [member]: global.value };
}
const lines = Object.entries(constants).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`);
const head = "// Written by `npm run build:kernel`: sizes, offsets, numbers and limits of the compiled kernel.\n\n";
writeFileSync("src/kernel_constants.ts", head + lines.join(""));
