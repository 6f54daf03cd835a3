// Isotropy and Gaussianity of the field, of grids before their random rotation hides what favours an axis; and the plane waves, which
// have neither grid nor rotation. Statistical bounds are four standard errors.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  difference,
  dot,
  expectedModes,
  firstLevels,
  groupOf,
  meanAndError,
  modesOf,
  pointsInCube,
  sum,
  sumOverModes,
} from "./modes_of_field.js";

const Q = 5 / 3;
const isotropy = suite("isotropy of the turbulent field");

isotropy(
  "is isotropic and Gaussian before it is turned: equivalent modes have equal power, components equal variance",
  async () => {
    // One level whose box is as wide as its longest wavelength, so that the modes (1, 0, 0), (0, 1, 0) and (0, 0, 1) belong to it: the case
    // where an inverse transform that takes one plane for another's conjugate favours an axis, by 8 to 10 % in a component and up
    // to a factor of two in a mode (CRPropa 3.2). Sampled on a lattice of 8^3 points, 8 nodes to the shortest wavelength.
    const size = { box_wavelengths: 1, band_ratio: 2, cells_per_wavelength: 8 };
    const { group, open } = groupOf({ field: { turbulence_level: [1], ...size } }, firstLevels(1));
    const [level] = group.levels;
    const [seeds, cells] = [1000, 8];
    const points = new Float64Array(cells ** 3 * 3);
    for (let p = 0; p < cells ** 3; p++)
      points.set(
        [p % cells, Math.floor(p / cells) % cells, Math.floor(p / cells ** 2)].map((i) => (i * level.box_pc) / cells),
        3 * p,
      );
    const vectors: number[][] = [];
    for (const x of [-1, 0, 1])
      for (const y of [-1, 0, 1]) for (const z of [-1, 0, 1]) if (9 * z + 3 * y + x > 0) vectors.push([x, y, z]);
    const waves = vectors.map((n) =>
      Float64Array.from({ length: 2 * cells ** 3 }, (_, i) => {
        const phase = ((2 * Math.PI) / level.box_pc) * dot(n, points.subarray(3 * (i >> 1)));
        return (i & 1 ? -Math.sin(phase) : Math.cos(phase)) / cells ** 3;
      }),
    );
    const power = vectors.map(() => new Float64Array(seeds));
    const components = [0, 1, 2].map(() => new Float64Array(seeds));
    const moments = [0, 0, 0, 0, 0];
    for (let seed = 0; seed < seeds; seed++) {
      const sample = (await open(seed, { keepAxes: true })).at(points);
      for (let i = 0; i < 3; i++)
        for (let p = i; p < sample.length; p += 3) components[i][seed] += sample[p] ** 2 / cells ** 3;
      waves.forEach((wave, n) => {
        for (let i = 0; i < 3; i++) {
          let [re, im] = [0, 0];
          for (let p = 0; p < cells ** 3; p++) {
            re += sample[3 * p + i] * wave[2 * p];
            im += sample[3 * p + i] * wave[2 * p + 1];
          }
          power[n][seed] += 2 * (re * re + im * im);
        }
      });
      for (let i = 0; i < 3; i++) for (let m = 1; m <= 4; m++) moments[m] += sample[i] ** m / (3 * seeds);
    }
    const expected = expectedModes(level, 100, Q);
    vectors.forEach((n, i) => {
      const mean = meanAndError(power[i])[0] / 16;
      const { variance } = expected.find((mode) => mode.n2 === dot(n, n)) as { variance: number };
      // chi^2 of four degrees of freedom: 1/sqrt(2 * 1000) = 2.2 %
      assert.ok(
        Math.abs(mean / variance - 1) < 4 * Math.sqrt(0.5 / seeds),
        `mode (${n}): ${mean / variance} of what is expected`,
      );
    });
    const total = 16 * sum(expected.map((mode) => mode.variance));
    for (let i = 0; i < 3; i++) {
      const [mean, error] = meanAndError(components[i]);
      assert.ok(error < (0.015 * total) / 3, `error ${error}`);
      assert.ok(
        Math.abs(mean - total / 3) < 4 * error,
        `<B_${"xyz"[i]}^2> = ${mean} +- ${error} uG^2, expected ${total / 3}`,
      );
    }
    // at one point, over the realisations: moments of a Gaussian of that variance
    const sigma2 = total / 3;
    for (const [m, moment, spread] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ]) {
      const found = moments[m] / sigma2 ** (m / 2);
      assert.ok(Math.abs(found - moment) < 4 * Math.sqrt(spread / (3 * seeds)), `moment ${m} at a point: ${found}`);
    }
  },
);

isotropy("of plane waves is the sum over them to 1e-6 of its rms, near and far", async () => {
  for (const perDecade of [1, 16, 65]) {
    const { open } = groupOf({ field: { turbulence_level: [1], model: "plane-waves", waves_per_decade: perDecade } });
    const field = await open(0);
    const modes = modesOf(field);
    for (const side of [1, 100, 30000]) {
      const points = pointsInCube(100, side);
      const exact = sumOverModes(modes, points);
      const worst = difference(field.at(points), exact).reduce((most, d) => Math.max(most, Math.abs(d)), 0);
      // sines and cosines of f32 and their sum: 2.5e-7 of the rms of 4 uG, four times that for the worst of 300 numbers.
      // The phase, in f64, adds nothing: at 30 kpc waves of 0.14 pc have 2e5 turns of 1e-16 each.
      assert.ok(worst < 4e-6, `${modes.length} waves, within ${side} pc: ${worst} uG`);
    }
  }
});

isotropy("of plane waves has no preferred direction of its waves", async () => {
  const { open } = groupOf({ field: { turbulence_level: [1], model: "plane-waves" } });
  const cosines: number[][] = [[], [], []];
  for (let index = 0; index < 30; index++)
    for (const { k } of modesOf(await open(index)))
      for (let i = 0; i < 3; i++) cosines[i].push(k[i] / Math.sqrt(dot(k, k)));
  for (const list of cosines) {
    // a component of a unit vector: means 0, 1/3, 1/5 of its first, second and fourth power
    for (const [power, expected] of [
      [1, 0],
      [2, 1 / 3],
      [4, 1 / 5],
    ]) {
      const [mean, error] = meanAndError(list.map((c) => c ** power));
      assert.ok(error < 0.01 && Math.abs(mean - expected) < 4 * error, `<(k_i/k)^${power}> = ${mean} +- ${error}`);
    }
  }
});

isotropy.run();
