// The motion of the particles through the real boundary: PHYSICS of a single track.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { resolveConfig } from "../../src/config/config.js";
import { synthesise } from "../../src/flight/field.js";
import { loadKernel, pixelCentres } from "../../src/flight/kernel.js";
import type { Trace } from "../../src/flight/launch.js";
import type { KernelField } from "../../src/flight/open_field.js";
import { expectClose, expectSame, groupOf, length } from "./modes_of_field.js";

const motion = suite("motion of a particle");
const sky = async (nside: number): Promise<Float64Array> => pixelCentres(await loadKernel(), nside);
const triple = (values: Float64Array, i: number): [number, number, number] =>
  [...values.slice(3 * i, 3 * i + 3)] as [number, number, number];

motion("is a helix in a uniform field, radius and phase after 100 turns, back in time", async () => {
  const r_g = 0.27025190285510489; // 1 PV at 4 uG: 1e15/(c 4e-10) m in pc
  const config = resolveConfig({
    field: { model: "uniform", regular_direction_deg: [90, 0] },
    particles: { rigidity_TV: [1000], tolerance: 1e-9 },
  });
  const field = await synthesise(config, 0);
  const n = [0.48, 0.6, 0.64]; // B along +y: 0.6 along it, 0.8 across
  const { positions, momenta, failed } = field.backtrack(
    Float64Array.from(n),
    [25, 50, 75, 100].map((turns) => turns * 2 * Math.PI * r_g),
  );
  assert.is(failed, 0);
  [25, 50, 75, 100].forEach((turns, t) => {
    // After whole turns the momentum is as at the start, the position displaced along B, against the momentum: back in time. The error
    // estimate, 97/120000 theta^5 for a step of theta gyroradii, is kept below 0.6 of the tolerance: theta = 0.06 at most, so 10 500
    // steps or more, each with a phase error of 1.3e-12 and a loss of |p| across B of 1.3e-11 (tests/kernel/rk45.spec.ts). |p| projected,
    // that moves 0.6 * 0.64 of the loss, 5e-8, to the component along B, which over 628 gyroradii makes 1.6e-5 on average.
    const p = triple(momenta, t);
    const r = triple(positions, t).map((c) => c / r_g);
    expectClose(p, n, 1e-7, `momentum after ${turns} turns`);
    assert.ok(Math.hypot(r[0], r[2]) < 1e-7, `${turns} turns: ${Math.hypot(r[0], r[2])} gyroradii from the line`);
    assert.ok(Math.abs(r[1] + 0.6 * turns * 2 * Math.PI) < 3e-5, `${turns} turns: ${r[1]} gyroradii along B`);
  });
  // a quarter of a turn: the sense. dn/ds = n x B: forward from +z in a field along +y towards -x, so back in time from +x
  const quarter = field.backtrack(new Float64Array([0, 0, 1]), [(Math.PI / 2) * r_g]);
  assert.ok(
    length(triple(quarter.momenta, 0).map((c, i) => c - [1, 0, 0][i])) < 1e-7,
    `from ${triple(quarter.momenta, 0)}`,
  );
  // centre of the circle at -r_g x: the particle was a radius before it and a radius aside
  assert.ok(
    length(triple(quarter.positions, 0).map((c, i) => c / r_g - [-1, 0, -1][i])) < 1e-7,
    `at ${triple(quarter.positions, 0)}`,
  );
});

motion("conserves |p| to rounding, and says how far a step alone would not have", async () => {
  for (const turbulence_level of [1, 0.1]) {
    const { open } = groupOf({ field: { turbulence_level: [turbulence_level] } });
    const flown = (await open(0)).trace({ directions: await sky(2), paths: [1, 30, 60] });
    for (let i = 0; i < flown.momenta.length / 3; i++) {
      assert.ok(Math.abs(length(triple(flown.momenta, i)) - 1) < 3e-16);
    }
    assert.is(flown.failed, 0);
    // a step within the tolerance of 1e-5 in its direction: 3e-6 found; 60 pc of them, a thousand, add up to a few 1e-4 at most
    assert.ok(flown.drift > 1e-9 && flown.drift < 1e-5, `drift of a step: ${flown.drift}`);
    assert.ok(flown.correction > flown.drift && flown.correction < 1e-3, `drift over 60 pc: ${flown.correction}`);
  }
});

/** Distances in gyroradii from the origin, sorted, after 2 pc back in time and 2 pc forward again, of 48 particles. */
async function returns(turbulence_level: number, tolerance: number): Promise<number[]> {
  const { group, open } = groupOf({ field: { turbulence_level: [turbulence_level] }, particles: { tolerance } });
  const distances: number[] = [];
  for (let index = 0; index < 4; index++) {
    const field = await open(index);
    const start = await sky(1);
    const there = field.trace({ directions: start, paths: [2] });
    for (let d = 0; d < 12; d++) {
      const directions = Float64Array.from(triple(there.momenta, d));
      const back = field.trace({ directions, paths: [2], origin: triple(there.positions, d), sense: 1 });
      distances.push(length(back.positions) / group.gyroradius_pc);
    }
  }
  return distances.sort((a, b) => a - b);
}

