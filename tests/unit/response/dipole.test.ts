// From the response tensor to the dipole: the cosine law, the noise of a finite number of directions and its removal, and
// directions whose bits do not depend on the engine.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  amplitude,
  debiasedSquare,
  dipole,
  dipoles,
  gradientVector,
  inConvention,
  noiseVariance,
  noiseVarianceOfHalves,
} from "../../../src/response/dipole.js";
import { angleDeg, atan2Deg, directionDeg, directionVector, dot, sinCosDeg } from "../../../src/sky/directions.js";
import { diagonal, generator, meanAndError, octahedra, syntheticRecord } from "../synthetic_records.js";

const test = suite("anisotropy");

test("diffusion along B0 only: the amplitude goes as the cosine of the angle to the gradient, the dipole lies on the B0 axis", () => {
  const D = 35.9;
  const R = diagonal(-3 * D, 0, 0);
  for (let psi = 0; psi <= 360; psi += 7.5) {
    const delta = dipole(R, gradientVector(psi, 0, 0.14));
    const expected = 3 * D * 0.14e-3 * Math.abs(Math.cos((psi * Math.PI) / 180));
    // a few roundings of numbers of order 1.5e-2
    assert.ok(Math.abs(amplitude(delta) - expected) < 1e-17, `${psi}: ${amplitude(delta)} for ${expected}`);
    assert.is(delta[1], 0);
    assert.is(delta[2], 0);
  }
  // exactly perpendicular is exactly zero, as sine and cosine are exact there
  assert.is(amplitude(dipole(R, gradientVector(90, 0, 0.14))), 0);
  assert.is(amplitude(dipole(R, gradientVector(0, 90, 0.14))), 0);
});

test("isotropic diffusion: the dipole points against the gradient, and a telescope sees it on the gradient's side", () => {
  const delta = dipole(diagonal(-3, -3, -3), gradientVector(90, 0, 0.14));
  assert.equal(directionDeg(delta), [270, 0]);
  assert.equal(directionDeg(inConvention(delta, "arrival")), [90, 0]);
  assert.equal(inConvention(delta, "momentum"), delta);
});

test("the dipoles of an ensemble are those of its records one by one, at the last path length", () => {
  const g = gradientVector(30, 20, 0.14);
  const responses = [diagonal(-1, -2, -3), diagonal(5, 0, 1), diagonal(0, 7, 0)];
  const records = responses.map((last) => ({ response_pc: [diagonal(99, 99, 99), last] }));
  assert.equal(
    Array.from(dipoles(records, g)),
    responses.flatMap((R) => dipole(R, g)),
  );
  assert.is(dipoles([], g).length, 0);
});

test("a gradient has its size in 1/pc and its direction in the paper's frame", () => {
  assert.equal(gradientVector(0, 0, 1000), [1, 0, 0]);
  assert.equal(gradientVector(90, 0, 0.14), [0, 0.00014000000000000001, 0]);
  assert.equal(gradientVector(0, -90, 500), [0, 0, -0.5]);
  assert.equal(gradientVector(-180, 0, 1000), [-1, 0, 0]);
});

test("the variance of the noise is the one measured over many sets of directions, whole and from the halves", () => {
  const random = generator(11);
  const g = gradientVector(30, 20, 1000);
  const covariance = [
    [4, 1, 0],
    [1, 9, -2],
    [0, -2, 1],
  ];
  // Cholesky factor of the covariance of the positions; mean position [1, -2, 3], which <n> = 0 removes
  const l = [
    [2, 0, 0],
    [0.5, Math.sqrt(8.75), 0],
    [0, -2 / Math.sqrt(8.75), Math.sqrt(1 - 4 / 8.75)],
  ];
  const mean = [1, -2, 3];
  const N = 48;
  const squares: number[] = [];
  const halves: number[] = [];
  for (let trial = 0; trial < 4000; trial++) {
    const n = octahedra(N / 6, random);
    const sums = [diagonal(0, 0, 0), diagonal(0, 0, 0)];
    n.forEach((direction, k) => {
      const z = [random.normal(), random.normal(), random.normal()];
      const r = mean.map((m, j) => m + l[j][0] * z[0] + l[j][1] * z[1] + l[j][2] * z[2]);
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) sums[k < N / 2 ? 0 : 1][i][j] += (3 * direction[i] * r[j]) / (N / 2);
    });
    const whole = sums[0].map((row, i) => row.map((a, j) => (a + sums[1][i][j]) / 2));
    squares.push(dot(dipole(whole, g), dipole(whole, g)));
    halves.push(noiseVarianceOfHalves(sums, g));
  }
  const expected = noiseVariance(
    covariance.map((row, i) => row.map((c, j) => c + mean[i] * mean[j])),
    mean,
    g,
    N,
  );
  for (const values of [squares, halves]) {
    const [found, error] = meanAndError(values);
    // four standard errors; a factor 3 (one component for all) or 2 (halves) would be 60 of them off
    assert.ok(Math.abs(found - expected) < 4 * error, `${found} +- ${error} for ${expected}`);
    assert.ok(error < 0.02 * expected);
  }
});

