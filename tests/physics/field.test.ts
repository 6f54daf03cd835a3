// The field at points: PHYSICS of what the particles see. Statistical bounds are four standard errors unless said otherwise.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Group } from "../../src/config/config.js";
import type { KernelField } from "../../src/flight/open_field.js";
import {
  difference,
  dot,
  expectedModes,
  firstLevels,
  groupOf,
  MODELS_OF_MODES,
  meanAndError,
  modesOf,
  pointsInCube,
  sum,
  sumOverModes,
  variance,
} from "./modes_of_field.js";

const Q = 5 / 3;
const field = suite("turbulent field");
const rms = (values: Float64Array): number =>
  Math.sqrt(values.reduce((total, value) => total + value ** 2, 0) / values.length);

field(
  "interpolated is the sum over its modes, but for the images of the splines: 0.6 % rms at 4 cells a wavelength",
  async () => {
    const points = pointsInCube(300, 600);
    const errors: number[] = [];
    for (const [cells, bound] of [
      [4, 0.008],
      [8, 0.0008],
      [16, 0.0001],
    ]) {
      const { group, open } = groupOf(
        { field: { turbulence_level: [1], cells_per_wavelength: cells } },
        firstLevels(1),
      );
      const kernelField = await open(0);
      const modes = modesOf(kernelField);
      const exact = sumOverModes(modes, points);
      const error = rms(difference(kernelField.at(points), exact)) / rms(exact);
      errors.push(error);
      assert.ok(error < bound, `${cells} cells: relative error ${error}`);
      // A quadratic B-spline of a wave of w = k d has images at w + 2 pi m of relative amplitude (w/(w + 2 pi m))^3 along each axis, and what
      // synthesis divides out leaves the wave itself exact. 300 points give the rms of a sum of 1000 waves to 10 % or so.
      const straight = modesOf(await open(0, { keepAxes: true }));
      const d = group.levels[0].box_pc / group.levels[0].cells;
      const images = sum(
        straight.map((mode) => variance(mode) * (mode.k.reduce((all, k) => all * withImages(k * d), 1) - 1)),
      );
      const predicted = Math.sqrt(images / sum(straight.map(variance)));
      assert.ok(
        Math.abs(error / predicted - 1) < 0.2,
        `${cells} cells: relative error ${error}, predicted ${predicted}`,
      );
    }
    // and falls as cells^-3, faster at first
    assert.ok(errors[0] / errors[1] > 8 && errors[0] / errors[1] < 12, `4 to 8 cells: ${errors[0] / errors[1]}`);
    assert.ok(errors[1] / errors[2] > 7 && errors[1] / errors[2] < 9, `8 to 16 cells: ${errors[1] / errors[2]}`);
  },
);

/** Power of a wave along one axis with all its images, relative to its own. */
function withImages(w: number): number {
  let power = 1;
  for (let m = 1; m < 20; m++) power += (w / (2 * Math.PI * m - w)) ** 6 + (w / (2 * Math.PI * m + w)) ** 6;
  return power;
}

field("of all levels together is the sum over all modes, at the origin and far from it", async () => {
  for (const turbulence_level of [1, 0.1]) {
    const { group, open } = groupOf({
      field: { turbulence_level: [turbulence_level], regular_direction_deg: [30, 40] },
    });
    assert.is(group.levels.length, 5);
    const kernelField = await open(7);
    // far: rounding of f64 node coordinates, 1e-16 of 10^6 cells, does not show
    for (const side of [0.01, 1, 100, 30000]) {
      const points = pointsInCube(60, side);
      const exact = sumOverModes(modesOf(kernelField), points);
      const total = kernelField.at(points);
      const regular = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)].map((c) => c * Math.cos((40 / 180) * Math.PI));
      const B0 = [...regular, Math.sin((40 / 180) * Math.PI)].map((c) => c * 4 * Math.sqrt(1 - turbulence_level));
      const error = rms(total.map((value, i) => value - exact[i] - B0[i % 3])) / (group.turbulent_uG / Math.sqrt(3));
      // 0.6 % as above; all points within 0.01 pc have one and the same error, which is then three numbers of that scatter
      assert.ok(
        error < (side < 1 ? 0.015 : 0.008),
        `turbulence level ${turbulence_level}, within ${side} pc: relative error ${error}`,
      );
    }
  }
});

field(
  "has little divergence between the nodes: 1.4 % of its gradients at 4 cells a wavelength, 0.3 % at 8",
  async () => {
    for (const [cells, bound] of [
      [4, 0.02],
      [8, 0.005],
    ]) {
      const { open } = groupOf({ field: { turbulence_level: [1], cells_per_wavelength: cells } }, firstLevels(1));
      const kernelField = await open(0);
      const points = pointsInCube(300, 600);
      const step = 0.1; // pc, a fiftieth of a cell; rounding of the field to f32 is 1e-5 of the gradient across it
      const divergence = new Float64Array(300);
      for (let axis = 0; axis < 3; axis++) {
        const ahead = kernelField.at(points.map((c, i) => (i % 3 === axis ? c + step : c)));
        const behind = kernelField.at(points.map((c, i) => (i % 3 === axis ? c - step : c)));
        for (let p = 0; p < 300; p++) divergence[p] += (ahead[3 * p + axis] - behind[3 * p + axis]) / (2 * step);
      }
      const gradient = Math.sqrt(sum(modesOf(kernelField).map((mode) => variance(mode) * dot(mode.k, mode.k))));
      const found = rms(divergence) / gradient;
      assert.ok(found < bound, `${cells} cells: ${found}`);
    }
  },
);

