// Plane waves about the regular field: slab, 2-D and Goldreich-Sridhar turbulence. Statistical bounds are four standard errors.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ANISOTROPY_NAMES, type Anisotropy } from "../../src/config/anisotropies.js";
import type { ConfigInput } from "../../src/config/config.js";
import { directionVector } from "../../src/sky/directions.js";
import { fieldLines } from "../../src/validation/field_lines.js";
import { dot, groupOf, length, type Mode, meanAndError, modesOf, sum, variance } from "./modes_of_field.js";

const Q = 5 / 3;
const AXES = ANISOTROPY_NAMES.filter((name) => name !== "isotropic");
const test = suite("anisotropic turbulence");

const turbulent = (
  anisotropy: Anisotropy,
  field: ConfigInput["field"] = {},
  particles: ConfigInput["particles"] = {},
) => groupOf({ field: { model: "plane-waves", turbulence_level: [0.1], anisotropy, ...field }, particles });
const cross = (a: number[], b: number[]) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

test("waves lie along, across or about the regular field, and are polarised as they should, wherever it points", async () => {
  const turned = { regular_direction_deg: [130, 25] as [number, number], inner_scale_gyroradii: 0.1 };
  const b = [...directionVector(130, 25)];
  const isotropic = modesOf(await turbulent("isotropic", turned).open(2));
  for (const anisotropy of AXES) {
    const waves = modesOf(await turbulent(anisotropy, turned).open(2));
    assert.is(waves.length, isotropic.length);
    waves.forEach(({ k, re, im }, i) => {
      const along = dot(k, b);
      const across = k.map((c, j) => c - along * b[j]);
      // the band's wavenumber is that of the isotropic wave of the same number
      const band = anisotropy === "slab" ? Math.abs(along) : length(across);
      // a few roundings of 1e-16; those of k are of |k|, which in a few waves is many times k_perp
      const rounding = 4e-15 * (length(k) / band);
      assert.ok(Math.abs(band / length(isotropic[i].k) - 1) < rounding, `${anisotropy}, wave ${i}: ${band}`);
      for (const part of [re, im]) {
        const small = rounding * length(part) + 1e-300;
        assert.ok(Math.abs(dot(k, part)) < small * length(k), `${anisotropy}, wave ${i}: div B`);
        assert.ok(Math.abs(dot(b, part)) < small, `${anisotropy}, wave ${i}: B along B0`);
        if (anisotropy === "slab") assert.ok(length(across) < 4e-15 * band);
        else assert.ok(Math.abs(dot(across, part)) < small * band, `${anisotropy}, wave ${i}: B along k_perp`);
        if (anisotropy === "2d") assert.ok(Math.abs(along) < 4e-15 * band);
      }
    });
    // both components of a slab's waves: real and imaginary parts are not parallel
    const areas = waves.map(({ re, im }) => length(cross(re, im)) / (length(re) * length(im)));
    if (anisotropy === "slab") assert.ok(areas.filter((area) => area > 0.1).length > 0.8 * waves.length);
    else for (const area of areas) assert.ok(area < 1e-14);
  }
});

test("directions across the regular field are even, and k_par of Goldreich-Sridhar waves is exponential", async () => {
  const L = 100 / (2 * Math.PI);
  const list: Mode[] = [];
  const { open } = turbulent("goldreich-sridhar");
  for (let index = 0; index < 60; index++) list.push(...modesOf(await open(index)));
  const perpendicular = ({ k }: Mode) => Math.hypot(k[1], k[2]);
  const scaled = list.map((mode) => (Math.abs(mode.k[0]) * L ** (1 / 3)) / perpendicular(mode) ** (2 / 3));
  for (const [name, values, expected] of [
    ["cos^2 of the angle across B0", list.map((mode) => (mode.k[1] / perpendicular(mode)) ** 2), 1 / 2],
    ["k_y k_z", list.map((mode) => (mode.k[1] * mode.k[2]) / perpendicular(mode) ** 2), 0],
    ["k_par/kappa", scaled, 1],
    ["(k_par/kappa)^2", scaled.map((x) => x * x), 2],
  ] as const) {
    const [mean, error] = meanAndError(values);
    assert.ok(error < 0.05 && Math.abs(mean - expected) < 4 * error, `${name}: ${mean} +- ${error}, ${expected}`);
  }
});

