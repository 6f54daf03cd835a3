// Numbers at the edges: what cannot be computed is detected, counted and reported; what can be computed is right.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ConfigError, groups, resolveConfig, warnings } from "../../src/config/config.js";
import { isCube, isTurbulent, MODELS } from "../../src/config/field_models.js";
import { synthesise } from "../../src/flight/field.js";
import { realise } from "../../src/flight/realisation.js";
import type { RealisationRecord } from "../../src/flight/record.js";
import { summarise } from "../../src/response/summary.js";
import { runExtremes } from "./extremes.js";
import {
  difference,
  expectClose,
  groupOf,
  length,
  MODELS_OF_MODES,
  modesOf,
  pointsInCube,
  sumOverModes,
} from "./modes_of_field.js";

const edges = suite("numbers at the edges");
const about = { kernel_sha256: "", numerics: 1 };

/** The summary's group for one realisation. */
const summaryOf = (config: Parameters<typeof summarise>[0], record: RealisationRecord) =>
  summarise(config, [record], about).groups[0];

edges("no field to speak of: straight lines, R = -T, and the drift of |p| is zero", async () => {
  const config = resolveConfig({
    field: { model: "uniform", total_rms_uG: 1e-12 },
    particles: { nside: 2 },
    transport: { path_pc: 100, outputs: 2 },
  });
  const record = await realise(config, 0);
  assert.is(record.failed, 0);
  assert.ok(record.momentum_drift < 1e-12);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      assert.ok(Math.abs(record.response_pc[1][i][j] + (i === j ? 100 : 0)) < 1e-8, `R_${i}${j}`);
    }
  }
});

edges("the largest and the smallest rigidity: the same helix in gyroradii", async () => {
  const end = async (rigidity_TV: number) => {
    const config = resolveConfig({
      field: { model: "uniform" },
      particles: { rigidity_TV: [rigidity_TV], tolerance: 1e-8 },
    });
    const r_g = groups(config)[0].gyroradius_pc;
    const field = await synthesise(config, 0);
    const { positions, momenta, failed } = field.backtrack(Float64Array.from([0.6, 0.8, 0]), [10 * r_g]);
    assert.is(failed, 0);
    return [...positions.map((x) => x / r_g), ...momenta];
  };
  const usual = await end(1000);
  // gyroradii of 2.7e5 pc and 2.7e-43 pc; the steps are the same but for rounding, which does not grow over ten radians
  for (const rigidity_TV of [1e9, 1e-42]) expectClose(await end(rigidity_TV), usual, 1e-9, `${rigidity_TV} TV`);
});

edges(
  "a step budget that is used up: every particle counted, the realisation flagged, its numbers finite",
  async () => {
    const config = resolveConfig({
      field: { turbulence_level: [1] },
      particles: { nside: 1, tolerance: 1e-16 },
      transport: { path_pc: 1, outputs: 2 },
    });
    assert.ok(warnings(config).some(({ key }) => key === "particles.tolerance"));
    const record = await realise(config, 0);
    assert.is(record.failed, 12, "no step is ever good enough");
    const group = summaryOf(config, record);
    assert.is(group.failed, 12);
    assert.is(group.failed_realisations, 1);
    assert.ok(group.warnings.some((text) => /did not get to the end of their path: 12, in realisations: 1/.test(text)));
  },
);

edges("the coarsest tolerance: it runs, and the summary says that |p| was not conserved", async () => {
  const config = resolveConfig({
    field: { turbulence_level: [1] },
    particles: { nside: 2, tolerance: 0.1 },
    transport: { path_pc: 10, outputs: 2 },
  });
  assert.ok(warnings(config).some(({ key, message }) => key === "particles.tolerance" && /1e-4 or less/.test(message)));
  const record = await realise(config, 0);
  assert.ok(record.momentum_drift > 1e-3);
  const group = summaryOf(config, record);
  assert.ok(group.warnings.some((text) => /use a smaller tolerance/.test(text)));
  // steps of radians: where one makes |p| = 2, its particle has failed, and is counted
  assert.is(
    group.warnings.some((text) => /did not get to the end/.test(text)),
    record.failed > 0,
  );
});

