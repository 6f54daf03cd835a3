// No regressions that a loaded machine could hide: what a run costs is counted exactly. Steps, rejected steps and
// field evaluations of paths, bytes planned for a worker, and the size of the kernel. A change that is meant:
// LARMOR_ACCEPT=1 writes the new counts to tests/operations.json.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commands, instantiate } from "../../../bench/commands.js";
import { openCommand, scene } from "../../../bench/contestant.js";
import { loadKernel, pixelCentres } from "../../../src/flight/kernel.js";

const test = suite("operations");
const COUNTS = "tests/operations.json";

/** What is counted: calls of functions, by the counter's name, and where they begin. */
const COUNTED = {
  openings: ["fields/patch", "export function enterPatch(x: f64, y: f64, z: f64): void {\n"],
  nearby: ["fields/patch", "export function atNearby(xy: v128, zw: v128): v128 {\n"],
  whole: ["fields/field", "export function turbulence(x: f64, y: f64, z: f64): v128 {\n"],
};

/** The kernel with more exports: the counters. */
async function countingKernel(): Promise<Uint8Array<ArrayBuffer>> {
  const found: string[] = [];
  let bytes = new Uint8Array();
  const { error, stderr } = await asc.main(["--config", "asconfig.json", "--target", "release"], {
    readFile(name, base) {
      let source: string;
      try {
        source = readFileSync(join(base, name), "utf8");
      } catch {
        return null;
      }
      for (const [counter, [file, beginning]] of Object.entries(COUNTED)) {
        if (name.endsWith("assembly/index.ts")) source += `\nexport { ${counter} } from "./${file}";\n`;
        if (!name.endsWith(`assembly/${file}.ts`) || !source.includes(beginning)) continue;
        found.push(counter);
        source = `${source.replace(beginning, `${beginning}  ${counter}++;\n`)}\nexport let ${counter}: u32 = 0;\n`;
      }
      return source;
    },
    writeFile(name, content) {
      if (name.endsWith(".wasm")) bytes = Uint8Array.from(content as Uint8Array);
    },
  });
  if (error) throw new Error(`asc: ${stderr}`);
  assert.equal(found.sort(), Object.keys(COUNTED).sort(), "functions of assembly/fields to count");
  return bytes;
}

const SCENES: [turbulence_level: number, rigidity_TV: number][] = [
  [1, 10],
  [0.1, 10],
  [1, 1000],
  [0.1, 1000],
  [1, 100_000],
];

async function counted() {
  const [kernel, memory] = await instantiate(await countingKernel());
  const directions = await pixelCentres(await loadKernel(readFileSync("build/kernel.wasm")), 2);
  const rows = [];
  for (const integrator of ["rk45", "magnus"] as const) {
    for (const [turbulence_level, rigidity_TV] of SCENES) {
      const setup = scene(turbulence_level, rigidity_TV, {}, 1e-5, integrator);
      const { gyroradius_pc, gyroradius_1uG_pc, longest_step_pc, step_budget, levels, memory_bytes } = setup.group;
      const arrays: Record<string, Float64Array> = {
        directions,
        paths: Float64Array.of(10 * gyroradius_pc, 30 * gyroradius_pc),
        origins: new Float64Array(directions.length),
      };
      const prepare = commands(kernel, memory, (name) => arrays[name]);
      (await prepare(openCommand(setup, 3))).call();
      const lengths = [gyroradius_1uG_pc, gyroradius_pc, 1e-5, longest_step_pc ?? 0];
      const flight = ["trace directions paths origins", integrator, -1, ...lengths, step_budget, "a b"];
      const { call, found } = await prepare(flight.join(" "));
      for (const counter of Object.keys(COUNTED)) kernel[counter].value = 0;
      call();
      const [steps, rejected] = found().split(" ").map(Number);
      const patches = kernel.openings.value;
      const evaluations = kernel.nearby.value + kernel.whole.value;
      // rk45: one after each opening, and one where a path goes on; magnus: three steps of six and one each for the first places
      const particles = directions.length / 3;
      const expected = integrator === "rk45" ? 6 * (steps + rejected) + patches + particles : steps + 21 * particles;
      assert.is(evaluations, expected, `${integrator}, level ${turbulence_level}, ${rigidity_TV} TV`);
      const scales = { turbulence_level, rigidity_TV, levels: levels.length, memory_bytes };
      rows.push({ integrator, ...scales, steps, rejected, patches, evaluations });
    }
  }
  return rows;
}

test("steps, rejections, field evaluations and bytes are what they were", async () => {
  const found = await counted();
  if (process.env.LARMOR_ACCEPT === "1") writeFileSync(COUNTS, `${JSON.stringify(found, null, 2)}\n`);
  assert.equal(found, JSON.parse(readFileSync(COUNTS, "utf8")));
});

test("the kernel is small", () => {
  // 53 kB with three integrators, cubes and anisotropic waves in November 2026; an import of the managed runtime alone, by accident, is 10 kB
  assert.ok(statSync("build/kernel.wasm").size < 58_000);
});

test.run();
