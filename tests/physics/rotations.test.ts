// The second integrator, drifts and rotations: it keeps to rounding what Runge-Kutta steps keep to their tolerance.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { configIdentity, groups, resolveConfig } from "../../src/config/config.js";
import type { Integrator } from "../../src/config/integrators.js";
import { loadKernel, pixelCentres } from "../../src/flight/kernel.js";
import { openField } from "../../src/flight/open_field.js";
import { expectSame, groupOf, length } from "./modes_of_field.js";

const rotations = suite("drifts and rotations");
const sky = async (nside: number): Promise<Float64Array> => pixelCentres(await loadKernel(), nside);
const triple = (values: Float64Array, i: number): [number, number, number] =>
  [...values.slice(3 * i, 3 * i + 3)] as [number, number, number];
const turbulent = (turbulence_level: number, more = {}) =>
  groupOf({ field: { turbulence_level: [turbulence_level] }, particles: { integrator: "rotations", ...more } });

rotations("keep |p| without any projection", async () => {
  for (const turbulence_level of [1, 0.1]) {
    const { group, open } = turbulent(turbulence_level);
    const flown = (await open(0)).trace({ directions: await sky(2), paths: [1, 30, 60] });
    assert.is(flown.failed, 0);
    assert.is(flown.rejected, 0);
    assert.is(flown.correction, 0);
    // six rotations a step, each rounded to 1e-16 of |p| a few times: a random walk of 48 x 600 steps, or at worst all one way
    assert.ok(flown.drift > 0 && flown.drift < 6 * 4 * 1.2e-16 * (flown.steps / 48), `drift ${flown.drift}`);
    // the last step of each way is no longer than the others
    const expected = [1, 29, 30].reduce((sum, path) => sum + Math.ceil(path / (group.longest_step_pc as number)), 0);
    assert.is(flown.steps, 48 * expected);
  }
});

rotations("are of order 4 on a helix", async () => {
  const errors: number[] = [];
  for (const tolerance of [1.6e-4, 1e-5, 6.25e-7]) {
    const config = resolveConfig({
      field: { model: "uniform", regular_direction_deg: [90, 0] },
      particles: { rigidity_TV: [1000], integrator: "rotations", tolerance },
    });
    const [group] = groups(config);
    const field = await openField(await loadKernel(), config, group, 0);
    const r_g = group.gyroradius_pc;
    // B along +y; back in time by the angle s: n = (0.48, 0.6, 0.64) turns about +y by +s, and r is minus the integral of n. Not after
    // whole turns, where the errors of the parts of a step cancel to order 8.
    const s = 20.6 * Math.PI;
    const [sin, cos] = [Math.sin(s), Math.cos(s)];
    const { positions } = field.trace({ directions: Float64Array.from([0.48, 0.6, 0.64]), paths: [s * r_g] });
    const exact = [-0.48 * sin - 0.64 * (1 - cos), -0.6 * s, -0.64 * sin + 0.48 * (1 - cos)];
    const off = exact.map((x, k) => positions[k] - x * r_g);
    errors.push(length(Float64Array.from(off)) / r_g);
  }
  // the step is as the fourth root of the tolerance: sixteen times less error each time
  for (const [i, error] of errors.slice(1).entries()) {
    const ratio = errors[i] / error;
    assert.ok(ratio > 14.5 && ratio < 17.5, `${errors.join(" ")}: ${ratio}`);
  }
  assert.ok(errors[1] < 1e-3, `${errors}`);
});

rotations("return a particle sent back, to rounding", async () => {
  for (const turbulence_level of [1, 0.1]) {
    const { group, open } = turbulent(turbulence_level);
    const distances: number[] = [];
    for (let index = 0; index < 4; index++) {
      const field = await open(index);
      const there = field.trace({ directions: await sky(1), paths: [2] });
      for (let d = 0; d < 12; d++) {
        const directions = Float64Array.from(triple(there.momenta, d));
        const back = field.trace({ directions, paths: [2], origin: triple(there.positions, d), sense: 1 });
        distances.push(length(back.positions) / group.gyroradius_pc);
      }
    }
    distances.sort((a, b) => a - b);
    // Rounding of the path, 1e-16 at a time, grown by chaos some thirtyfold on the way: 4e-15 and 1e-14 found (steps of
    // rk45 at this tolerance: 4e-4, motion.test.ts). The field is rounded to f32 in the same way there and back, unless
    // the rounding of a path moves it across the edge of a bit of f32: that may happen to one of 48, and is 1e-7 of the
    // field.
    assert.ok(distances[24] < 1e-12, `median ${distances[24]}`);
    assert.ok(distances[47] < 1e-6, `largest ${distances[47]}`);
  }
});