edges("a million parsec from the origin the field is as good as at the origin", async () => {
  for (const model of MODELS_OF_MODES) {
    const { open } = groupOf({ field: { model, turbulence_level: [1], inner_scale_gyroradii: 100 } });
    const field = await open(0);
    const modes = modesOf(field);
    const near = pointsInCube(50, 200);
    const error = (points: Float64Array) => {
      const wrong = difference(field.at(points), sumOverModes(modes, points));
      return length([Math.sqrt(wrong.reduce((sum, x) => sum + x * x, 0) / points.length), 0, 0]);
    };
    const far = near.map((x, i) => x + [1e6, -1e6, 7e5][i % 3]);
    const [here, there] = [error(near), error(far)];
    // phases of k x = 6e6 rad and more are rounded to 1e-9, far below the f32 of the nodes; the same statistic of 150 numbers
    // scatters by a tenth
    assert.ok(there < 1.5 * here + 1e-6, `${model}: ${there} uG there, ${here} uG here`);
    assert.ok(here < 0.1, `${model}: ${here}`);
  }
});

edges("a path so long that a double does not know where in a wave it is: refused by its key", () => {
  const far = { field: { total_rms_uG: 1e-15 }, transport: { path_pc: 1e20 } };
  assert.throws(
    () => resolveConfig(far),
    (error: Error) =>
      error instanceof ConfigError && error.key === "transport.path_pc" && /shortest waves/.test(error.message),
  );
});

edges("a start or a direction that is no number: counted as failed by the kernel, refused by the library", async () => {
  // a cube has tests of its own
  for (const model of MODELS.filter((name) => !isCube(name))) {
    const levels = isTurbulent(model) ? { turbulence_level: [1] } : {};
    const { open, config } = groupOf({ field: { model, ...levels } });
    const kernelField = await open(0);
    for (const bad of [Number.NaN, Infinity]) {
      const start = performance.now();
      const origin: [number, number, number] = [0, bad, 0];
      // in a uniform field no equation contains the start; only the end shows it
      const lost = kernelField.trace({ directions: Float64Array.from([1, 0, 0]), paths: [1], origin });
      assert.ok(lost.failed === 1 || !Number.isFinite(lost.positions[1]), `${model}, start ${bad}`);
      const turned = kernelField.trace({ directions: Float64Array.from([bad, 0, 0]), paths: [1] });
      assert.is(turned.failed, 1, `${model}, direction ${bad}`);
      assert.ok(performance.now() - start < 5000, "no endless rejection");
    }
    const field = await synthesise(config, 0);
    const direction = new Float64Array([1, 0, 0]);
    const refusals: [() => unknown, RegExp][] = [
      [() => field.at(new Float64Array([0, Number.NaN, 0])), /points: a number that is not finite/],
      [() => field.at(new Float64Array(4)), /x, y, z triples/],
      [() => field.backtrack(new Float64Array([Number.NaN, 0, 0]), [1]), /directions: a number that is not finite/],
      [() => field.backtrack(new Float64Array([2, 0, 0]), [1]), /has length 2, unit vectors expected/],
      [() => field.backtrack(direction, [Number.NaN]), /path 0 is NaN pc/],
      [() => field.backtrack(direction, [1, 1]), /path 1 is 1 pc, increasing/],
      [() => field.backtrack(direction, [Infinity]), /path 0 is Infinity pc/],
      [() => field.backtrack(direction, [0]), /path 0 is 0 pc/],
      [
        () => field.backtrack(direction, 1 as unknown as number[]),
        /paths: a list of path lengths in pc expected, 1 found/,
      ],
    ];
    for (const [call, message] of refusals) assert.throws(call, message);
    field.dispose();
    assert.throws(() => field.at(direction), /disposed/);
  }
});

edges("a record with a number that is none never becomes a zero of the statistics", async () => {
  const config = resolveConfig({
    field: { turbulence_level: [1] },
    particles: { nside: 1 },
    transport: { path_pc: 0.5, outputs: 2 },
  });
  const record = await realise(config, 0);
  for (const key of ["response_pc", "displacement_pc2", "flow_displacement_pc"] as const) {
    const broken = structuredClone(record);
    broken[key][1][0][2] = Number.NaN;
    assert.throws(() => summarise(config, [broken], about), /not finite/, key);
    broken[key][1][0][2] = null as unknown as number; // as JSON writes it
    assert.throws(() => summarise(config, [broken], about), /not finite/, key);
  }
});

edges(
  "60 configs with extreme values: each runs to finite numbers with its failures counted, or is refused",
  async () => {
    const { run, refused, long, failed } = await runExtremes(60, 7);
    console.log(
      `\n  60 extreme configs: ${run} run (${failed} with failed particles), ${refused} refused, ${long} too long`,
    );
    assert.ok(run > 15 && refused > 5, `${run} run, ${refused} refused`);
  },
);

edges.run();
