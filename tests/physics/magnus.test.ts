// The integrator with one evaluation of the field a step: its order, and what does not change its paths.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConfigInput, type Group, groups, resolveConfig } from "../../src/config/config.js";
import type { Integrator } from "../../src/config/integrators.js";
import { loadKernel, pixelCentres } from "../../src/flight/kernel.js";
import type { Trace } from "../../src/flight/launch.js";
import { openField } from "../../src/flight/open_field.js";
import { realise } from "../../src/flight/realisation.js";
import { expectSame, groupOf, length } from "./modes_of_field.js";

const magnus = suite("Magnus steps");
const sky = async (nside: number): Promise<Float64Array> => pixelCentres(await loadKernel(), nside);

interface Setup {
  turbulence_level: number;
  rigidity_TV?: number;
  integrator?: Integrator;
  tolerance?: number;
  field?: ConfigInput["field"];
  /** steps of a gyroradius / this, instead of those that the tolerance sets */
  steps?: number;
}

function flown({ turbulence_level, rigidity_TV = 1000, integrator = "magnus", tolerance, field, steps }: Setup) {
  const particles = { rigidity_TV: [rigidity_TV], integrator, ...(tolerance === undefined ? {} : { tolerance }) };
  const shorter = (group: Group) => ({ ...group, longest_step_pc: group.gyroradius_pc / (steps as number) });
  return groupOf(
    { field: { turbulence_level: [turbulence_level], ...field }, particles },
    steps === undefined ? undefined : shorter,
  );
}