motion("there and back in turbulence returns, the closer the smaller the tolerance", async () => {
  // 2 pc are 7.4 gyroradii: some 30 steps each way at 1e-5, whose errors of up to 1e-5 add up and grow tenfold on the way (the tracks
  // are chaotic: after 10 pc some at 1e-5 miss by a gyroradius). Found at turbulence level 1: medians 4e-4, 2.4e-5 and 5e-7, largest of
  // 48 seven times as much; at 0.1 a third of that.
  for (const turbulence_level of [1, 0.1]) {
    const medians: number[] = [];
    for (const [tolerance, median, largest] of [
      [1e-5, 1e-3, 1e-2],
      [1e-7, 6e-5, 6e-4],
      [1e-9, 1.2e-6, 1.2e-5],
    ]) {
      const distances = await returns(turbulence_level, tolerance);
      medians.push(distances[24]);
      assert.ok(
        distances[24] < median && distances[47] < largest,
        `${tolerance}: ${distances[24]}, at most ${distances[47]} r_g`,
      );
    }
    // The field's splines have jumps in their second derivative, so that the error falls a little less than as the tolerance
    assert.ok(medians[0] / medians[1] > 5 && medians[1] / medians[2] > 10, medians.join(" "));
  }
});

const flight = (field: KernelField, directions: Float64Array, paths: number[], more = {}): Trace =>
  field.trace({ directions, paths, ...more });

motion(
  "a negative charge forward in time from -n is where a positive one back in time from n is, to the last bit",
  async () => {
    const { open } = groupOf({ field: { turbulence_level: [0.1] } });
    const field = await open(1);
    const n = await sky(2);
    const back = flight(field, n, [3, 40]);
    const forward = flight(
      field,
      n.map((c) => -c),
      [3, 40],
      { sense: 1, charge: -1 },
    );
    expectSame(forward.positions, back.positions, "positions");
    expectSame(
      forward.momenta,
      back.momenta.map((c) => -c),
      "momenta",
    );
    // and the charge does matter
    assert.is.not(flight(field, n, [3, 40], { charge: -1 }).positions[0], back.positions[0]);
  },
);

motion(
  "is the same alone and in company, from one field and from another of the same realisation, to the last bit",
  async () => {
    const { open } = groupOf({ field: { turbulence_level: [1] } });
    const n = await sky(1);
    const paths = [1, 2.5, 20];
    const all = flight(await open(4), n, paths);
    const other = await open(4);
    other.at(new Float64Array(3000)); // work in between must leave nothing behind
    other.modes();
    for (const i of [11, 0, 5]) {
      const alone = flight(other, n.slice(3 * i, 3 * i + 3), paths);
      // arrays are [paths][particles][3]
      for (let t = 0; t < paths.length; t++) {
        expectSame(triple(alone.positions, t), triple(all.positions, 12 * t + i), `position of particle ${i}`);
        expectSame(triple(alone.momenta, t), triple(all.momenta, 12 * t + i), `momentum of particle ${i}`);
      }
    }
  },
);

motion("does not depend on how many path lengths are written, but for the error of the steps", async () => {
  const { group, open } = groupOf({ field: { turbulence_level: [0.1] } });
  const field = await open(2);
  const n = await sky(2);
  const few = flight(field, n, [2]);
  const many = flight(
    field,
    n,
    Array.from({ length: 20 }, (_, i) => (2 * (i + 1)) / 20),
  );
  const apart = Array.from(
    { length: 48 },
    (_, i) =>
      length(triple(few.positions, i).map((c, j) => c - triple(many.positions, 19 * 48 + i)[j])) / group.gyroradius_pc,
  ).sort((a, b) => a - b);
  // the error of one way at 1e-5: medians of 1e-4, largest of 1e-3 as above
  assert.ok(apart[24] < 5e-4 && apart[47] < 5e-3, `${apart[24]}, at most ${apart[47]} gyroradii`);
  // an output cuts a step in two at most, and leaves the step after it as it was planned
  assert.ok(
    many.steps + many.rejected < few.steps + few.rejected + 48 * 19,
    `${many.steps} steps instead of ${few.steps}`,
  );
});

motion("that uses up its steps is counted, and its particle stays", async () => {
  const { open, group } = groupOf({ field: { turbulence_level: [1] } }, (group) => ({ ...group, step_budget: 40 }));
  const flown = flight(await open(0), await sky(1), [1, 20, 30]);
  assert.is(flown.failed, 12);
  assert.is(flown.steps + flown.rejected, 12 * 40);
  expectSame(flown.positions.slice(36, 72), flown.positions.slice(72), "positions at 20 and 30 pc");
  // 40 steps get it some ten gyroradii far, not 20 pc
  assert.ok(length(triple(flown.positions, 12)) < 40 * group.gyroradius_pc);
});

motion("starts where it is told to and leaves along its momentum, back in time against it", async () => {
  const { group, open } = groupOf({ field: { turbulence_level: [1] } });
  const field = await open(0);
  const origin: [number, number, number] = [12, -3, 700];
  const n = await sky(1);
  const step = 1e-3 * group.gyroradius_pc;
  for (const sense of [-1, 1] as const) {
    const { positions, momenta } = flight(field, n, [step], { origin, sense });
    const B = field.at(Float64Array.from(origin));
    for (let i = 0; i < 12; i++) {
      const [x, y, z] = triple(n, i);
      const force = [y * B[2] - z * B[1], z * B[0] - x * B[2], x * B[1] - y * B[0]].map(
        (f) => f / group.gyroradius_1uG_pc,
      );
      // first order in the step, the second is 1e-3 of it (|B| up to 10 uG: 2.5e-3)
      const moved = triple(positions, i).map((c, j) => c - origin[j]);
      expectClose(
        moved,
        [x, y, z].map((c) => sense * step * c),
        5e-3 * step,
        "displacement",
      );
      const turned = triple(momenta, i).map((c, j) => c - n[3 * i + j]);
      expectClose(
        turned,
        force.map((f) => sense * step * f),
        5e-3 * step * length(force) + 1e-12,
        "change of the momentum",
      );
    }
  }
});

motion.run();
