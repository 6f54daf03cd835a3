// Puts what the AssemblyScript compiler wrote where TypeScript looks for it:
//   build/kernel.wasm -> src/flight/kernel.wasm          src/flight/kernel.ts loads it by new URL("./kernel.wasm", import.meta.url)
//   build/kernel.d.ts -> src/flight/kernel.exports.d.ts  the types of its exports, never typed by hand
// and writes the numbers that it exports to src/kernel_constants.ts, for code that needs them before the kernel is
// loaded, and build/kernel.json, for hosts in other languages (docs/kernel.md): exports with their types, and the records with
// the types and meanings of their fields as assembly/layout.ts has them.
import { createHash } from "node:crypto";
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

/** Parameters and results of the functions, as the compiler wrote them down. */
const types = readFileSync("build/kernel.d.ts", "utf8");
const functions = Object.fromEntries(
  [...types.matchAll(/\/\*\*\n((?: {3}\*.*\n)+?) {3}\*\/\n {2}export function (\w+)/g)].map(([, comment, name]) => [
    name,
    {
      parameters: [...comment.matchAll(/@param (\w+) `(\w+)`/g)].map(([, parameter, type]) => ({
        name: parameter,
        type,
      })),
      result: /@returns `(\w+)`/.exec(comment)?.[1] ?? null,
    },
  ]),
);

/** Type of each field of a class of layout.ts, and the comment right above it; one above several fields is about all of them. */
function fieldsOf(name) {
  const [, body] = new RegExp(`class ${name}(?: extends \\w+)? \\{\\n([^}]*)\\n\\}`).exec(layout) ?? [];
  let about = "";
  const fields = {};
  for (const [, comment, field, type] of body.matchAll(/\/\*\*([\s\S]*?)\*\/|^ {2}(\w+): (\w+);/gm)) {
    if (comment !== undefined) about = comment.replace(/\s*\n\s*\*/g, "").trim();
    else {
      fields[field] = { type: type === "usize" ? "u32" : type, ...(about && { about }) };
      about = "";
    }
  }
  return fields;
}
const layout = readFileSync("assembly/layout.ts", "utf8");

/** RECORD: the enum of its offsets, whose members name a field: SENSE = offsetof<Flight>("sense"). */
const records = Object.fromEntries(
  ["Flight", "Synthesis", "Grid", "Particle"].map((name) => {
    const fields = fieldsOf(name);
    const offsets = [...layout.matchAll(new RegExp(`(\\w+) = offsetof<${name}>\\("(\\w+)"\\)`, "g"))];
    const entries = offsets.map(([, member, field]) => [
      member,
      { offset: /** @type {Record<string, number>} */ (constants[`${name}Offset`])[member], ...fields[field] },
    ]);
    return [name, Object.fromEntries(entries)];
  }),
);
const about = {
  about:
    "The interface of larmor's kernel (docs/kernel.md). Lengths in pc, fields in uG; addresses are u32; numbers little-endian.",
  numerics: constants.NUMERICS,
  kernel_sha256: createHash("sha256").update(readFileSync("build/kernel.wasm")).digest("hex"),
  imports: WebAssembly.Module.imports(module),
  functions,
  numbers: constants,
  records,
};
writeFileSync("build/kernel.json", `${JSON.stringify(about, null, 2)}\n`);
