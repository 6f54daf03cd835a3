import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../../src/config/config.js";
import { axialHarmonics, shapeAt } from "../../../src/response/multipole_axes.js";
import { multipoleStatistics } from "../../../src/response/multipole_statistics.js";
import { realHarmonics, realIndex } from "../../../src/sky/real_harmonics.js";
import type { Measured } from "../../../src/statistics/jackknife.js";
import { generator } from "../synthetic_records.js";

const test = suite("multipoles of an ensemble");

const LMAX = 6;
const [group] = groups(
  resolveConfig({
    field: { turbulence_level: [0.1] },
    particles: { nside: 16 },
    transport: { path_pc: 60, outputs: 2, multipoles: LMAX },
  }),
);
const COUNT = (LMAX + 1) ** 2;
type Sky = Parameters<typeof multipoleStatistics>[1] extends Iterable<infer S> ? S : never;

/** Skies whose maps of a gradient along x have these harmonics and noise; across it they have noise alone. */
function skies(count: number, sigma: number, signal: (k: number) => ArrayLike<number>, axis = [1, 0, 0]): Sky[] {
  const random = generator(1);
  return Array.from({ length: count }, (_, realisation) => {
    const along = signal(realisation);
    const half = () =>
      [0, 1, 2].map((j) =>
        Array.from({ length: COUNT }, (_, lm) => (j === 0 ? along[lm] : 0) + sigma * random.normal()),
      );
    return {
      realisation,
      multipole_pc: [half(), half()],
      local_field_gyration_uG: axis,
      response_pc: [0, 1].map(() => [
        [along[3], 0, 0],
        [along[1], 0, 0],
        [along[2], 0, 0],
      ]),
    };
  });
}

test("the noise of finite directions leaves no power at any l: zero within four errors, in 400 realisations of noise alone", () => {
  const found = multipoleStatistics(
    group,
    skies(400, 1, () => new Float64Array(COUNT)),
    [0, 0],
  );
  for (const { power, noise } of found.spectra)
    power.forEach(({ value, error }, l) => {
      assert.ok(error !== null && Math.abs(value) < 4 * error, `l = ${l}: ${value} +- ${error}`);
      // two halves of variance 1, each averaged with the other
      assert.ok(Math.abs(noise[l].value - 0.5) < 4 * Number(noise[l].error), `noise at ${l}: ${noise[l].value}`);
    });
});

test("an isotropic sky has its power, and 1/(2 l + 1) of it in m = 0 about any axis", () => {
  const random = generator(2);
  const spectrum = (l: number) => 1 / (1 + l) ** 2;
  const signal = () =>
    Array.from({ length: COUNT }, (_, lm) => Math.sqrt(spectrum(Math.floor(Math.sqrt(lm)))) * random.normal());
  const { spectra } = multipoleStatistics(group, skies(600, 0.1, signal, [1, 2, -2]), [0, 0]);
  const [{ power, local, regular }] = spectra;
  for (let l = 1; l <= LMAX; l++) {
    assert.ok(Math.abs(power[l].value - spectrum(l)) < 4 * Number(power[l].error), `C_${l}`);
    for (const { value, error } of [local.gyrotropic[l], (regular as typeof local).gyrotropic[l]])
      assert.ok(Math.abs(value - 1 / (2 * l + 1)) < 4 * Number(error), `l = ${l}: ${value} +- ${error}`);
  }
});

test("the scatter of C_l between realisations holds no noise: sqrt(2) of amplitudes that are normal, below twice their noise", () => {
  const random = generator(5);
  const signal = () => {
    const factor = random.normal();
    return Array.from({ length: COUNT }, () => factor);
  };
  // with noise of variance 2 in each half, 1 for the signal; counted in, the scatter at l = 1 would be 2.2
  const found = multipoleStatistics(group, skies(600, Math.SQRT2, signal), [0, 0]);
  for (let l = 1; l <= LMAX; l++) {
    const { value, error } = found.spectra[0].scatter[l] as Measured;
    assert.ok(Math.abs(value - Math.SQRT2) < 4 * Number(error), `l = ${l}: ${value} +- ${error}`);
    assert.ok(Number(error) < 0.25, `its error at ${l}: ${error}`);
  }
});

