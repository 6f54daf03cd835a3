// Numbers for fits: of records whose response is known, the scatter and the coefficients are those of its formulas.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups } from "../../../src/config/config.js";
import { isotropicPrediction } from "../../../src/published.js";
import { addToScatter, coefficientsOf, emptyScatter, gradientsAt, scatterOf } from "../../../src/response/scatter.js";
import { angleDeg, directionVector } from "../../../src/sky/directions.js";
import { quantile } from "../../../src/statistics/jackknife.js";
import { configOf, diagonal, generator, NO_NOISE, recordsOf } from "../synthetic_records.js";

const test = suite("response: scatter");
const [along, across, drift] = [-30, -0.3, 0.1];
/** a field along +x: R_par, R_perp, and the antisymmetric part of a positive charge, R_yz = -r_g */
const response = [
  [along, 0, 0],
  [0, across, -drift],
  [0, drift, across],
];
const config = configOf([0.1], 5);
const records = recordsOf(config, () => ({ response, diffusion: diagonal(10, 0.1, 0.1), noise: NO_NOISE }));
const last = records[0].path_pc.length - 1;
const scatter = (field_deg: [number, number] | null, own = records) => {
  const result = emptyScatter(groups(config)[0], field_deg);
  for (const record of own) addToScatter(result, record);
  return result;
};
const near = (a: number | undefined, b: number, what: string) =>
  assert.ok(a !== undefined && Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b)), `${what}: ${a}, ${b}`);

test("gradients stand at the angle asked for, evenly around a field of any direction", () => {
  for (const field of [
    [0, 0],
    [40, 89],
    [200, -35],
  ] as [number, number][]) {
    const all = gradientsAt(75, field);
    assert.is(all.length, 8);
    for (const g of all) near(angleDeg(g, directionVector(...field)), 75, "angle");
    const sum = [0, 1, 2].map((i) => all.reduce((total, g) => total + g[i], 0) / 8);
    near(Math.hypot(...sum), Math.cos((75 * Math.PI) / 180), "mean");
  }
});

test("a/a_iso along and across the field, and where the dipole points", () => {
  const a_iso = isotropicPrediction(1000, 1) * 1000; // of 1/pc
  const { ratio, to_field, to_gradient, noise_ratio } = scatterOf(scatter([0, 0]), last, 0);
  for (const q of [ratio.q05, ratio.q50, ratio.q95]) near(q.value, 30 / a_iso, "along");
  near(to_field?.q50, 0, "to the field");
  near(to_gradient.q50, 0, "to the gradient");
  assert.ok(noise_ratio < 1e-9);
  const right = scatterOf(scatter([0, 0]), last, 90);
  near(right.ratio.q50.value, Math.hypot(across, drift) / a_iso, "across");
  near(right.to_field?.q50, 90, "across: to the field");
  near(right.to_gradient.q50, (Math.atan2(drift, 0.3) * 180) / Math.PI, "the drift turns it");
});

test("the errors of the quantiles are those of the quoted ones of all directions: their scatter between ensembles", () => {
  // tensors of one row, a field line that wanders: of each realisation's dipoles around B0 some are small
  const random = generator(11);
  const group = { ...groups(config)[0], path_pc: records[0].path_pc.slice(last) };
  const [record] = records;
  const ensembles = Array.from({ length: 100 }, () => {
    const result = emptyScatter(group, [0, 0]);
    for (let k = 0; k < 50; k++) {
      const along = Math.exp(0.2 * random.normal());
      const row = [along, 0.3 * random.normal(), 0.3 * random.normal()];
      const response_pc = [[row, [0, 0, 0], [0, 0, 0]]];
      const [displacement_pc2, response_halves_pc] = [record.displacement_pc2, record.response_halves_pc].map((own) =>
        own.slice(last),
      ) as [number[][][], number[][][][]];
      addToScatter(result, { ...record, path_pc: group.path_pc, displacement_pc2, response_halves_pc, response_pc });
    }
    return scatterOf(result, 0, 85).ratio;
  });
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  for (const name of ["q05", "q16", "q50", "q84", "q95"] as const) {
    const values = ensembles.map((ratio) => ratio[name].value);
    const middle = mean(values);
    const scatter = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)) * (100 / 99));
    const quoted = Math.sqrt(mean(ensembles.map((ratio) => ratio[name].error! ** 2)));
    // the scatter of 100 is known to 7 %; a bootstrap's error of a quantile of 50 is too large by some per cent
    assert.ok(quoted / scatter > 1 - 3 * 0.07 && quoted / scatter < 1.05 + 3 * 0.07, `${quoted} ${scatter}`);
  }
});

