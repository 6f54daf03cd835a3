// The sizes and limits of the kernel that TypeScript uses are those of the compiled module, and typed nowhere again.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as constants from "../../src/kernel_constants.js";

const test = suite("constants of the kernel");

const module = new WebAssembly.Module(readFileSync("build/kernel.wasm"));
const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
const { exports } = new WebAssembly.Instance(module, { env: { memory } });

/** NAME or Enum.MEMBER of every number that the module exports. */
const exported = new Map<string, number>();
for (const [name, value] of Object.entries(exports)) {
  if (value instanceof WebAssembly.Global) exported.set(name, value.value);
}

test("are those of the module, no more and no fewer", () => {
  const generated: [string, number][] = [];
  for (const [name, value] of Object.entries(constants)) {
    if (typeof value === "number") generated.push([name, value]);
    else for (const [member, number] of Object.entries(value)) generated.push([`${name}.${member}`, number]);
  }
  assert.equal(Object.fromEntries(generated), Object.fromEntries(exported));
});

test("have no size and no limit of zero", () => {
  const sizes = [...exported].filter(([name]) => /BYTES|^MAX|^MOST|ParticleBytes|ParticleVersion|NUMERICS/.test(name));
  assert.ok(sizes.length >= 10, `only ${sizes.length} sizes`);
  for (const [name, value] of sizes) assert.ok(value > 0, `${name}: ${value}`);
});

test("hold the fields of each record apart, in order of memory and within its size", () => {
  const records = [
    [constants.FlightOffset, constants.FLIGHT_BYTES],
    [constants.SynthesisOffset, constants.SYNTHESIS_BYTES],
    [constants.ParticleOffset, Math.min(...Object.values(constants.ParticleBytes))],
  ] as const;
  for (const [offsets, bytes] of records) {
    const sorted = Object.values(offsets).sort((a, b) => a - b);
    for (const [i, offset] of sorted.entries()) assert.ok((sorted[i + 1] ?? bytes) - offset >= 4, `${offset}`);
  }
});

/** Numbers of memory itself, of files and of estimates; none is of the kernel's layout. */
const TYPED_HERE = [
  ...["PAGE_BYTES", "BYTES_BESIDE", "MEMORY_LIMIT_BYTES", "WORKER_BYTES", "PROCESS_BYTES", "FIELD_BYTES"],
  ...["LOCK_BYTES", "STATISTICS_BYTES", "MERGE_BYTES"],
];

test("are typed nowhere else", () => {
  const typed: string[] = [];
  for (const file of readdirSync("src", { recursive: true }) as string[]) {
    if (!file.endsWith(".ts") || file === "kernel_constants.ts") continue;
    const definitions = /\b(\w*(?:BYTES|MOST_LEVELS|MOST_STEPS|MAX_LEVELS)\w*)\b[^=\n]*=\s*[\d(]/g;
    for (const [, name] of readFileSync(join("src", file), "utf8").matchAll(definitions)) {
      if (!TYPED_HERE.includes(name)) typed.push(`src/${file}: ${name}`);
    }
  }
  assert.equal(typed, []);
});

test.run();