rotations("take the paths of rk45, within the errors of both", async () => {
  for (const turbulence_level of [1, 0.1]) {
    const setup = turbulent(turbulence_level);
    const other = groupOf({ field: { turbulence_level: [turbulence_level] }, particles: { tolerance: 1e-9 } });
    const paths = [5 * setup.group.gyroradius_pc];
    const misses = async (tolerance: number) => {
      const mine = turbulent(turbulence_level, { tolerance });
      const a = (await mine.open(2)).trace({ directions: await sky(4), paths });
      const b = (await other.open(2)).trace({ directions: await sky(4), paths });
      const all = Array.from({ length: 192 }, (_, i) =>
        length(Float64Array.from(triple(a.positions, i).map((x, k) => x - triple(b.positions, i)[k]))),
      );
      return all.sort((p, q) => p - q)[96] / setup.group.gyroradius_pc;
    };
    const [coarse, fine] = [await misses(1e-5), await misses(1e-8)];
    // found: 2e-4 and 2e-6 at level 1, a quarter of that at 0.1
    assert.ok(coarse < 1e-3, `${coarse} gyroradii`);
    assert.ok(fine < 1e-5 && coarse / fine > 20, `${coarse}, ${fine} gyroradii`);
  }
});

rotations("cannot be seen to have paused, to the last bit", async () => {
  const { open } = turbulent(0.1);
  const field = await open(1);
  const flight = { directions: await sky(1), paths: [0.5, 3, 20] };
  const whole = field.trace(flight);
  let paused = field.launch(flight);
  for (let pauses = 0; !paused.fly(7); pauses++) {
    assert.ok(pauses < 1e4);
    if (pauses % 50 === 20) paused = field.launch(flight, paused.state());
  }
  expectSame(paused.trace().positions, whole.positions, "positions");
  expectSame(paused.trace().momenta, whole.momenta, "momenta");
});

rotations("meet the free-escape boundary where rk45 does", async () => {
  const input = (integrator: Integrator) => ({
    field: { turbulence_level: [1] },
    particles: { nside: 4, integrator, tolerance: 1e-8 },
    transport: { path_pc: 6, outputs: 2, escape_height_pc: 0.4 },
  });
  const escapes = async (integrator: Integrator) => {
    const config = resolveConfig(input(integrator));
    const [group] = groups(config);
    const field = await openField(await loadKernel(), config, group, 0);
    return field.trace({ directions: await sky(4), paths: [3] }).escape_pc;
  };
  const [a, b] = [await escapes("rotations"), await escapes("rk45")];
  let both = 0;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === Infinity || b[i] === Infinity) continue;
    both++;
    most = Math.max(most, Math.abs(a[i] - b[i]));
  }
  assert.ok(both > 20, `${both} escape`);
  // paths of 11 gyroradii at these tolerances differ by 1e-5 of one, and the cubic within a step by 3e-5; slanting ones meet it later
  assert.ok(most < 1e-3, `${most} pc`);
});

rotations("are chosen by name; naming the default makes no other run", () => {
  const plain = resolveConfig({});
  const named = resolveConfig({ particles: { integrator: "rk45" } });
  assert.equal(named, plain);
  const chosen = resolveConfig({ particles: { integrator: "rotations" } });
  assert.is.not(configIdentity(chosen), configIdentity(plain));
  assert.equal(resolveConfig(chosen), chosen);
  assert.throws(
    // @ts-expect-error: no such integrator
    () => resolveConfig({ particles: { integrator: "rotation" } }),
    (error: Error) => /particles\.integrator/.test(error.message) && /Did you mean "rotations"/.test(error.message),
  );
});

rotations.run();