test("noise biases the square of the amplitude by its variance, and the product of the halves not at all", () => {
  const random = generator(5);
  const g = gradientVector(90, 0, 1000);
  const [D, noise, sets] = [0.1, 2, 16];
  const raw: number[] = [];
  const debiased: number[] = [];
  for (let realisation = 0; realisation < 4000; realisation++) {
    const wanted = { turbulence_level: 1, rigidity_TV: 1000, realisation, path_pc: [60], noise, octahedra: sets };
    const record = syntheticRecord(
      { ...wanted, response: diagonal(-3 * D, -3 * D, -3 * D), diffusion: diagonal(D, D, D) },
      random,
    );
    raw.push(amplitude(dipole(record.response_pc[0], g)) ** 2);
    debiased.push(debiasedSquare(record.response_halves_pc[0], g));
  }
  const N = 6 * sets;
  const truth = (3 * D) ** 2;
  const variance = (9 * noise ** 2) / N; // 0.375, four times the truth
  // known scatter: three components of variance v/3 each around a vector of square a^2, so
  // var |delta|^2 = 2 v^2/3 + 4 a^2 v/3; halves: v/3 becomes 2v/3, var A.B = 4 v^2/3 + 4 a^2 v/3
  const error = (own: number) => Math.sqrt((own * variance ** 2 + (4 / 3) * truth * variance) / raw.length);
  const [rawMean] = meanAndError(raw);
  const [debiasedMean] = meanAndError(debiased);
  assert.ok(Math.abs(debiasedMean - truth) < 4 * error(4 / 3), `${debiasedMean} for ${truth} +- ${error(4 / 3)}`);
  assert.ok(Math.abs(rawMean - variance - truth) < 4 * error(2 / 3), `${rawMean} for ${truth} + ${variance}`);
  // the sign is kept: with this much noise many are negative
  assert.ok(debiased.filter((square) => square < 0).length > 800);
});

test("sine and cosine of degrees are exact at the axes and good to the last bits elsewhere", () => {
  for (let k = -8; k <= 8; k++) {
    const quarter = ((k % 4) + 4) % 4;
    assert.equal(
      sinCosDeg(90 * k),
      [
        [0, 1],
        [1, 0],
        [0, -1],
        [-1, 0],
      ][quarter],
    );
  }
  for (let angle = -720; angle <= 720; angle += 0.37) {
    const [s, c] = sinCosDeg(angle);
    // the reference rounds its argument, product, quotient and pi: 2.7e-15 at 4 pi
    assert.ok(Math.abs(s - Math.sin((angle * Math.PI) / 180)) < 3e-15, String(angle));
    assert.ok(Math.abs(c - Math.cos((angle * Math.PI) / 180)) < 3e-15, String(angle));
    // 2 (s + c) 1.6e-16 from the errors, 2e-16 from rounding
    assert.ok(Math.abs(s * s + c * c - 1) < 7e-16, String(angle));
  }
});

test("directions have the same bits in every engine: they are known in advance", () => {
  const hex = (x: number) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, x);
    return view.getBigUint64(0).toString(16);
  };
  assert.equal([...sinCosDeg(37.25), atan2Deg(0.3, -0.7), angleDeg([1, 2, 3], [3, -1, 0.5])].map(hex), GOLDEN);
});
// the doubles nearest to 40-digit values of the sine, the cosine and the two angles
const GOLDEN = ["3fe35e917f638239", "3fe978d9310df989", "406399a52581d2ba", "40537d0f42b144ee"];

test("longitude and latitude come back from the vector", () => {
  for (let lon = 0; lon < 360; lon += 11.25) {
    for (let lat = -90; lat <= 90; lat += 7.5) {
      const [foundLon, foundLat] = directionDeg(directionVector(lon, lat).map((x) => 17 * x));
      // near the poles the vector holds the longitude to 1e-16/cos(lat) only; at them not at all
      if (Math.abs(lat) < 90)
        assert.ok(Math.abs(foundLon - lon) < 2e-13 / Math.cos((lat * Math.PI) / 180), `${lon} ${lat}`);
      assert.ok(Math.abs(foundLat - lat) < 1e-13, `${lon} ${lat}: ${foundLat}`);
    }
  }
  assert.equal(directionDeg([0, 0, 0]), [0, 0]);
  assert.equal(directionDeg([1, -1e-300, 0]), [0, 0]);
  assert.equal(directionDeg([0, 0, -2]), [0, -90]);
});

test("angles between vectors are good near 0 and 180 degrees too", () => {
  assert.is(angleDeg([1, 0, 0], [0, 2, 0]), 90);
  assert.is(angleDeg([0, 3, 0], [0, -1, 0]), 180);
  // 1e-10 rad; an arc cosine would give 0
  assert.ok(Math.abs(angleDeg([1, 0, 0], [1, 1e-10, 0]) / 5.729577951308232e-9 - 1) < 1e-14);
  for (let angle = 0; angle <= 180; angle += 1.7) {
    assert.ok(Math.abs(angleDeg([5, 0, 0], directionVector(angle, 0)) - angle) < 1e-13, String(angle));
  }
});

test("what is no tensor, no vector or no number is refused by its name", () => {
  const g = gradientVector(90, 0, 0.14);
  for (const wrong of [[[1, 2], [3]], [], null, [g, g], [g, g, [1, 2, "3"]]])
    assert.throws(() => dipole(wrong as number[][], g), /^response_pc: three rows of three finite numbers expected/);
  assert.throws(() => dipole([g, g, g], [1, 2]), /^gradient_per_pc: three finite numbers expected/);
  assert.throws(() => amplitude([1]), /^delta: three finite numbers expected/);
  assert.throws(() => inConvention([1, 2], "arrival"), /^vector: three finite numbers expected/);
  assert.throws(() => gradientVector(Number.NaN, 0, 1), /^longitude_deg: NaN found, a finite number expected/);
  assert.throws(() => gradientVector(0, 0, Number.POSITIVE_INFINITY), /^size_per_kpc: Infinity found/);
  assert.throws(() => directionVector(0, "1" as unknown as number), /^latitude_deg: "1" found/);
});

test.run();
