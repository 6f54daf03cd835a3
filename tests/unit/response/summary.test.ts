// Statistics over realisations, on samples whose answers are known: independence of the order of the records, and errors.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { canonicalJSON } from "../../../src/config/config.js";
import { newSummary, summarise } from "../../../src/response/summary.js";
import { addExactly, type ExactSum, rounded } from "../../../src/statistics/exact_sums.js";
import { fractionWithin, jackknife, medianWithError, quantile } from "../../../src/statistics/jackknife.js";
import { ABOUT, configOf, diagonal, generator, meanAndError, near, recordsOf } from "../synthetic_records.js";

const order = suite("ensemble: order");

order("the summary is the same bytes whatever the order of the records, and when they come one at a time", () => {
  const config = configOf([1], 25);
  const random = generator(2);
  const records = recordsOf(config, () => {
    const [a, b, c] = [random.normal(), random.normal(), random.normal()];
    return {
      response: [
        [a, b, c],
        [c, a - 1, b],
        [b, c, a],
      ],
      diffusion: diagonal(2 + a, 3 + b, 4 + c),
      noise: 3,
    };
  });
  const bytes = canonicalJSON(summarise(config, records, ABOUT));
  const shuffled = records.map((record) => ({ record, at: random.uniform() })).sort((x, y) => x.at - y.at);
  assert.is(canonicalJSON(summarise(config, records.toReversed(), ABOUT)), bytes);
  const growing = newSummary(config, ABOUT);
  for (const { record } of shuffled) {
    growing.add(record);
    growing.summary(); // looking does not change anything
  }
  assert.is(canonicalJSON(growing.summary()), bytes);
});

order("exact sums: any order gives the double nearest to the true sum", () => {
  const random = generator(4);
  // terms n 2^e with whole n: their sum is a whole number of 2^-60, which BigInt holds exactly
  const terms = Array.from({ length: 300 }, () => {
    const n = Math.floor((random.uniform() - 0.5) * 2 ** 40);
    const e = Math.floor(random.uniform() * 100);
    return { value: n * 2 ** (e - 60), units: BigInt(n) << BigInt(e) };
  });
  const whole = terms.reduce((sum, { units }) => sum + units, 0n);
  const expected = Number(whole) * 2 ** -60; // Number() rounds to nearest, ties to even; the power of two is exact
  for (let trial = 0; trial < 20; trial++) {
    const sum: ExactSum = [];
    for (const { value } of terms.toSorted(() => random.uniform() - 0.5)) addExactly(sum, value);
    assert.is(rounded(sum), expected);
  }
  const cancelling: ExactSum = [];
  for (const term of [1e16, 1, -1e16, 2 ** -80]) addExactly(cancelling, term);
  assert.is(rounded(cancelling), 1);
  // just above a tie: 1 + 2^-53 + 2^-110 rounds up
  const tie: ExactSum = [];
  for (const term of [1, 2 ** -53, 2 ** -110]) addExactly(tie, term);
  assert.is(rounded(tie), 1 + 2 ** -52);
});
order.run();

const errors = suite("ensemble: errors");

errors("the jackknife of a mean is the classical standard error, and so are the errors of the tensors", () => {
  const config = configOf([0.1], 20);
  const records = recordsOf(config, () => ({
    response: diagonal(-60, -3, -3),
    diffusion: diagonal(20, 1, 1),
    noise: 30,
  }));
  const [group] = summarise(config, records, ABOUT).groups;
  for (let p = 0; p < 3; p++) {
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const [mean, error] = meanAndError(records.map((record) => record.response_pc[p][i][j]));
        near(group.response_mean_pc![p][i][j], mean, 1e-12);
        near(group.response_sem_pc![p][i][j], error, 1e-12);
      }
    }
  }
  const [parallel, error] = meanAndError(records.map((record) => -record.response_pc[2][0][0] / 3));
  near(group.diffusion!.tgk.parallel!.value, parallel, 1e-12);
  // leaving out is a subtraction from the sum: a few more roundings
  near(group.diffusion!.tgk.parallel!.error, error, 1e-10);
  const [amplitude, amplitudeError] = meanAndError(
    records.map(({ response_pc: R }) => 0.14e-3 * Math.hypot(R[2][0][1], R[2][1][1], R[2][2][1])),
  );
  near(group.dipole!.mean, amplitude, 1e-12);
  near(group.dipole!.mean_error, amplitudeError, 1e-10);
});

