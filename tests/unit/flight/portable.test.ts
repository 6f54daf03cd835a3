// The same field and the same integrators, written twice and three times: the kernel beside the portable sources as
// scalar Wasm and as plain JavaScript, and beside the native twins. Their fields agree to f32's rounding, their paths
// as long as chaos lets them, and they make the same steps.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { plainJavaScript, scalarWasm } from "../../../bench/build_portable.js";
import {
  type Contestant,
  fieldAt,
  fly,
  folder,
  IN_TWINS,
  native,
  openCommand,
  type Scene,
  scene,
  wasm,
  writeArray,
} from "../../../bench/contestant.js";
import { loadKernel, pixelCentres } from "../../../src/flight/kernel.js";

const test = suite("the same algorithm elsewhere");

const kernel = await loadKernel(readFileSync("build/kernel.wasm"));
// 11 of 12, since the tuned twin flies four at a time
const directions = (await pixelCentres(kernel, 1)).slice(0, 33);
const points = writeArray(
  "points",
  Float64Array.from({ length: 900 }, (_, i) => 200 * Math.sin(1 + 12.9898 * i * i)),
);
const PLACES: [turbulence_level: number, rigidity_TV: number][] = [
  [1, 1000],
  [0.1, 1000],
  [1, 10],
];
const SCENES = PLACES.flatMap(([level, rigidity]) =>
  IN_TWINS.map((integrator) => scene(level, rigidity, {}, 1e-5, integrator)),
);
const nameOf = ({ config, group }: Scene) =>
  `${config.particles.integrator}, level ${group.turbulence_level}, ${group.rigidity_TV} TV`;

async function answers(who: Contestant) {
  const all = [];
  for (const setup of SCENES) {
    await who.ask(openCommand(setup, 2));
    const { field } = await fieldAt(who, points);
    const paths = [1.37, 3].map((gyroradii) => gyroradii * setup.group.gyroradius_pc);
    all.push({ field, flown: await fly(who, setup, { directions, paths }) });
  }
  who.stop();
  return all;
}
const expected = await answers(wasm("kernel"));

const largest = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

/** Without the patch a path is another one, by the patch's error: no place for a comparison to rounding. */
async function same(who: Contestant, patch = true) {
  for (const [i, { field, flown }] of (await answers(who)).entries()) {
    const { config, group } = SCENES[i];
    const { integrator } = config.particles;
    const name = nameOf(SCENES[i]);
    // nine levels, 27 products each, of nodes up to 10 uG in f32 of 2^-24: 9 sqrt(27) 10 uG 2^-24 = 3e-5 uG at most;
    // 2e-6 is seen
    assert.ok(largest(field, expected[i].field) < 1e-5, `field, ${name}: ${largest(field, expected[i].field)} uG`);
    // of a hundred trial steps of rk45 one may fall on the other side of the tolerance
    const adaptive = integrator === "rk45";
    if (!patch && integrator !== "rotations") continue;
    for (const count of ["steps", "rejected", "failed"] as const) {
      const [found, wanted] = [flown[count], expected[i].flown[count]];
      assert.ok(Math.abs(found - wanted) <= (adaptive ? 2 : 0), `${count}, ${name}: ${found}, not ${wanted}`);
    }
    // node coordinates in f32 are good to 1e-5 cells, so the field to 1e-5 of itself, and chaos makes little of it in
    // 3 gyroradii; 1e-6 is seen of steps of one size
    const bound = adaptive ? 1e-4 : 1e-5;
    const apart = largest(flown.positions, expected[i].flown.positions) / group.gyroradius_pc;
    assert.ok(apart < bound, `positions, ${name}: ${apart} gyroradii`);
    const turned = largest(flown.momenta, expected[i].flown.momenta);
    assert.ok(turned < bound, `directions, ${name}: ${turned}`);
  }
}

test("portable sources as scalar Wasm", async () => {
  const path = join(folder, "portable.wasm");
  writeFileSync(path, await scalarWasm());
  await same(wasm("scalar Wasm", process.execPath, path));
});

test("portable sources as plain JavaScript", async () => {
  const path = join(folder, "portable.mjs");
  writeFileSync(path, await plainJavaScript());
  await same(wasm("JavaScript", process.execPath, path));
});

const OPTIONS = ["-O1", "-march=native"];
const twin = native("C++", OPTIONS);
(twin ? test : test.skip)("native twin", () => same(twin!));
(twin ? test : test.skip)("native twin tuned by hand", () => same(native("C++ tuned", [...OPTIONS, "-DTUNED"])!));
(twin ? test : test.skip)("native twin without patch", () =>
  same(native("C++ plain", [...OPTIONS, "-DPLAIN"])!, false),
);

test.run();