test("where variance or mean without noise is below 0 there is no scatter, which is null and neither 0 nor below", () => {
  // the same sky at each place, and noise: variances of either sign; along x no sky at l = 0, and means of either sign
  const signal = Float64Array.from({ length: COUNT }, (_, lm) => (lm === 0 ? 0 : 1));
  const all = [0.3, 3].flatMap((sigma) =>
    multipoleStatistics(
      group,
      skies(20, sigma, () => signal),
      [0, 0],
    ).spectra.flatMap(({ scatter }) => scatter),
  );
  assert.ok(all.includes(null));
  for (const found of all) assert.ok(found === null || found.value > 0, String(found?.value));
});

test("a sky that is a function of the pitch angle about an axis is gyrotropic about it, has its shape, and a dipole along it", () => {
  const axis = [2 / 3, 2 / 3, -1 / 3];
  const a = [0, 1, 0, -0.3, 0, 0, 0.05];
  const sign = generator(4);
  // of either sign, as across the field: the shape is that of f over its own dipole
  const signal = () => {
    const factor = sign.normal();
    return Array.from(realHarmonics(LMAX, axis), (Y, lm) => {
      const l = Math.floor(Math.sqrt(lm));
      return factor * a[l] * Math.sqrt((4 * Math.PI) / (2 * l + 1)) * Y;
    });
  };
  const found = multipoleStatistics(group, skies(50, 1e-9, signal, axis), [0, 0]);
  const [{ local, regular }] = found.spectra;
  const near = (x: number, y: number) => assert.ok(Math.abs(x - y) < 1e-6, `${x}, ${y} expected`);
  [1, 3].forEach((l) => {
    near(local.gyrotropic[l].value, 1);
  });
  a.forEach((c, l) => {
    near(local.shape[l].value, c);
  });
  // P_3'(0) = -3/2
  near(local.slope.value, 1 + 0.3 * 1.5 * Math.sqrt(7 / 3));
  const [h, f] = [1e-4, (mu: number) => shapeAt(a, mu)];
  near((f(h) - f(-h)) / (2 * h), local.slope.value);
  assert.ok(Number(regular?.gyrotropic[3].value) < 0.5);
  near(Number(found.nearness?.dipole_to_local.value), 0);
  near(Number(found.nearness?.dipole_to_regular.value), (180 / Math.PI) * Math.acos(2 / 3));
});

test("powers and a_l0 about an axis do not change when sky and axis are rotated together", () => {
  // harmonics of sum_i w_i delta(n - n_i) are sum_i w_i Y_lm(n_i); turned by a quarter about z, then by one about x
  const points = [
    [0.36, 0.48, 0.8],
    [-0.6, 0.8, 0],
    [2 / 3, -1 / 3, 2 / 3],
  ];
  const turn = ([x, y, z]: number[]) => [-y, -z, x];
  const sky = (directions: number[][]) => {
    const a = new Float64Array(COUNT);
    directions.forEach((n, i) => {
      realHarmonics(LMAX, n).forEach((Y, lm) => {
        a[lm] += (i + 1) * Y;
      });
    });
    return a;
  };
  const axis: [number, number, number] = [1 / 3, 2 / 3, 2 / 3];
  const [a, b] = [sky(points), sky(points.map(turn))];
  const [p, q] = [axialHarmonics(a, LMAX, axis), axialHarmonics(b, LMAX, turn(axis) as typeof axis)];
  for (let l = 0; l <= LMAX; l++) {
    const power = (c: Float64Array) =>
      c.subarray(realIndex(l, -l), realIndex(l, l) + 1).reduce((sum, x) => sum + x * x, 0);
    assert.ok(Math.abs(power(a) - power(b)) < 1e-12, `power at ${l}`);
    assert.ok(Math.abs(p[l] - q[l]) < 1e-12, `a_${l}0: ${p[l]}, ${q[l]}`);
  }
});

test.run();