/** Distances of the particles of two traces at their path length `t`. */
const distances = (a: Trace, b: Trace, particles: number, t = 0): number[] =>
  Array.from({ length: particles }, (_, i) => {
    const offset = 3 * (t * particles + i);
    return length([0, 1, 2].map((k) => a.positions[offset + k] - b.positions[offset + k]));
  });
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];
const geometricMean = (values: number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

magnus("keep |p| without any projection", async () => {
  for (const turbulence_level of [1, 0.1]) {
    const { group, open } = flown({ turbulence_level });
    const trace = (await open(0)).trace({ directions: await sky(2), paths: [1, 30, 60] });
    assert.is(trace.failed, 0);
    assert.is(trace.rejected, 0);
    assert.is(trace.correction, 0);
    // a rotation a step, rounded to 1e-16 of |p| a few times: at worst all of them one way
    assert.ok(trace.drift > 0 && trace.drift < 4 * 1.2e-16 * (trace.steps / 48), `drift ${trace.drift}`);
    // the last place is the first at or behind the last path length
    assert.is(trace.steps, 48 * Math.ceil(60 / (group.longest_step_pc as number)));
  }
});

// In a field that is smooth, and at path lengths between two places. A step that loses the commutator or has it with the wrong
// sign is of order 2, one with a wrong weight or a start of a lower order at most of order 3.
magnus("are of order 4 in plane waves, between places, too", async () => {
  const field: ConfigInput["field"] = { model: "plane-waves" };
  const turbulence_level = 0.5;
  const exact = flown({ turbulence_level, field, integrator: "rk45", tolerance: 1e-11 });
  const paths = [0.7, 3.3, 10.123].map((gyroradii) => gyroradii * exact.group.gyroradius_pc);
  const flight = { directions: await sky(1), paths };
  const converged = await Promise.all([0, 1, 2].map(async (index) => (await exact.open(index)).trace(flight)));
  const errors: number[][] = [];
  for (const steps of [7, 14, 28]) {
    const { open } = flown({ turbulence_level, field, steps });
    const traces = await Promise.all([0, 1, 2].map(async (index) => (await open(index)).trace(flight)));
    errors.push(
      paths.map((_, t) => geometricMean(traces.flatMap((trace, i) => distances(trace, converged[i], 12, t)))),
    );
  }
  for (let i = 1; i < errors.length; i++) {
    for (const t of paths.keys()) {
      const ratio = errors[i - 1][t] / errors[i][t];
      // 15.3 to 17.2 found; order 3 would be 8
      assert.ok(ratio > 14 && ratio < 18.5, `${errors.map((e) => e[t].toExponential(1)).join(" ")}`);
    }
  }
});

magnus("estimate their error by prediction and correction, of order 5 in a step", async () => {
  const estimates: number[] = [];
  for (const steps of [10, 20]) {
    const { open, group } = flown({ turbulence_level: 0.5, field: { model: "plane-waves" }, steps });
    const paths = Array.from({ length: 16 }, (_, i) => (i + 1) * group.gyroradius_pc);
    estimates.push(
      Math.sqrt((await open(1)).trace({ directions: await sky(1), paths }).step_error_squares / (12 * 16)),
    );
  }
  const ratio = estimates[0] / estimates[1];
  // 32; 16 path lengths do not lie at the same points of a step
  assert.ok(ratio > 26 && ratio < 38, `${estimates}`);
  const record = await realise(
    resolveConfig({
      field: { turbulence_level: [1] },
      particles: { nside: 1, integrator: "magnus" },
      transport: { path_pc: 3, outputs: 2 },
    }),
    0,
  );
  assert.ok((record.step_error as number) > 1e-6 && (record.step_error as number) < 1e-3, `${record.step_error}`);
  const other = resolveConfig({
    field: { turbulence_level: [1] },
    particles: { nside: 1 },
    transport: { path_pc: 3, outputs: 2 },
  });
  assert.not("step_error" in (await realise(other, 0)));
});

// Geometric means over 6 realisations of 48 directions: each ratio is good to 12 % (found between realisations), so that 1.2 is
// one and a half errors above what the steps are fitted for, 1.0.
magnus("end no farther from a converged path than rk45 at the same tolerance, after 20 gyroradii", async () => {
  const directions = await sky(2);
  for (const rigidity_TV of [1000, 10]) {
    for (const turbulence_level of [1, 0.1]) {
      const setup = { turbulence_level, rigidity_TV };
      const exact = flown({ ...setup, integrator: "rk45", tolerance: 1e-10 });
      const paths = [20 * exact.group.gyroradius_pc];
      const ratios: number[] = [];
      for (let index = 0; index < 6; index++) {
        const [converged, mine, rk45] = await Promise.all(
          [exact, flown(setup), flown({ ...setup, integrator: "rk45" })].map(async ({ open }) =>
            (await open(index)).trace({ directions, paths }),
          ),
        );
        ratios.push(median(distances(mine, converged, 48)) / median(distances(rk45, converged, 48)));
      }
      const ratio = geometricMean(ratios);
      assert.ok(ratio < 1.2, `${rigidity_TV} TV, level ${turbulence_level}: ${ratio}`);
    }
  }
});

magnus("have the same path, to the last bit, whatever other path lengths are asked for", async () => {
  const { open, group } = flown({ turbulence_level: 1 });
  const field = await open(3);
  const directions = await sky(2);
  const size = 48 * 3;
  const alone = field.trace({ directions, paths: [30] });
  // some in one step, some at places
  const step = group.longest_step_pc as number;
  const many = [0.1 * step, 0.7 * step, step, 7 * step, 7.5 * step, 7.6 * step, 3, 11, 29.99, 30];
  const among = field.trace({ directions, paths: many });
  expectSame(among.positions.subarray(9 * size), alone.positions, "positions");
  expectSame(among.momenta.subarray(9 * size), alone.momenta, "momenta");
  assert.is(among.steps, alone.steps);
  // what is read off beside a place is where a path of that length ends
  const short = field.trace({ directions, paths: [7.5 * step] });
  expectSame(among.positions.subarray(4 * size, 5 * size), short.positions, "positions within a step");
});

magnus("cannot be seen to have paused, to the last bit", async () => {
  for (const turbulence_level of [1, 0.1]) {
    const { open } = flown({ turbulence_level });
    const field = await open(1);
    const flight = { directions: await sky(1), paths: [0.01, 0.5, 3, 20] };
    const whole = field.trace(flight);
    let paused = field.launch(flight);
    for (let pauses = 0; !paused.fly(7); pauses++) {
      assert.ok(pauses < 1e4);
      if (pauses % 50 === 20) paused = field.launch(flight, paused.state());
    }
    expectSame(paused.trace().positions, whole.positions, "positions");
    expectSame(paused.trace().momenta, whole.momenta, "momenta");
    assert.is(paused.trace().step_error_squares, whole.step_error_squares);
  }
});

magnus("meet the free-escape boundary where rk45 does, whatever path lengths are asked for", async () => {
  const escapes = async (integrator: Integrator, paths: number[]) => {
    const config = resolveConfig({
      field: { turbulence_level: [1] },
      particles: { nside: 4, integrator, tolerance: 1e-8 },
      transport: { path_pc: 6, outputs: 2, escape_height_pc: 0.4 },
    });
    const [group] = groups(config);
    const field = await openField(await loadKernel(), config, group, 0);
    return field.trace({ directions: await sky(4), paths }).escape_pc;
  };
  const [a, b] = [await escapes("magnus", [3]), await escapes("rk45", [3])];
  expectSame(await escapes("magnus", [0.5, 0.501, 1, 2, 3]), a, "escapes");
  let both = 0;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === Infinity || b[i] === Infinity) continue;
    both++;
    most = Math.max(most, Math.abs(a[i] - b[i]));
  }
  assert.ok(both > 20, `${both} escape`);
  // as for rotations: paths differ by 1e-5 gyroradii, the cubic within a step by 3e-5; slanting ones meet it later
  assert.ok(most < 1e-3, `${most} pc`);
});

magnus("end with their budget where their last step did, and are counted", async () => {
  const { open, group } = groupOf(
    { field: { turbulence_level: [1] }, particles: { integrator: "magnus" } },
    (group) => ({
      ...group,
      step_budget: 100,
    }),
  );
  const trace = (await open(0)).trace({ directions: await sky(1), paths: [60] });
  assert.is(trace.failed, 12);
  assert.is(trace.steps, 1200);
  const farthest = 100 * (group.longest_step_pc as number);
  for (const distance of distances(trace, { ...trace, positions: new Float64Array(36) }, 12))
    assert.ok(distance > 0.1 * farthest && distance <= farthest, `${distance} pc`);
});

magnus.run();