test("quantiles are linear between the values, of few realisations, too; of one there is no error", () => {
  const a_iso = isotropicPrediction(1000, 1) * 1000;
  for (const sizes of [[1], [1, 4], [1, 2, 4, 3, 7]]) {
    const own = sizes.map((size) => ({
      ...records[0],
      response_pc: records[0].response_pc.map((R) => R.map((row) => row.map((x) => size * x))),
    }));
    const { ratio } = scatterOf(scatter([0, 0], own), last, 0);
    const sorted = sizes.map((size) => (30 * size) / a_iso).sort((a, b) => a - b);
    for (const [name, fraction] of [
      ["q05", 0.05],
      ["q16", 0.16],
      ["q50", 0.5],
      ["q84", 0.84],
      ["q95", 0.95],
    ] as const) {
      near(ratio[name].value, quantile(sorted, fraction), `${name} of ${sizes}`);
      assert.is(ratio[name].error === null, sizes.length === 1);
    }
  }
});

test("D_par, D_perp and D_A of both estimators; without a field a third of the trace", () => {
  const D = coefficientsOf(scatter([0, 0]), last);
  near(D.parallel_tgk?.value, 10, "par");
  near(D.perpendicular_tgk?.value, 0.1, "perp");
  near(D.drift?.value, drift / 3, "D_A = r_g/3");
  near(D.parallel_msd?.value, 10, "par, msd");
  near(D.perpendicular_msd?.value, 0.1, "perp, msd");
  near(D.isotropic_tgk.value, 10.2 / 3, "trace");
  assert.is(coefficientsOf(scatter(null), last).drift, null);
  // the response of these records grows with the path length
  records[0].path_pc.forEach((_, path, { length }) => {
    near(coefficientsOf(scatter([0, 0]), path).parallel_tgk?.value, (10 * (path + 1)) / length, `par, path ${path}`);
  });
});

test("of 10^4 realisations 240 bytes each at a path length are kept, in blocks, and those of the first are still read", () => {
  const many = configOf([0.1], 1);
  const [record] = records;
  const result = emptyScatter(groups(many)[0], [0, 0]);
  const count = 10_000;
  for (let k = 0; k < count; k++) {
    const size = 1 + k / count;
    const scaled = record.response_pc.map((R) => R.map((row) => row.map((x) => size * x)));
    addToScatter(result, { ...record, realisation: k, response_pc: scaled });
  }
  const memories = new Set(result.rows.flat().map((row) => row.memory));
  const bytes = [...memories].reduce((sum, memory) => sum + memory.byteLength, 0);
  // 9 + 18 + 3 numbers; the last block of 256 is not full
  assert.ok(bytes <= (count + 256) * result.rows.length * 30 * 8, `${bytes}`);
  const a_iso = isotropicPrediction(1000, 1) * 1000;
  const { q05, q95 } = scatterOf(result, last, 0).ratio;
  near(q05.value, (30 * (1 + (0.05 * (count - 1)) / count)) / a_iso, "5 %");
  near(q95.value, (30 * (1 + (0.95 * (count - 1)) / count)) / a_iso, "95 %");
});

test.run();
