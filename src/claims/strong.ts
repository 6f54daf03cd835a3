// The paper's statements on isotropic turbulence (level 1): Figs 2 and 3.

import { EAS_TOP, GRADIENT_PER_KPC, isotropicPrediction, KASCADE } from "../published.js";
import type { Gradient } from "../response/dipole.js";
import { dipoleStatistics, dipoles } from "../response/dipole_statistics.js";
import { countWithin } from "../response/first_harmonic.js";
import { inOrder, lateChange, meanTensors } from "../response/sample.js";
import { angleDeg, directionVector } from "../sky/directions.js";
import { fraction } from "../statistics/fraction.js";
import { meanWithError, medianWithError } from "../statistics/jackknife.js";
import { short } from "../words/numbers.js";
import { FIRST_HARMONIC, WHOLE } from "./amplitudes.js";
import { type Claim, judged, missing, open, otherFrame, PEV, type Results, STRONG, sampleText, WEAK } from "./claim.js";

const matched: Gradient = { direction_deg: [90, 0], per_kpc: GRADIENT_PER_KPC, kind: "matched" };

export function strongClaims(results: Results): Claim[] {
  const ensemble = results.sample(STRONG, PEV);
  const needs = missing(STRONG);
  const statements = {
    size: "Strong turbulence: the mean dipole of 50 realisations reproduces the one predicted by isotropic diffusion.",
    larger: "Strong turbulence: single dipoles are on average larger than the predicted one.",
    single: "Strong turbulence: single dipoles do not point where isotropic diffusion says.",
    longitude: "Strong turbulence: no direction of the gradient is preferred.",
    scatter: "Strong turbulence: the scatter is too small to explain the small amplitudes that are measured.",
  };
  const matching = ensemble && dipoleStatistics(ensemble, matched);
  const literal = ensemble && dipoleStatistics(ensemble, { ...matched, kind: "literal" });
  const all = ensemble && dipoles(ensemble, matched);
  if (!ensemble || !matching || !literal || !all) {
    return Object.entries(statements).map(([name, statement]) => open({ name: `strong: ${name}`, statement, needs }));
  }
  const sample = sampleText(ensemble);
  const against = directionVector(270, 0);
  const angles = all.vector.map((delta) => angleDeg(delta, against)).sort((a, b) => a - b);
  const median = medianWithError(angles);
  const excess = meanWithError(
    Array.from(all.debiased_square, (square) => square / matching.isotropic_prediction ** 2),
  );
  return [
    judged({
      name: "strong: size",
      statement: statements.size,
      computed:
        "component of the mean dipole against the gradient / prediction, gradient matched to the D(T) of other realisations",
      value: matching.component_ratio,
      error: matching.component_ratio_error,
      holds_if: "0.4 to 1.6: two errors of a mean of 50, which the scatter leaves to about 30 %",
      low: 0.4,
      high: 1.6,
      sample,
    }),
    judged({
      name: "strong: size, literal",
      statement: `${statements.size} With the literal gradient of 0.14/kpc.`,
      computed: "component of the mean dipole against the gradient / prediction, literal gradient",
      value: literal.component_ratio,
      error: literal.component_ratio_error,
      holds_if: "0.5 to 1.5; the D of these parameters is far below that of B/C, to which the gradient belongs",
      low: 0.5,
      high: 1.5,
      sample,
    }),
    judged({
      name: "strong: direction",
      statement: "Strong turbulence: the mean dipole points against the gradient.",
      computed: "angle between the mean dipole and minus the gradient",
      unit: "degrees",
      value: matching.angle_deg,
      error: matching.angle_error_deg,
      holds_if: "below 45 degrees",
      high: 45,
      sample,
    }),
    judged({
      name: "strong: larger",
      statement: statements.larger,
      computed: "mean square of single dipoles, noise removed / square of the prediction",
      ...excess,
      holds_if: "above 1",
      low: 1,
      sample,
    }),
    judged({
      name: "strong: single",
      statement: statements.single,
      computed: `median angle between single dipoles and minus the gradient (noise floor ${(literal.noise_floor_halves / Math.max(literal.mean, 1e-99)).toFixed(2)} of the mean amplitude)`,
      unit: "degrees",
      value: median.value,
      error: median.error,
      holds_if: "above 20 degrees",
      low: 20,
      sample,
    }),
    longitudes(ensemble, statements.longitude, sample),
    ...[WHOLE, FIRST_HARMONIC].map((reading) =>
      judged({
        name: `strong: scatter${reading.suffix}`,
        statement: statements.scatter,
        computed: `fraction of realisations below the KASCADE limit of ${KASCADE} at 1 PeV, matched gradient, ${reading.words}`,
        ...fraction(countWithin(reading.amplitudes(all.vector, false), 0, KASCADE), all.vector.length),
        holds_if: "below 0.1",
        high: 0.1,
        sample,
      }),
    ),
  ];
}