test("the variance is that of isotropic waves, on average or in each realisation; and no wave depends on the inner scale", async () => {
  for (const anisotropy of AXES) {
    const { group, open } = turbulent(anisotropy, { inner_scale_gyroradii: 0.5 });
    const bins = Math.ceil(64 * Math.log10(100 / group.inner_scale_pc));
    const expected = group.turbulent_uG ** 2 * (1 - 10 ** ((-bins / 64) * (Q - 1)));
    const sums: number[] = [];
    for (let index = 0; index < 400; index++) sums.push(sum(modesOf(await open(index)).map(variance)));
    const [mean, error] = meanAndError(sums);
    assert.ok(error < 0.012 * expected && Math.abs(mean - expected) < 4 * error, `${anisotropy}: ${mean}, ${expected}`);
    const exact = turbulent(anisotropy, { inner_scale_gyroradii: 0.5, normalisation: "realisation" });
    const found = sum(modesOf(await exact.open(1)).map(variance));
    assert.ok(Math.abs(found / expected - 1) < 1e-11, `${anisotropy}: ${found}, ${expected}`);
    const finer = modesOf(await turbulent(anisotropy, { inner_scale_gyroradii: 0.05 }).open(3));
    const waves = modesOf(await open(3));
    assert.ok(finer.length > waves.length + 60);
    assert.equal(finer.slice(0, waves.length), waves);
  }
});

test("structure functions rise along the mean field as l^1 in Goldreich-Sridhar turbulence, across it as l^(2/3)", async () => {
  // 7.6 decades of wavelengths. Along B0 the structure function is l (atan(l kappa_1) - atan(l kappa_0)), kappa = 0.063 and
  // 7000 per pc at its ends: at these two lengths 1 % below its power law at both.
  const lengths = [0.01, 0.25];
  for (const [anisotropy, along, across] of [
    ["goldreich-sridhar", 1, 2 / 3],
    ["isotropic", 2 / 3, 2 / 3],
  ] as const) {
    const { open } = turbulent(anisotropy, { inner_scale_gyroradii: 1e-3 }, { rigidity_TV: [10] });
    const slopes: number[][] = [[], []];
    for (let index = 0; index < 300; index++) {
      const waves = modesOf(await open(index));
      const along = (axis: number) =>
        lengths.map((l) => sum(waves.map((wave) => 2 * variance(wave) * (1 - Math.cos(wave.k[axis] * l)))));
      [along(0), along(1)].forEach(([near, far], i) => {
        slopes[i].push(Math.log(far / near) / Math.log(lengths[1] / lengths[0]));
      });
    }
    [along, across].forEach((expected, i) => {
      const [mean, error] = meanAndError(slopes[i]);
      assert.ok(error < 0.008, `error ${error}`);
      assert.ok(Math.abs(mean - expected) < 4 * error, `${anisotropy} ${i}: ${mean} +- ${error}, ${expected}`);
    });
  }
});

test("in a slab and in 2-D turbulence particles obey their exact laws, so that none leaves its field line", async () => {
  const rows = await fieldLines.rows({ level: "quick", ensemble: () => Promise.reject() });
  assert.is(rows.length, 2);
  // 1e-6 found for both
  for (const { name, value, high, pass } of rows) assert.ok(pass, `${name}: ${value}, at most ${high}`);
});

