// Bands of amplitude and phase on made-up ensembles.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bandsOf, PROBABILITIES } from "../../../src/response/phase_bands.js";

const test = suite("bands of amplitude and phase");
const vectorAt = (size: number, ra: number) => [
  size * Math.cos((ra * Math.PI) / 180),
  size * Math.sin((ra * Math.PI) / 180),
  7,
];

test("quantiles of the amplitude of the equatorial part, and of phases on both sides of right ascension 0", () => {
  const phases = Array.from({ length: 101 }, (_, i) => i - 50);
  const { amplitude, phase_deg } = bandsOf(phases.map((ra, i) => vectorAt(1e-3 * (i + 1), ra + 2)));
  PROBABILITIES.forEach((p, i) => {
    // 101 equally spaced values: quantile p is the (1 + 100 p)th
    assert.ok(Math.abs(amplitude[i] - 1e-3 * (1 + 100 * p)) < 1e-12, `${amplitude[i]}`);
    assert.ok(Math.abs((phase_deg as number[])[i] - (100 * p - 50 + 2)) < 1e-9, `${phase_deg}`);
  });
});

test("a phase and its opposite alike have no preferred direction, hence no band", () => {
  const { phase_deg, concentration } = bandsOf([0, 180, 2, 182, 4, 184, 6, 186].map((ra) => vectorAt(1, ra)));
  assert.is(phase_deg, null);
  assert.ok(concentration < 1e-9);
});

test.run();