/** Anisotropy of the ensemble's response: the largest difference of any two diagonal elements, or off-diagonal element, in errors. */
function longitudes(ensemble: NonNullable<ReturnType<Results["sample"]>>, statement: string, sample: string): Claim {
  const rows = inOrder(ensemble).map(({ response_pc }) => response_pc);
  const ratios: number[] = [];
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const other = (i + 1) % 3;
      const m = meanWithError(rows.map((R) => (i === j ? R[i][i] - R[other][other] : R[i][j])));
      ratios.push(Math.abs(m.value) / (m.error ?? Infinity));
    }
  }
  return judged({
    name: "strong: longitude",
    statement,
    computed:
      "largest of nine combinations of the elements of the mean response that are zero in isotropy, in standard errors",
    value: Math.max(...ratios),
    error: null,
    isTest: true,
    holds_if: "below 3.5 (by chance the largest of nine is above it in 1 % of runs of 50 realisations)",
    high: 3.5,
    sample,
  });
}

/** The initial angular distribution is forgotten: the response to a homogeneous dipole at -T is -dR/dT. */
export function memoryClaims(results: Results): Claim[] {
  const statement =
    "After a few scattering times the arrival directions do not depend on the angular distribution at -T: a homogeneous dipole added to the gradient leaves no trace.";
  return [STRONG, WEAK].map((eta) => {
    const name = `memory: level ${eta}`;
    const sample = results.sample(eta, PEV);
    const found = sample && lateChange(sample);
    const frame = eta === STRONG ? undefined : otherFrame(results.config);
    if (!sample || !found || frame) return open({ name, statement, needs: frame ?? missing(eta) });
    // what is left of a dipole d at -T is -dR/dT d, here along B0 or averaged over the axes
    const { from_pc, to_pc, isotropic, along_x } = found;
    const change = eta === STRONG ? isotropic : along_x;
    const dT = to_pc - from_pc;
    // a scattering length, 3 D/c = -R
    const { mean } = meanTensors(sample).response;
    const [x, y, z] = [0, 1, 2].map((i) => -mean[mean.length - 1][i][i]);
    const tau = eta === STRONG ? (x + y + z) / 3 : x;
    const expected = (tau / dT) * (Math.exp(-from_pc / tau) - Math.exp(-to_pc / tau));
    return judged({
      name,
      statement,
      computed: `what is left of a homogeneous dipole at -T, mean over T = ${from_pc.toFixed(0)} to ${to_pc.toFixed(0)} pc; exp(-T/tau) with tau = 3 D/c leaves ${expected.toPrecision(2)}`,
      value: -change.value / dT,
      error: change.error === null ? null : change.error / dT,
      holds_if: "within 0.1 of zero",
      low: -0.1,
      high: 0.1,
      remedy: "a longer transport.path_pc, or more realisations",
      sample: sampleText(sample),
    });
  });
}

/** Fig. 1's dotted line against the measurements, for the two sizes of the gradient. */
export function problem(): Claim[] {
  const { value, error } = EAS_TOP;
  return [GRADIENT_PER_KPC, 0.27].map((per_kpc) => {
    const ratio = isotropicPrediction(PEV, per_kpc) / value;
    return judged({
      name: `prediction, ${per_kpc}/kpc`,
      statement: "Isotropic diffusion predicts at 1 PeV almost two orders of magnitude more than is measured.",
      computed: `isotropic prediction at 1 PV for ${per_kpc}/kpc / EAS-TOP at 370 TeV (${short(value)}): ${Math.log10(ratio).toFixed(1)} orders`,
      value: ratio,
      error: (ratio * error) / value,
      remedy: "a measurement with a smaller error",
      holds_if: "32 to 100: 1.5 to 2 orders",
      low: 32,
      high: 100,
      sample: "formula",
    });
  });
}