test("pitch angles scatter in a weak slab as quasi-linear theory says", async () => {
  // D/c = <(mu - mu_0)^2>/(2 T) after 16 turns, 100 gyroradii, at level 1e-6, where the theory is exact: of the field along the
  // unperturbed helix mu changes by (1 - mu^2)^(1/2)/r_g times the integral of (B_z cos s/r_g - B_y sin s/r_g)/B0, so that
  //   <(mu - mu_0)^2> = (1 - mu^2)/(4 r_g^2) (dB/B0)^2 int g(k) [W(k mu - 1/r_g) + W(k mu + 1/r_g)] dk,  W(w) = (sin(w T/2)/(w/2))^2,
  // int_0^inf g dk = 1, dB^2 that of both components. W -> 2 pi T delta(w) for long T gives the formula
  //   D/c = (pi/4) (1 - mu^2) (dB/B0)^2 g(1/(r_g |mu|))/(|mu| r_g^2).
  // After 16 turns the tails of W add 2 to 5 % to it. The integrator magnus turns exactly in a uniform field: its errors are in
  // proportion to mu - mu_0. Two gyrophases at right angles have the mean over all of them.
  const [eta, outer, turns, realisations] = [1e-6, 10, 16, 160];
  const mus = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  const { group, open } = turbulent(
    "slab",
    { turbulence_level: [eta], outer_scale_pc: outer, inner_scale_gyroradii: 1 },
    { integrator: "magnus" },
  );
  const r_g = group.gyroradius_1uG_pc / group.regular_uG;
  const T = 2 * Math.PI * turns * r_g;
  const start = mus.flatMap((mu) =>
    [mu, -mu].flatMap((n_x) =>
      [0, Math.PI / 2].map((phase) => {
        const across = Math.sqrt(1 - mu * mu);
        return [n_x, across * Math.cos(phase), across * Math.sin(phase)];
      }),
    ),
  );
  const found: number[][] = mus.map(() => []);
  for (let index = 0; index < realisations; index++) {
    const { momenta } = (await open(index)).trace({ directions: Float64Array.from(start.flat()), paths: [T] });
    mus.forEach((_, m) => {
      const squares = [0, 1, 2, 3].map((i) => 4 * m + i).map((i) => (momenta[3 * i] - start[i][0]) ** 2);
      found[m].push(sum(squares) / 4 / (2 * T));
    });
  }
  const [k_0, k_1] = [(2 * Math.PI) / outer, (2 * Math.PI) / group.inner_scale_pc];
  const g = (k: number) => (Q - 1) * k_0 ** (Q - 1) * k ** -Q;
  const strength = eta / (1 - eta);
  const window = (w: number) => (Math.sin((w * T) / 2) / (w / 2)) ** 2;
  const ratios = mus.map((mu, m) => {
    const formula = ((Math.PI / 4) * (1 - mu * mu) * strength * g(1 / (r_g * mu))) / (mu * r_g * r_g);
    const points = 20000;
    const step = (k_1 - k_0) / points;
    const integral = sum(
      Array.from({ length: points }, (_, i) => {
        const k = k_0 + (i + 0.5) * step;
        return g(k) * (window(k * mu - 1 / r_g) + window(k * mu + 1 / r_g)) * step;
      }),
    );
    const expected = (((1 - mu * mu) * strength) / (4 * r_g * r_g) / (2 * T)) * integral;
    assert.ok(expected / formula > 1.015 && expected / formula < 1.055, `mu ${mu}: ${expected / formula}`);
    const [mean, error] = meanAndError(found[m]);
    // |mu - mu_0|^2 of a realisation is exponential, its mean over mu and -mu has a scatter of 0.7, waves being few of 0.8
    assert.ok(
      error < 0.1 * expected && Math.abs(mean - expected) < 4 * error,
      `mu ${mu}: ${mean / formula} +- ${error / formula}`,
    );
    return { found: found[m].map((D) => D / expected), formula: mean / formula };
  });
  const [mean, error] = meanAndError(
    found[0].map((_, index) => sum(ratios.map((ratio) => ratio.found[index])) / mus.length),
  );
  assert.ok(error < 0.035 && Math.abs(mean - 1) < 4 * error, `all: ${mean} +- ${error} of quasi-linear theory`);
});

test.run();
