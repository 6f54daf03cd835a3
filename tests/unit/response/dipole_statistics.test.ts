// The dipoles of an ensemble for literal and matched gradients, on synthetic ensembles with exact answers or known scatter.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups } from "../../../src/config/config.js";
import { isotropicPrediction } from "../../../src/published.js";
import { PAPER_GRADIENT } from "../../../src/response/dipole.js";
import { dipoles, dipolesWithStatistics } from "../../../src/response/dipole_statistics.js";
import { sampleOf, summarise } from "../../../src/response/summary.js";
import { ABOUT, configOf, diagonal, generator, meanAndError, NO_NOISE, near, recordsOf } from "../synthetic_records.js";

const gradients = suite("ensemble: dipoles");
const prediction = isotropicPrediction(1000);

gradients("literal: R = -3 D gives 3 D |g| against the gradient, in every realisation", () => {
  const D = 35.9;
  const config = configOf([0.1], 6);
  const records = recordsOf(config, () => ({
    response: diagonal(-3 * D, -3 * D, -3 * D),
    diffusion: diagonal(D, D, D),
    noise: NO_NOISE,
  }));
  const { dipole } = summarise(config, records, ABOUT).groups[0];
  assert.is(dipole!.convention, "momentum");
  assert.equal(dipole!.gradient, {
    direction_deg: [90, 0],
    per_kpc: 0.14,
    per_kpc_halves: [0.14, 0.14],
    per_kpc_prediction: 0.14,
    kind: "literal",
  });
  // positions are sums over 96 directions: rounding
  near(dipole!.amplitude_of_mean, 3 * D * 0.14e-3, 1e-14);
  near(dipole!.vector_mean[1], -3 * D * 0.14e-3, 1e-14);
  assert.ok(Math.abs(dipole!.direction_deg[0] - 270) < 1e-12 && Math.abs(dipole!.direction_deg[1]) < 1e-12);
  assert.ok(dipole!.angle_deg < 1e-12);
  for (const value of [dipole!.mean, dipole!.median, dipole!.quantiles["0.05"], dipole!.debiased.rms])
    near(value, 3 * D * 0.14e-3, 1e-13);
  near(dipole!.ratio_to_diffusion, 1, 1e-13);
  near(dipole!.ratio_to_prediction, (3 * D * 0.14e-3) / prediction, 1e-14);
  near(dipole!.component_ratio, dipole!.ratio_to_prediction, 1e-13);
});

gradients("matched: each half takes |g| from the displacements of the other half, never from its own or from R", () => {
  const config = configOf([1], 8);
  // D = 1 pc in the even realisations, 2 pc in the odd ones; R = -5 pc in all
  const tensors = (D: (k: number) => number) => (k: number) => ({
    response: diagonal(-5, -5, -5),
    diffusion: diagonal(D(k), D(k), D(k)),
    noise: NO_NOISE,
  });
  const records = recordsOf(
    config,
    tensors((k) => (k % 2 === 0 ? 1 : 2)),
  );
  const { dipole, dipole_alternative } = summarise(config, records, ABOUT).groups[0];
  assert.is(dipole!.gradient.kind, "matched");
  assert.is(dipole_alternative!.gradient.kind, "literal");
  near(dipole!.gradient.per_kpc_halves[0], (1000 * prediction) / 6, 1e-13);
  near(dipole!.gradient.per_kpc_halves[1], (1000 * prediction) / 3, 1e-13);
  near(dipole!.gradient.per_kpc, (1000 * prediction) / 4, 1e-13);
  near(dipole!.amplitude_of_mean, (5 * prediction) / 4, 1e-13);
  const all = dipoles(sampleOf(groups(config)[0], records), { ...PAPER_GRADIENT, kind: "matched" })!;
  near(all.amplitude[2], (5 * prediction) / 6, 1e-13);
  near(all.amplitude[3], (5 * prediction) / 3, 1e-13);
  // sum delta.e/sum e.e with e = prediction in both halves
  near(dipole!.ratio_to_diffusion, 5 / 4, 1e-13);
  // consistent R and D: exactly the prediction
  const consistent = summarise(
    config,
    recordsOf(
      config,
      tensors(() => 5 / 3),
    ),
    ABOUT,
  ).groups[0].dipole!;
  near(consistent.ratio_to_prediction, 1, 1e-13);
  near(consistent.ratio_to_diffusion, 1, 1e-13);
});

gradients(
  "the cosine law over longitudes for diffusion along B0 only, and the matched one for isotropic diffusion",
  () => {
    const config = configOf([0.1], 4);
    const records = recordsOf(config, () => ({
      response: diagonal(-30, 0, 0),
      diffusion: diagonal(10, 0, 0),
      noise: NO_NOISE,
    }));
    const longitudes = [0, 30, 60, 90, 180, 270];
    const sample = sampleOf(groups(config)[0], records);
    for (const longitude_deg of longitudes) {
      const gradient = {
        direction_deg: [longitude_deg, 0] as [number, number],
        per_kpc: 0.14,
        kind: "literal" as const,
      };
      const { dipoles: all, statistics } = dipolesWithStatistics(sample, gradient)!;
      const expected = 30 * 0.14e-3 * Math.abs(Math.cos((longitude_deg * Math.PI) / 180));
      for (const a of [...all.amplitude, statistics.median, statistics.amplitude_of_mean]) {
        assert.ok(Math.abs(a - expected) < 1e-16, `${longitude_deg}: ${a} for ${expected}`);
      }
      assert.equal(statistics.gradient.direction_deg, [longitude_deg, 0]);
    }
    const isotropic = configOf([1], 4);
    const same = recordsOf(isotropic, () => ({
      response: diagonal(-3, -3, -3),
      diffusion: diagonal(1, 1, 1),
      noise: NO_NOISE,
    }));
    const turbulent = sampleOf(groups(isotropic)[0], same);
    for (const longitude_deg of longitudes) {
      const gradient = {
        direction_deg: [longitude_deg, 0] as [number, number],
        per_kpc: 0.14,
        kind: "matched" as const,
      };
      const { statistics } = dipolesWithStatistics(turbulent, gradient)!;
      near(statistics.median, prediction, 1e-13);
    }
  },
);

