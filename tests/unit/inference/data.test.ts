import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readMeasurements } from "../../../src/cli/figure_input.js";
import { condensed, type Datum, datumOf, type Harmonic, isUsable, MODEL_ERROR } from "../../../src/inference/data.js";

const test = suite("measured first harmonics");
const row: Harmonic = {
  ...{ experiment: "Mine", year: 2020, energy_TeV: 100, amplitude: 1e-3, stat_lo: 1e-4, stat_hi: 3e-4, sys: 1.5e-4 },
  ...{ component: null, phase_deg: 0, phase_err_deg: 10, kind: "value" },
};
const near = (a: number, b: number, what: string) =>
  assert.ok(Math.abs(a - b) <= 1e-9 * Math.abs(b) + 1e-20, `${what}: ${a} ${b}`);

test("errors along and across the phase, turned with it; the error of the model in both", () => {
  const along = 2e-4 ** 2 + 1.5e-4 ** 2;
  const across = ((1e-3 * 10 * Math.PI) / 180) ** 2;
  const { x, y, covariance } = datumOf(row, 0, 0.5);
  near(x, 1e-3, "x");
  near(y, 0, "y");
  near(covariance[0], along, "along");
  near(covariance[2], across, "across");
  const north = datumOf({ ...row, phase_deg: 90 }, 1e-4, 0.5);
  near(north.y, 1e-3, "y");
  near(north.covariance[2], along + 1e-8, "along y");
  near(north.covariance[0], across + 1e-8, "across");
  const aslant = datumOf({ ...row, phase_deg: 45 }, 0, 0.5).covariance;
  near(aslant[1], (along - across) / 2, "xy");
});

test("what a row says stands beside, whatever the error of the model: its bar, its phase from 0 to 360 and its error", () => {
  for (const model_error of [0, 2.7e-4, 0.05]) {
    const { amplitude, low, high, phase_deg, phase_err_deg } = datumOf(row, model_error, 0.5).measured;
    near(amplitude, 1e-3, "amplitude");
    near(low, 1e-3 - Math.hypot(1e-4, 1.5e-4), "low");
    near(high, 1e-3 + Math.hypot(3e-4, 1.5e-4), "high");
    assert.equal([phase_deg, phase_err_deg], [0, 10]);
  }
  for (const phase_deg of [-360, -350, -90, 0, 90, 270, 360]) {
    const { measured } = datumOf({ ...row, phase_deg }, 1e-4, 1);
    near(measured.phase_deg, (phase_deg + 720) % 360, "phase");
  }
  const along = Math.hypot(2e-4, 1.5e-4); // of the mean of both statistical errors
  near(
    datumOf({ ...row, phase_err_deg: null }, 1e-3, 1).measured.phase_err_deg,
    (along / 1e-3) * (180 / Math.PI),
    "phase",
  );
});

test("without an error of the phase it is that of the amplitude; an equatorial projection has no band", () => {
  const [xx, , yy] = datumOf({ ...row, phase_err_deg: null }, 0, 0.5).covariance;
  near(xx, yy, "round");
  assert.is(datumOf(row, 0, 0.5).factor, 0.5);
  assert.is(datumOf({ ...row, component: "equatorial" }, 0, 0.5).factor, 1);
});

test("limits, and rows without phase or error, are not used", () => {
  assert.ok(isUsable(row));
  const none = { stat_lo: null, stat_hi: null, sys: null };
  for (const change of [{ kind: "upper_limit" as const }, { phase_deg: null }, none])
    assert.not(isUsable({ ...row, ...change }));
});

test("chi^2 of the condensed data is that of the data, with a rigidity that none sees", () => {
  const data: Datum[] = [20, 100, 110].map((phase_deg, i) =>
    datumOf({ ...row, phase_deg, amplitude: (1 + i) * 1e-3 }, 1e-4, 0.7),
  );
  const weights = [
    [1, 0, 0],
    [0.3, 0.7, 0],
    [0.6, 0.4, 0],
  ];
  const motion = [2e-4, 1e-4];
  const u = [1e-3, 2e-3, -1e-3, 5e-4, 7, 7];
  const { root, z, rest, logNorm } = condensed(data, weights, 3, motion);
  let chi2 = rest;
  for (let a = 0; a < 6; a++) chi2 += (z[a] - u.reduce((sum, x, b) => sum + root[6 * b + a] * x, 0)) ** 2;
  let expected = 0;
  let norm = 0;
  data.forEach(({ x, y, covariance: [xx, xy, yy], factor }, e) => {
    const [dx, dy] = [x, y].map(
      (d, i) => d - factor * (weights[e].reduce((sum, w, j) => sum + w * u[2 * j + i], 0) + motion[i]),
    );
    const det = xx * yy - xy * xy;
    expected += (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / det;
    norm -= 0.5 * Math.log(4 * Math.PI ** 2 * det * 1e12);
  });
  near(chi2, expected, "chi2");
  near(logNorm, norm, "norm");
});

test("the default error of the model is what data at equal energies differ by beyond their errors, of one datum", () => {
  const names = ["IceCube 2016", "Tibet AS-gamma 2017", "ARGO-YBJ 2018", "LHAASO-KM2A 2021"];
  const data = readMeasurements([])
    .filter((own) => isUsable(own) && own.energy_TeV >= 10 && own.energy_TeV <= 1000)
    .map((own) => datumOf(own, 0, 1))
    .filter(({ name }) => names.includes(name));
  let [pairs, square, errors] = [0, 0, 0];
  for (const [i, a] of data.entries()) {
    for (const b of data.slice(i + 1)) {
      if (a.name === b.name || Math.abs(Math.log(a.energy_TeV / b.energy_TeV)) > Math.log(1.3)) continue;
      pairs += 1;
      square += (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
      for (const { covariance } of [a, b]) errors += covariance[0] + covariance[2];
    }
  }
  // two components a pair, and two data a difference
  assert.is(pairs, 18);
  const each = Math.sqrt((square - errors) / (2 * pairs) / 2);
  // as quoted, to two digits
  assert.ok(Math.abs(each - MODEL_ERROR) < 0.05e-4, `${each}`);
});

test.run();