errors("coefficients along, across and around the regular field, wherever it points", () => {
  // for a regular field along +x: D_par 20, D_perp (2 + 4)/2 = 3, D_A = D_yz = 0.5; displacements twice as much
  const along = [
    [-60, 0, 0],
    [0, -6, -1.5],
    [0, 1.5, -12],
  ];
  // x -> y -> z -> x turns the frame
  const turned = (tensor: number[][]) => tensor.map((_, i) => tensor.map((_, j) => tensor[(i + 2) % 3][(j + 2) % 3]));
  const config = configOf([0.1], 4);
  const directions: [number, number][] = [
    [0, 0],
    [90, 0],
    [0, 90],
  ];
  let response = along;
  let diffusion = diagonal(40, 4, 8);
  for (const regular_direction_deg of directions) {
    const pointed = { ...config, field: { ...config.field, regular_direction_deg } };
    const records = recordsOf(pointed, () => ({ response, diffusion, noise: 0 }));
    const { tgk, msd, flow, tgk_minus_msd, msd_minus_flow } = summarise(pointed, records, ABOUT).groups[0].diffusion!;
    near(tgk.parallel!.value, 20, 1e-13);
    near(tgk.perpendicular!.value, 3, 1e-13);
    near(tgk.isotropic.value, 26 / 3, 1e-13);
    near(tgk.antisymmetric!.value, 0.5, 1e-13);
    for (const symmetric of [msd, flow]) {
      near(symmetric.parallel!.value, 40, 1e-13);
      near(symmetric.perpendicular!.value, 6, 1e-13);
    }
    near(tgk_minus_msd.parallel!.value, -20, 1e-13);
    near(tgk_minus_msd.perpendicular!.value, -3, 1e-13);
    assert.ok(Math.abs(msd_minus_flow.parallel!.value) < 1e-12);
    response = turned(response);
    diffusion = turned(diffusion);
  }
});

errors("the diffusion at the last path length is the slope there, in the tensors and in the coefficients", () => {
  const config = configOf([1], 4);
  const records = recordsOf(config, () => ({ response: diagonal(-3, -3, -3), diffusion: diagonal(1, 1, 1), noise: 0 }));
  // <x^2> = T^2/4: D = T/4, at 20, 40 and 60 pc
  for (const record of records) record.displacement_pc2 = record.path_pc.map((T) => diagonal((T * T) / 4, 0, 0));
  const [group] = summarise(config, records, ABOUT).groups;
  group.path_pc.forEach((T, p) => {
    near(group.diffusion_msd_pc![p][0][0], T / 4, 1e-14);
  });
  near(group.diffusion!.msd.isotropic.value, 5, 1e-14);
  assert.is(group.diffusion!.msd.parallel, null);
});

errors("equal realisations have errors of exactly zero", () => {
  const config = configOf([0.1], 7);
  const [first] = recordsOf(config, () => ({
    response: diagonal(-1 / 3, 0.1, 0.7),
    diffusion: diagonal(1, 1, 1),
    noise: 1,
  }));
  const records = Array.from({ length: 7 }, (_, realisation) => ({ ...first, realisation }));
  const [group] = summarise(config, records, ABOUT).groups;
  assert.equal(group.response_sem_pc!.flat(2), new Array(27).fill(0));
  assert.equal(group.diffusion_msd_sem_pc!.flat(2), new Array(27).fill(0));
});

errors("the jackknife of a ratio of means agrees with the propagated error", () => {
  const random = generator(8);
  const rows = Array.from({ length: 4000 }, () => Float64Array.of(3 + random.normal(), 5 + 0.5 * random.normal()));
  const total = (s: Float64Array[], c: number) => s[0][c] + s[1][c];
  const { value, error } = jackknife(rows, ({ sum }) => [total(sum, 0) / total(sum, 1)]);
  const [x, dx] = meanAndError(rows.map((row) => row[0]));
  const [y, dy] = meanAndError(rows.map((row) => row[1]));
  near(value[0], x / y, 1e-13);
  // independent columns: relative errors in quadrature; their correlation by chance is 1/sqrt(4000)
  near(error[0], (x / y) * Math.hypot(dx / x, dy / y), 0.05);
});

errors("the error of the median covers the true median in 68 % of samples", () => {
  const random = generator(9);
  const trials = 3000;
  let covered = 0;
  let sum = 0;
  for (let trial = 0; trial < trials; trial++) {
    const sorted = Float64Array.from({ length: 50 }, () => Math.exp(random.normal())).sort();
    const { median, error } = medianWithError(sorted);
    sum += error!;
    if (Math.abs(median - 1) < error!) covered += 1;
  }
  // four binomial errors of 0.85 % around 68.3 %, and 3 % more for an interval made symmetric and of whole ranks
  assert.ok(Math.abs(covered / trials - 0.683) < 0.064, `${covered / trials}`);
  // asymptotic error of the median of exp(normal): sqrt(pi/2)/sqrt(50) = 0.177; skewness adds a few per cent
  assert.ok(Math.abs(sum / trials - 0.177) < 0.02, `${sum / trials}`);
});

errors("quantiles and fractions of a known sample", () => {
  const sorted = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  assert.equal(
    [0, 0.05, 0.16, 0.5, 1].map((p) => quantile(sorted, p)),
    [0, 0.5, 1.6, 5, 10],
  );
  assert.equal(medianWithError(sorted.subarray(0, 4)), { median: 1.5, error: 1 });
  assert.equal(medianWithError(Float64Array.of(3)), { median: 3, error: null });
  assert.equal(fractionWithin(sorted, 2, 4), { value: 2 / 11, error: Math.sqrt(((2 / 11) * (1 - 2 / 11)) / 11) });
});
errors.run();
