// Mixtures of rigidities: the grid and its weights against the moments of the log-normal, mixed dipoles against what can be worked
// out by hand.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Group, groups, resolveConfig } from "../../../src/config/config.js";
import { mixed, rigiditiesFor, weightsOf } from "../../../src/response/mixture.js";
import type { Sample } from "../../../src/response/sample.js";
import { sampleOf } from "../../../src/response/summary.js";
import { diagonal, generator, near, syntheticRecord } from "../synthetic_records.js";

const test = suite("resolution and composition");

test("the grid: at most one standard deviation apart, the energy and half of it among them", () => {
  for (const sigma of [0.1, 0.2, 0.35, 0.7, 1]) {
    const R = rigiditiesFor({ energy_TeV: 1000, sigma, helium: 0.5 });
    assert.ok(R.includes(1000) && R.includes(500), String(R));
    const protons = R.filter((r) => r >= 1000);
    for (let k = 1; k < protons.length; k++) assert.ok(Math.log(protons[k] / protons[k - 1]) < sigma * 1.001 + 1e-9);
    assert.equal(rigiditiesFor({ energy_TeV: 1000, sigma, helium: 0 }).at(-1), R.at(-1));
  }
  assert.equal(rigiditiesFor({ energy_TeV: 100, sigma: 0, helium: 0.3 }), [50, 100]);
  assert.equal(rigiditiesFor({ energy_TeV: 100, sigma: 0, helium: 1 }), [50]);
});

test("the weights have the mean and the width of the log-normal", () => {
  for (const sigma of [0.2, 0.35, 1]) {
    for (const helium of [0, 0.5, 1]) {
      const selection = { energy_TeV: 300, sigma, helium };
      const R = rigiditiesFor(selection);
      const { weights, covered } = weightsOf(selection, R);
      assert.ok(covered > 0.97 && covered < 1 + 1e-9, String(covered));
      near(
        weights.reduce((a, b) => a + b, 0),
        1,
        1e-12,
      );
      const mean = weights.reduce((sum, w, k) => sum + w * Math.log(R[k]), 0);
      near(mean, Math.log(300) - helium * Math.LN2, 2e-3);
      const square = weights.reduce((sum, w, k) => sum + w * (Math.log(R[k]) - mean) ** 2, 0);
      // cut at 2.5 standard deviations and cells of up to one: 0.9 to 1 + 1/12
      const width = (square - helium * (1 - helium) * Math.LN2 ** 2) / sigma ** 2;
      assert.ok(width > 0.88 && width < 1.09, `${sigma} ${helium}: ${width}`);
    }
  }
});

test("a run with too few rigidities does not cover the log-normal", () => {
  const selection = { energy_TeV: 1000, sigma: 0.3, helium: 0 };
  assert.ok(weightsOf(selection, [1000]).covered < 0.6);
  assert.ok(weightsOf(selection, [500, 1000, 2000]).covered < 0.7);
  assert.ok(weightsOf({ ...selection, helium: 0.5 }, rigiditiesFor(selection)).covered < 0.9);
  assert.is(weightsOf({ ...selection, sigma: 0 }, [999.5]).covered, 1);
  assert.is(weightsOf({ ...selection, sigma: 0 }, [990]).covered, 0);
});

const REALISATIONS = 40;
/** No noise; response -R_xx only, of a size by rigidity and realisation. */
function run(rigidities: number[], size: (rigidity_TV: number, k: number) => number, noise = 0): Sample[] {
  const random = generator(3);
  const config = resolveConfig({
    field: { turbulence_level: [0.1] },
    particles: { rigidity_TV: rigidities },
    transport: { path_pc: 100, outputs: 2 },
    ensemble: { realisations: REALISATIONS },
  });
  const recordOf = (group: Group, realisation: number) =>
    syntheticRecord(
      {
        turbulence_level: 0.1,
        rigidity_TV: group.rigidity_TV,
        path_pc: [50, 100],
        realisation,
        octahedra: 8,
        noise,
        response: diagonal(-size(group.rigidity_TV, realisation), 0, 0),
        diffusion: diagonal(1, 1, 1),
      },
      random,
    );
  return groups(config).map((group) =>
    sampleOf(
      group,
      Array.from({ length: REALISATIONS }, (_, k) => recordOf(group, k)),
    ),
  );
}

test("a dipole that grows as R^(1/3): the mean of the log-normal, and helium's part", () => {
  const selection = { energy_TeV: 1000, sigma: 0.35, helium: 0.4 };
  const R = rigiditiesFor(selection);
  const found = mixed(
    run(R, (r) => 30 * (r / 1000) ** (1 / 3)),
    weightsOf(selection, R).weights,
    {
      direction_deg: [0, 0],
      per_kpc: 0.14,
    },
  );
  const exact = 30 * 0.14e-3 * Math.exp((0.35 / 3) ** 2 / 2) * (0.6 + 0.4 * 2 ** (-1 / 3));
  // the cut of the log-normal at 2.5 standard deviations leaves 1e-3
  near((found?.median.value ?? 0) / exact, 1, 2e-3);
  near(found?.amplitude_of_mean.value ?? 0, found?.mean.value ?? 1, 1e-12);
  assert.is(found?.realisations, REALISATIONS);
});

test("rigidities with independent signs average out as sqrt(sum w^2)", () => {
  const R = [250, 500, 1000, 2000];
  const weights = [0.1, 0.2, 0.3, 0.4];
  const sign = generator(11);
  const signs = new Map<string, number>();
  const size = (r: number, k: number) => {
    const key = `${r} ${k}`;
    signs.set(key, signs.get(key) ?? (sign.uniform() < 0.5 ? -1 : 1));
    return 10 * (signs.get(key) as number);
  };
  const found = mixed(run(R, size), weights, { direction_deg: [0, 0], per_kpc: 1 });
  const expected = 0.01 ** 2 * weights.reduce((sum, w) => sum + w * w, 0);
  const { value, error } = found?.mean_square ?? { value: 0, error: 0 };
  assert.ok(Math.abs(value - expected) < 4 * (error ?? 0), `${value} +- ${error}, ${expected}`);
  assert.ok((error ?? 1) < 0.2 * expected, String(error));
});

test("the noise of different rigidities averages out too, and the half-sets see it", () => {
  const R = [500, 1000];
  const gradient = { direction_deg: [0, 0] as [number, number], per_kpc: 1 };
  const noisy = run(R, () => 0, 5);
  const single = mixed(noisy, [0, 1], gradient)?.noise_floor ?? 0;
  const both = mixed(noisy, [0.5, 0.5], gradient)?.noise_floor ?? 0;
  // 40 realisations of three components: 10 %
  near(both / single, Math.SQRT1_2, 0.25);
});

test("only realisations that have every rigidity are taken", () => {
  const samples = run([500, 1000], () => 1);
  const [first] = samples[0].rows.splice(0, 1);
  samples[0].seen.delete(first.realisation);
  const gradient = { direction_deg: [0, 0] as [number, number], per_kpc: 1 };
  assert.is(mixed(samples, [0.5, 0.5], gradient)?.realisations, REALISATIONS - 1);
  assert.is(mixed(samples, [0, 1], gradient)?.realisations, REALISATIONS);
  assert.is(mixed(samples, [0, 1], gradient, [0.5, 0.5])?.realisations, REALISATIONS - 1);
});

test.run();