gradients("noise and scatter of known size: what is unbiased is so, what is biased is by the known amount", () => {
  const random = generator(21);
  const config = configOf([1], 3000);
  const [D, scatter, noise] = [1, 2, 6];
  // R = -3 (D + scatter) I with the scatter of each realisation normal; matched, so that 3 D |g| is the prediction
  const records = recordsOf(config, () => {
    const r = -3 * D + scatter * random.normal();
    return { response: diagonal(r, r, r), diffusion: diagonal(D, D, D), noise };
  });
  const dipole = summarise(config, records, ABOUT).groups[0].dipole!;
  const unit = prediction / (3 * D); // |g| in 1/pc
  const n = records.length;
  const N = 96;
  const variance = (9 * noise ** 2) / N; // of the noise vector, pc^2; scatter is along g only
  // four errors: each component has a third of the noise, that along g the scatter as well
  const along = Math.sqrt((scatter ** 2 + variance / 3) / n) * unit;
  const across = Math.sqrt(variance / 3 / n) * unit;
  assert.ok(Math.abs(dipole.vector_mean[1] + prediction) < 4 * along);
  assert.ok(Math.abs(dipole.vector_mean[0]) < 4 * across && Math.abs(dipole.vector_mean[2]) < 4 * across);
  // an estimated standard error is good to 1/sqrt(2n) = 1.3 %: four of them
  near(dipole.vector_mean_error![1], along, 0.052);
  near(dipole.vector_mean_error![0], across, 0.052);
  assert.ok(Math.abs(dipole.component_ratio - 1) < 4 * (along / prediction));
  assert.ok(Math.abs(dipole.ratio_to_diffusion! - 1) < 4 * dipole.ratio_to_diffusion_error!);
  near(dipole.ratio_to_diffusion_error, along / prediction, 0.052);
  // the squares: truth + scatter^2 without noise, four of its own errors
  const truth = ((3 * D) ** 2 + scatter ** 2) * unit * unit;
  assert.ok(Math.abs(dipole.debiased.mean_square - truth) < 4 * dipole.debiased.mean_square_error!);
  assert.ok(dipole.debiased.mean_square_error! < 0.05 * truth);
  // raw squares are above by the noise: 3.4 of 13
  const all = dipoles(sampleOf(groups(config)[0], records), { ...PAPER_GRADIENT, kind: "matched" })!;
  const [raw, rawError] = meanAndError(all.amplitude.map((a) => a * a));
  assert.ok(Math.abs(raw - truth - variance * unit * unit) < 4 * rawError);
  // the lists of the realisations hold what the statistics are of
  near(meanAndError(all.debiased_square)[0], dipole.debiased.mean_square, 1e-12);
  near(Math.sqrt(meanAndError(all.noise.map((sigma) => sigma * sigma))[0]), dipole.noise_floor_halves, 1e-12);
  // the square of the mean, from pairs of different realisations: error of m^2 is 2 m times that of m
  const squareOfMean = dipole.amplitude_of_mean_debiased_square!;
  assert.ok(Math.abs(squareOfMean - prediction ** 2) < 4 * 2 * prediction * along + along ** 2);
  // displacements were set to D, so the formula's floor is theirs; the halves see the noise put in
  near(dipole.noise_floor, Math.sqrt((9 * 2 * D * 60) / N) * unit, 0.01);
  // a sum of 9000 squares of normals: relative error of the root sqrt(2/9000)/2 = 0.75 %, four of them
  near(dipole.noise_floor_halves, Math.sqrt(variance) * unit, 0.03);
});
gradients("the square of the mean without bias is the mean over all pairs of different realisations", () => {
  const random = generator(6);
  const config = configOf([0.1], 5);
  const records = recordsOf(config, () => ({
    response: [0, 1, 2].map(() => [0, 1, 2].map(() => random.normal())),
    diffusion: diagonal(1, 1, 1),
    noise: NO_NOISE,
  }));
  const { vector } = dipoles(sampleOf(groups(config)[0], records), { ...PAPER_GRADIENT, kind: "literal" })!;
  let sum = 0;
  vector.forEach((a, k) => {
    vector.forEach((b, l) => {
      if (k !== l) sum += a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    });
  });
  const found = summarise(config, records, ABOUT).groups[0].dipole!.amplitude_of_mean_debiased_square;
  // the terms cancel to about a tenth
  near(found, sum / 20, 1e-13);
});

gradients.run();
