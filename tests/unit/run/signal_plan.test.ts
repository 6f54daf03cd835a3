// What a wanted signal to noise costs, from a pilot whose truth is known.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../../src/config/config.js";
import type { Pilot } from "../../../src/run/pilot.js";
import { type Machine, planOf } from "../../../src/run/plan.js";
import { asPlanned, changesLittle, signalPlan } from "../../../src/run/signal_plan.js";

const test = suite("plan for a signal to noise");

const config = resolveConfig({
  field: { turbulence_level: [1, 0.1] },
  particles: { nside: 8, integrator: "rotations" },
  transport: { path_pc: 100, outputs: 5 },
  ensemble: { realisations: 20, seed: 3 },
});
const cost = { synthesis_seconds: 0.5, steps_per_pc: 10, step_us: 1, relative_error: 0.02 };

/** Ten fields with R = s(T) e_x e_x^T at each of three path lengths, and a noise of +-1/nside at T = 100 pc, in proportion to T. */
function pilotOf(signals: number[], regular: Pilot["regular"] = [1, 0, 0]): Pilot {
  const path_pc = [25, 50, 100];
  const nsides = [1, 2, 4];
  const fields = Array.from({ length: 10 }, (_, k) =>
    nsides.map((nside) =>
      [1, -1].map((sign) =>
        path_pc.map((path, p) => {
          const own = signals[p] * (1 + 0.01 * (k - 4.5));
          const noise = (sign * (path / 100)) / nside / Math.SQRT2;
          return [own + noise, own, own].map((x, i) => [0, 1, 2].map((j) => (i === j ? x : 0)));
        }),
      ),
    ),
  );
  return { path_pc, nsides, regular, fields, cost, failed: 0 };
}

const plan = (signals: number[], wanted: number, regular?: Pilot["regular"]) =>
  signalPlan(config, groups(config)[regular === null ? 0 : 1], pilotOf(signals, regular), wanted);

test("at each path length the smallest nside that reaches the ratio, and its time as of any plan", () => {
  const { paths, choices } = plan([10, 10, 10], 50);
  // along B0 the noise is T/100 pc/nside: 50 needs nside >= 1.25, 2.5, 5
  assert.equal(
    paths.map(({ axes }) => axes.along?.nside),
    [2, 4, 8],
  );
  // across it there is none
  assert.equal(
    paths.map(({ axes }) => axes.across?.nside),
    [1, 1, 1],
  );
  assert.equal(
    choices.map((choice) => choice?.nside),
    [2, 4, 8],
  );
  const machine: Machine = { cores: 2, memory_bytes: 1e10, process_bytes: 1e8, step_us: [[Infinity, 99]] };
  const planned = resolveConfig({
    ...config,
    particles: { ...config.particles, nside: 4 },
    transport: { path_pc: 50 },
  });
  const { seconds, realisations } = planOf(planned, machine, { costs: [cost, cost] }).groups[1];
  assert.is(choices[1]?.core_seconds, seconds * realisations);
  assert.is(seconds, 0.5 + (12 * 16 * 50 * 10) / 1e6);
});

test("the cheapest is the shortest path that changes signal and correlation little, errors included", () => {
  assert.is(plan([10, 10, 10], 50).cheapest?.path_pc, 25);
  assert.is(plan([8, 9.5, 10], 50).cheapest?.path_pc, 50);
  assert.is(plan([5, 8, 10], 50).cheapest?.path_pc, 100);
  // at turbulence level 1 there is one axis
  const isotropic = plan([8, 9.5, 10], 50, null);
  assert.equal([isotropic.axes, isotropic.cheapest?.path_pc, isotropic.cheapest_of_axis], [["any"], 50, {}]);
  const measured = (value: number, error: number | null) => ({ value, error });
  const little = (change: number, e: number | null, correlation: number, f: number | null) =>
    changesLittle({ change: measured(change, e), correlation: measured(correlation, f) });
  assert.equal(
    [
      little(0.05, 0.04, 0.96, 0.05),
      little(-0.05, 0.04, 0.96, 0.05),
      little(0.05, 0.06, 0.96, 0.05),
      little(-0.05, 0.06, 1, 0),
      little(0, 0.01, 0.96, 0.07),
      little(0, null, 1, 0.01),
      little(0, 0.01, 1, null),
      changesLittle({ change: null, correlation: null }),
    ],
    [true, true, false, false, false, false, false, false],
  );
});

test("beyond the pilot's grids the ratio is scaled as a bound; what no grid reaches has no choice", () => {
  const { paths } = plan([10, 10, 10], 100);
  assert.equal([paths[2].axes.along?.nside, paths[2].axes.along?.reached?.bound], [16, true]);
  assert.equal([paths[0].axes.along?.nside, paths[0].axes.along?.reached?.bound], [4, false]);
  const none = plan([10, 10, 10], 1e6);
  assert.equal([none.choices, none.cheapest], [[null, null, null], null]);
  assert.is(none.cheapest_of_axis.across?.nside, 1);
  assert.equal(asPlanned(config, [none, none]), config);
});

test("the config that is planned has these paths and nsides, and all else as it was", () => {
  const plans = [plan([8, 9.5, 10], 70, null), plan([10, 10, 10], 70)];
  const planned = asPlanned(config, plans);
  assert.equal(planned.particles.nside, { "1": { "1000": 4 }, "0.1": { "1000": 2 } });
  assert.equal(planned.transport.path_pc, { "1": { "1000": 50 }, "0.1": { "1000": 25 } });
  const { nside, path_pc } = { ...config.particles, ...config.transport };
  assert.equal(
    { ...planned, particles: { ...planned.particles, nside }, transport: { ...planned.transport, path_pc } },
    config,
  );
});

test.run();