/** Lags in pc at which correlations are taken; a box of the largest level is 200 pc wide. */
const LAGS = [0, 1, 3, 10, 30, 100, 200];
/** B(x).B(x + lag e) averaged over three axes e and some x, one number per lag, and <B_i B_j> as xx, yy, zz, xy, xz, yz. */
function correlations(kernelField: KernelField, starts: Float64Array): { lags: number[]; tensor: number[] } {
  const here = kernelField.at(starts);
  const count = starts.length / 3;
  const lags = LAGS.map((lag) => {
    let total = 0;
    for (let axis = 0; axis < 3; axis++) {
      const there = kernelField.at(starts.map((c, i) => (i % 3 === axis ? c + lag : c)));
      total += here.reduce((s, b, i) => s + b * there[i], 0) / count / 3;
    }
    return total;
  });
  const pairs = [
    [0, 0],
    [1, 1],
    [2, 2],
    [0, 1],
    [0, 2],
    [1, 2],
  ];
  const tensor = pairs.map(([i, j]) => {
    let total = 0;
    for (let p = 0; p < here.length; p += 3) total += (here[p + i] * here[p + j]) / count;
    return total;
  });
  return { lags, tensor };
}

/** sin(x)/x */
const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x) / x);

/** Expected B(x).B(x + r) of isotropic turbulence: sum of <2 |A|^2> sin(kr)/(kr), over the modes of the levels or over ln k. */
function expectedCorrelation(group: Group, lag: number): number {
  const modes = group.levels.flatMap((level) => expectedModes(level, 100, Q)).filter((mode) => mode.kept);
  if (modes.length > 0) return 16 * sum(modes.map(({ k, variance }) => variance * sinc(k * lag)));
  const steps = 20000;
  const end = Math.log(100 / group.inner_scale_pc);
  const x = Array.from({ length: steps }, (_, i) => ((i + 0.5) * end) / steps);
  // int E(k) sinc(kr) dk = dB^2 (q - 1) int exp(-(q - 1) x) sinc dx, x = ln(k/k_0)
  return (
    ((16 * (Q - 1) * end) / steps) *
    sum(x.map((v) => Math.exp(-(Q - 1) * v) * sinc(((2 * Math.PI) / 100) * Math.exp(v) * lag)))
  );
}

field("has the rms and the correlations of its spectrum, and no preferred axis, over 200 realisations", async () => {
  const starts = pointsInCube(64, 4000);
  for (const model of MODELS_OF_MODES) {
    const { group, open } = groupOf({ field: { turbulence_level: [1], model } });
    const found: ReturnType<typeof correlations>[] = [];
    for (let index = 0; index < 200; index++) found.push(correlations(await open(index), starts));
    LAGS.forEach((lag, i) => {
      const [mean, error] = meanAndError(found.map(({ lags }) => lags[i]));
      const expected = expectedCorrelation(group, lag);
      assert.ok(error < 0.012 * 16, `${model}, lag ${lag}: error ${error} uG^2`);
      // 0.002: what interpolation adds (images, above) and where plane waves end
      const bound = 4 * error + 0.002 * 16;
      assert.ok(
        Math.abs(mean - expected) < bound,
        `${model}, lag ${lag} pc: ${mean} uG^2, expected ${expected} +- ${bound}`,
      );
    });
    const third = expectedCorrelation(group, 0) / 3;
    [third, third, third, 0, 0, 0].forEach((expected, c) => {
      const [mean, error] = meanAndError(found.map(({ tensor }) => tensor[c]));
      assert.ok(error < (0.02 * 16) / 3, `${model}: error ${error} uG^2`);
      assert.ok(
        Math.abs(mean - expected) < 4 * error,
        `${model}, <B_i B_j> ${c}: ${mean} uG^2, expected ${expected} +- ${error}`,
      );
    });
  }
});

field("does not repeat itself along an axis, although its grids do", async () => {
  const { open } = groupOf({ field: { turbulence_level: [1] } });
  const starts = pointsInCube(50, 100);
  const next = starts.map((c, i) => (i % 3 === 0 ? c + 200 : c)); // the largest box is 200 pc wide, the others divide that
  const correlation: number[] = [];
  for (let index = 0; index < 20; index++) {
    const straight = await open(index, { keepAxes: true });
    // rounding of node coordinates at 200 pc, and of the field
    assert.ok(rms(difference(straight.at(next), straight.at(starts))) < 1e-5, "without rotations it is periodic");
    const turned = await open(index);
    const [a, b] = [turned.at(starts), turned.at(next)];
    correlation.push(a.reduce((s, value, i) => s + value * b[i], 0) / 50 / 16);
  }
  // 20 realisations: a correlation of 1 without rotations, 0.01 expected with them
  const [mean, error] = meanAndError(correlation);
  assert.ok(Math.abs(mean) < 4 * error + 0.01 && error < 0.06, `correlation ${mean} +- ${error}`);
});

field.run();
