// The live dipoles are those of the statistics, for every gradient and both kinds; the sentence says their numbers.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups } from "../../../src/config/config.js";
import { dipolesFor, ensembleOfRecords, ensembleOfSample } from "../../../src/live/ensemble.js";
import { medianOf, nearLine, resultSentence } from "../../../src/live/sentence.js";
import { dipolesWithStatistics } from "../../../src/response/dipole_statistics.js";
import { sampleOf } from "../../../src/response/summary.js";
import { configOf, diagonal, recordsOf } from "../synthetic_records.js";

const test = suite("live ensemble");
/** Seven realisations, all different. */
const made = (level: number) => {
  const config = configOf([level], 7);
  const records = recordsOf(config, (k) => ({
    response: [
      [-10 - k, 3, 0.5],
      [-2, -1 + 0.3 * k, 1],
      [0, 4, 2],
    ],
    diffusion: diagonal(4 + k, 2, 1),
    noise: 0.1,
  }));
  return { group: groups(config)[0], records };
};

test("dipoles, median and prediction are those of the statistics, in both kinds of gradient", () => {
  for (const level of [1, 0.1]) {
    const { group, records } = made(level);
    const sample = sampleOf(group, records);
    for (const ensemble of [ensembleOfSample(sample, [0, 0]), ensembleOfRecords([...records].reverse(), [0, 0])])
      for (const kind of ["literal", "matched"] as const) {
        const gradient = { direction_deg: [70, -20] as [number, number], per_kpc: 0.2, kind };
        const live = dipolesFor(ensemble, gradient);
        const known = dipolesWithStatistics(sample, gradient);
        assert.ok(live !== null && known !== null);
        if (live === null || known === null) continue;
        live.amplitude.forEach((a, k) => {
          assert.ok(Math.abs(a / known.dipoles.amplitude[k] - 1) < 1e-12, `${kind} ${k}`);
        });
        assert.ok(Math.abs(medianOf(live.amplitude) / known.statistics.median - 1) < 1e-12);
        assert.is(live.prediction, known.statistics.isotropic_prediction);
      }
  }
});

test("records of two groups, or none, are refused", () => {
  const [a, b] = [made(1), made(0.1)].map(({ records }) => records[0]);
  assert.throws(() => ensembleOfRecords([a, b]), /one group expected/);
  assert.throws(() => ensembleOfRecords([]), /none found/);
});

test("the sentence: dipoles along the field, and how small they are", () => {
  const vector = Float64Array.from([1e-3, 0, 0, -1e-3, 0, 0, 0, 1e-3, 0]);
  const dipoles = {
    vector,
    amplitude: new Float64Array(3).fill(1e-3),
    mean: [0, 0, 0] as [number, number, number],
    prediction: 1e-2,
  };
  assert.is(nearLine(dipoles, [0, 0]), 2 / 3);
  const ensemble = { turbulence_level: 0.1, rigidity_TV: 1000, regular_deg: [0, 0] as [number, number] };
  assert.is(
    resultSentence(ensemble as never, dipoles, { direction_deg: [84, 0], per_kpc: 0.14, kind: null }),
    "Gradient 84° from the line of B₀: the 3 dipoles point along B₀ (67 % within 30°), median 1.0×10⁻³, 10 % of what isotropic diffusion predicts.",
  );
});

const dipolesOf = (...vectors: number[][]) => ({
  vector: Float64Array.from(vectors.flat()),
  amplitude: Float64Array.from(vectors, ([x, y, z]) => Math.sqrt(x * x + y * y + z * z)),
  mean: [0, 0, 0] as [number, number, number],
  prediction: 1e-2,
});
const [across, along] = [
  [0, 1e-3, 0],
  [1e-3, 0, 0],
];
const sentenceOf = (level: number, vectors: number[][], kind: "literal" | "matched" | null = null) =>
  resultSentence(
    { turbulence_level: level, rigidity_TV: 1000, regular_deg: level === 1 ? null : [0, 0] } as never,
    dipolesOf(...vectors),
    { direction_deg: [90, 0], per_kpc: 0.14, kind },
  );

test("the sentence: dipoles point along the field where half of them or more do, else they scatter", () => {
  assert.match(sentenceOf(0.9, [along, across]), ": the 2 dipoles point along B₀ (50 % within 30°), ");
  assert.match(
    sentenceOf(0.9, [along, across, across]),
    ": the 3 dipoles scatter (33 % within 30° of the line of B₀), ",
  );
  assert.match(
    sentenceOf(1, [across, along]),
    ": the 2 dipoles scatter (50 % within 30° of the line of the gradient), ",
  );
});

test("the sentence: of one dipole its angle and amplitude", () => {
  assert.match(sentenceOf(0.1, [across]), ": the dipole is 90° from the line of B₀, 1.0×10⁻³, 10 % of ");
  assert.match(sentenceOf(0.1, [[-1e-3, 0, 0]]), ": the dipole is 0° from the line of B₀, ");
  assert.match(sentenceOf(1, [along]), ": the dipole is 90° from the line of the gradient, ");
});

test("the sentence says where the gradient is not the one given, but matched to D", () => {
  const matched = "of what isotropic diffusion predicts, for a gradient matched to the simulated D.";
  assert.match(sentenceOf(1, [along, across]), matched);
  assert.match(sentenceOf(0.1, [along, across], "matched"), matched);
  for (const text of [sentenceOf(0.1, [along, across]), sentenceOf(1, [along, across], "literal")])
    assert.not.match(text, "matched");
});

test.run();
