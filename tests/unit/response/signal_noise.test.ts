// Signal and noise of a pilot, from samples whose truth is known.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { noiseAt, type PilotSample, ratioAt, signalNoise } from "../../../src/response/signal_noise.js";
import type { Measured } from "../../../src/statistics/jackknife.js";

const test = suite("signal and noise of a pilot");

/** Normal numbers of a small generator (mulberry32), the same each time. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

type Tensor = number[][];
const tensor = (entry: (i: number, j: number) => number): Tensor =>
  [0, 1, 2].map((i) => [0, 1, 2].map((j) => entry(i, j)));

/**
 * Two path lengths. The field's own tensor R0 at the second, C R0 + the rest at the first; each column j of it is a vector of
 * rms `sizes[j]`. The noise of a component is `noise`/nside, 0.5 of that at the first path length.
 */
function sample(seed: number, fields: number, noise: number, sizes = [2, 2, 2], C = 0.8, grids = 2): PilotSample {
  const normal = normals(seed);
  const nsides = [1, 2];
  return {
    path_pc: [30, 60],
    nsides,
    regular: [0, 1, 0],
    fields: Array.from({ length: fields }, () => {
      const drawn = () => tensor((_, j) => (sizes[j] / Math.sqrt(3)) * normal());
      const [R0, other] = [drawn(), drawn()];
      const R = tensor((i, j) => 0.5 * (C * R0[i][j] + Math.sqrt(1 - C * C) * other[i][j]));
      return nsides.map((nside) =>
        Array.from({ length: grids }, () =>
          [R, R0].map((own, p) => tensor((i, j) => own[i][j] + ((p === 0 ? 0.5 : 1) * noise * normal()) / nside)),
        ),
      );
    }),
  };
}

const near = ({ value, error }: Measured, truth: number, what: string) => {
  assert.ok(error !== null && Math.abs(value - truth) < 3 * error, `${what}: ${value} +- ${error}, truth ${truth}`);
};

test("the signal has no noise in it, and noise, change and correlation are the true ones", () => {
  const [short, whole] = signalNoise(sample(1, 400, 3), "any"); // a noise of the size of the signal at nside 2
  near(whole.signal as Measured, 2, "signal");
  near(short.signal as Measured, 1, "signal of the half path");
  whole.noise.forEach((noise, n) => {
    near(noise, (3 * Math.sqrt(3)) / 2 ** n, `noise at nside ${2 ** n}`);
  });
  near(short.noise[1], (1.5 * Math.sqrt(3)) / 2, "noise of the half path");
  near(whole.ratio[1] as Measured, 2 / (1.5 * Math.sqrt(3)), "ratio");
  near(short.change as Measured, -0.5, "change");
  near(short.correlation as Measured, 0.8, "correlation");
  assert.equal(
    [whole.change, whole.correlation],
    [
      { value: 0, error: 0 },
      { value: 1, error: 0 },
    ],
  );
});

test("along and across are those of the regular field, in any frame", () => {
  const anisotropic = sample(2, 400, 0.5, [1, 4, 2]); // B0 along y
  near(signalNoise(anisotropic, "along")[1].signal as Measured, 4, "along y");
  near(signalNoise(anisotropic, "across")[1].signal as Measured, Math.sqrt((1 + 4) / 2), "across y");
  near(signalNoise(anisotropic, "any")[1].signal as Measured, Math.sqrt((1 + 16 + 4) / 3), "any");
  const turned = { ...anisotropic, regular: [Math.SQRT1_2, 0, Math.SQRT1_2] as [number, number, number] };
  near(signalNoise(turned, "along")[1].signal as Measured, Math.sqrt((1 + 4) / 2), "between x and z");
});

test("the errors that are told are the scatter of what many pilots tell", () => {
  const pilots = Array.from({ length: 300 }, (_, k) => signalNoise(sample(100 + k, 16, 1), "across")[0]);
  const names = {
    signal: (pilot: (typeof pilots)[number]) => pilot.signal,
    noise: (pilot: (typeof pilots)[number]) => pilot.noise[1],
    ratio: (pilot: (typeof pilots)[number]) => pilot.ratio[1],
    change: (pilot: (typeof pilots)[number]) => pilot.change,
    correlation: (pilot: (typeof pilots)[number]) => pilot.correlation,
  };
  for (const [name, number] of Object.entries(names)) {
    const found = pilots.map((pilot) => number(pilot) as Measured);
    const mean = found.reduce((sum, { value }) => sum + value / found.length, 0);
    const scatter = Math.sqrt(found.reduce((sum, { value }) => sum + (value - mean) ** 2 / found.length, 0));
    const error = Math.sqrt(found.reduce((sum, estimate) => sum + (estimate.error as number) ** 2 / found.length, 0));
    assert.ok(Math.abs(error / scatter - 1) < 0.25, `${name}: error ${error}, scatter ${scatter}`);
  }
});

test("where there is no signal, none is told, nor what would follow from it", () => {
  // of many pilots of noise alone about half have products below zero
  const pilots = Array.from({ length: 40 }, (_, k) => signalNoise(sample(500 + k, 8, 1, [0, 0, 0]), "any")[1]);
  const none = pilots.filter(({ signal }) => signal === null);
  assert.ok(none.length > 8 && none.length < 32, `${none.length}`);
  for (const pilot of none) {
    assert.equal([pilot.ratio, pilot.change, pilot.correlation], [[null, null], null, null]);
    assert.is(ratioAt(pilot, [1, 2], 2), null);
    near(pilot.noise[1], Math.sqrt(3) / 2, "noise");
  }
});

test("a finer grid than the pilot's has at most the noise of independent directions, and is marked as a bound", () => {
  const pilot = signalNoise(sample(3, 50, 1), "any")[1];
  const [, finest] = pilot.noise;
  assert.equal(noiseAt(pilot, [1, 2], 2), { ...finest, bound: false });
  assert.equal(noiseAt(pilot, [1, 2], 1), { ...pilot.noise[0], bound: false });
  const finer = noiseAt(pilot, [1, 2], 16);
  assert.equal(finer, { value: finest.value / 8, error: (finest.error as number) / 8, bound: true });
  assert.ok(Math.abs((ratioAt(pilot, [1, 2], 16)?.value ?? 0) - (pilot.signal?.value ?? 0) / finer.value) < 1e-12);
});

test.run();
