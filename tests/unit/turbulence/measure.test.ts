import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../../src/config/config.js";
import type { CubeGrid } from "../../../src/config/cube.js";
import { cubeOf, describeCube } from "../../../src/cube/describe.js";
import { synthesise } from "../../../src/flight/field.js";
import { modeSums } from "../../../src/flight/modes.js";
import { measureCube, measureWaves } from "../../../src/turbulence/measure.js";
import { powerLaw } from "./cubes.js";

const test = suite("what a field is");

const close = (a: number, b: number, relative: number) =>
  assert.ok(Math.abs(a - b) <= relative * Math.abs(b), `${a} is not ${b}`);

test("of a cube with a mean: its mean and direction, rms and turbulence level are exact, its spectrum that of its modes", async () => {
  const n = 24;
  const values = powerLaw(n, 5 / 3, 1);
  const rms = Math.sqrt((3 * values.reduce((sum, x) => sum + x * x, 0)) / values.length);
  const B0 = [1, 2, -2].map((b) => b * rms);
  const source = { values: values.map((x, i) => x + B0[i % 3]), cells: [n, n, n] };
  const description = await describeCube(source);
  const config = resolveConfig({ field: { model: "cube", cube_cell_pc: 0.5, total_rms_uG: 4, ...description } });
  const [group] = groups(config);
  const steps = new Set<string>();
  const measures = await measureCube(config, group.cube as CubeGrid, (await cubeOf(config)).values, {
    progress: (step) => void steps.add(step),
    pairs: 4096,
  });
  // |B0| = 3 rms of the turbulence: total rms sqrt(10), eta 0.1
  close(measures.turbulence_level.value, 0.1, 1e-5);
  assert.is(measures.rms_uG, 4);
  close(measures.turbulent_uG, 4 * Math.sqrt(0.1), 1e-5);
  measures.mean_uG.forEach((b, c) => {
    close(b, (4 / Math.sqrt(10)) * [1, 2, -2][c], 1e-5);
  });
  const [longitude, latitude] = measures.mean_direction_deg as [number, number];
  close(longitude, (Math.atan2(2, 1) * 180) / Math.PI, 1e-5);
  close(latitude, (-Math.asin(2 / 3) * 180) / Math.PI, 1e-5);
  close(measures.spectrum.square_uG2, measures.turbulent_uG ** 2, 1e-5);
  // along the mean and twice across it: they add up to the whole
  close(
    measures.spectrum.components.reduce((sum, { value }) => sum + value, 0),
    3,
    1e-6,
  );
  assert.ok(measures.spectrum.divergence.all < 1e-5);
  assert.equal([...steps], ["spectrum", "increments"]);
  close(measures.increments.distances[0].distance_pc, 0.6, 0.1);
});

test("of waves: rms and coherence length are those of the modes, and the sampled rms agrees", async () => {
  for (const model of ["plane-waves", "nested-grids"] as const) {
    const config = resolveConfig({
      field: { model, turbulence_level: [0.1], inner_scale_gyroradii: 40, regular_direction_deg: [90, 0] },
    });
    const [group] = groups(config);
    const field = await synthesise(config, 3);
    const measures = await measureWaves(config, group, field, { pairs: 4096 });
    const sums = modeSums(field.modes());
    close(measures.spectrum.square_uG2, sums.square_uG2, 1e-12);
    close(measures.spectrum.coherence_pc, sums.coherence_pc, 1e-12);
    close(measures.rms_uG ** 2, sums.square_uG2 + group.regular_uG ** 2, 1e-12);
    const { value, error } = measures.sampled_rms_uG as { value: number; error: number };
    assert.ok(Math.abs(value - measures.rms_uG) < 4 * error && error < 0.03 * value, `${value} +- ${error}`);
    assert.equal(measures.mean_direction_deg, [90, 0]);
    close(measures.mean_uG[1], group.regular_uG, 1e-12);
    assert.ok(measures.spectrum.divergence.all < 1e-12);
    // the splines between nodes have one of 1 %, a sum of waves has that of the differences
    assert.ok((measures.sampled_divergence as number) < (model === "plane-waves" ? 1e-3 : 0.03));
    const same = await measureWaves(config, group, field, { pairs: 4096 });
    assert.equal(same, measures, "the same seed samples the same places");
    field.dispose();
  }
});

test("of waves of Goldreich and Sridhar: none of the field along the mean, and along it smaller and steeper increments", async () => {
  const waves = { model: "plane-waves", anisotropy: "goldreich-sridhar", turbulence_level: [0.05] } as const;
  const config = resolveConfig({ field: { ...waves, inner_scale_gyroradii: 0.5 } });
  const [group] = groups(config);
  const field = await synthesise(config, 0);
  const { spectrum, increments } = await measureWaves(config, group, field, { pairs: 2 ** 14 });
  assert.ok(Math.abs(spectrum.components[0].value) < 1e-12);
  const [{ along, across }] = increments.distances;
  assert.ok((along?.value as number) < 0.5 * (across?.value as number), `${along?.value}, ${across?.value}`);
  const { along: a, across: b } = increments.exponents;
  const error = Math.hypot(a?.error as number, b?.error as number);
  assert.ok((a?.value as number) - (b?.value as number) > 3 * error, `${a?.value}, ${b?.value} +- ${error}`);
  field.dispose();
});

test.run();
