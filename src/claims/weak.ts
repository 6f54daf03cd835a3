// The paper's statements on weak turbulence about a strong regular field (level 0.1): Figs 4 and 5.

import { isotropicPrediction } from "../response/diffusion.js";
import { dipoles, dipolesWithStatistics } from "../response/dipole_statistics.js";
import type { Sample } from "../response/sample.js";
import { angleDeg, directionVector } from "../sky/directions.js";
import { meanWithError, medianWithError } from "../statistics/jackknife.js";
import {
  type Claim,
  EAS_TOP,
  fraction,
  judged,
  KASCADE,
  KASCADE_LOWEST,
  missing,
  open,
  PEV,
  type Results,
  sampleText,
  WEAK,
} from "./claim.js";

/** Amplitudes for a gradient at an angle from B0 (in the plane of the longitudes of the run's frame), literal. */
export function amplitudesAt(ensemble: Sample, angle_deg: number, per_kpc = 0.14): Float64Array {
  const all = dipoles(ensemble, { direction_deg: [angle_deg, 0], per_kpc, kind: "literal" });
  if (all === null) throw new Error("a literal gradient always has dipoles");
  return all.amplitude;
}

const medianOf = (values: ArrayLike<number>) => medianWithError(Array.from(values).sort((a, b) => a - b));

export function weakClaims(results: Results): Claim[] {
  const ensemble = results.sample(WEAK, PEV);
  if (ensemble === undefined) {
    return [open({ name: "weak", statement: "All statements on weak turbulence at 1 PV.", needs: missing(WEAK) })];
  }
  if (results.config.field.regular_direction_deg.some((angle) => angle !== 0)) {
    const needs = "needs a run with field.regular_direction_deg = [0, 0], the paper's frame";
    return [open({ name: "weak", statement: "All statements on weak turbulence at 1 PV.", needs })];
  }
  return [...directionClaims(ensemble), ...angleClaims(ensemble), ...limitClaims(ensemble), nearness(ensemble)];
}

function directionClaims(ensemble: Sample): Claim[] {
  const sample = sampleText(ensemble);
  const found = dipolesWithStatistics(ensemble, { direction_deg: [90, 0], per_kpc: 0.14, kind: "literal" });
  if (found === null) return [];
  const { dipoles: all, statistics: s } = found;
  const axis = directionVector(0, 0);
  const angles = all.vector.map((delta) => {
    const angle = angleDeg(delta, axis);
    return Math.min(angle, 180 - angle);
  });
  const median = medianOf(angles);
  const size = medianOf(all.amplitude);
  const a_iso = isotropicPrediction(PEV);
  return [
    judged({
      name: "weak: cluster",
      statement:
        "Weak turbulence, gradient across B0: dipoles cluster about the direction of B0, not that of the gradient.",
      computed: "median angle between dipole and the axis of B0",
      unit: "degrees",
      value: median.value,
      error: median.error,
      holds_if: "below 40 degrees (60 without preference)",
      high: 40,
      sample,
    }),
    judged({
      name: "weak: suppression",
      statement: "Weak turbulence, gradient across B0: amplitudes are markedly suppressed.",
      computed: `median amplitude / isotropic prediction (noise floor ${s.noise_floor.toExponential(1)}, median ${size.value.toExponential(1)})`,
      value: size.value / a_iso,
      error: size.error === null ? null : size.error / a_iso,
      holds_if: "below 0.2",
      high: 0.2,
      sample,
    }),
  ];
}

function angleClaims(ensemble: Sample): Claim[] {
  const sample = sampleText(ensemble);
  const along = amplitudesAt(ensemble, 0);
  const rows = [30, 60].map((angle) => {
    const cos = Math.cos((angle * Math.PI) / 180);
    return judged({
      name: `weak: cosine at ${angle}`,
      statement: "Weak turbulence: the amplitude follows the cosine of the angle between gradient and B0.",
      computed: `a(${angle})/(a(0) cos ${angle}), mean over realisations`,
      ...meanWithError(Array.from(amplitudesAt(ensemble, angle), (a, k) => a / along[k] / cos)),
      holds_if: "0.9 to 1.1",
      low: 0.9,
      high: 1.1,
      sample,
    });
  });
  for (const angle of [0, 60]) {
    const sorted = Array.from(amplitudesAt(ensemble, angle)).sort((a, b) => a - b);
    const n = sorted.length;
    const m = meanWithError(sorted);
    const sigma = (m.error ?? Infinity) * Math.sqrt(n);
    rows.push(
      judged({
        name: `weak: scatter at ${angle}`,
        statement: "Weak turbulence: for most angles the scatter of the amplitude is small.",
        computed: `standard deviation / mean of the amplitude at ${angle} degrees`,
        value: sigma / m.value,
        error: sigma / m.value / Math.sqrt(2 * Math.max(1, n - 1)),
        holds_if: "below 0.5",
        high: 0.5,
        sample,
      }),
    );
  }
  return rows;
}

/** Fractions below KASCADE and in the EAS-TOP band at 90 degrees, for both limits and both sizes of the gradient. */
function limitClaims(ensemble: Sample): Claim[] {
  const sample = sampleText(ensemble);
  const claims: Claim[] = [];
  for (const per_kpc of [0.14, 0.27]) {
    const sizes = amplitudesAt(ensemble, 90, per_kpc);
    const n = sizes.length;
    for (const limit of [KASCADE, KASCADE_LOWEST]) {
      claims.push(
        judged({
          name: `weak: below KASCADE ${limit}, ${per_kpc}/kpc`,
          statement: "Near-to-perfect misalignment: the majority of realisations lies below the KASCADE limit.",
          computed: `fraction below ${limit} at 90 degrees, gradient ${per_kpc}/kpc`,
          ...fraction(sizes.filter((a) => a < limit).length, n),
          holds_if: "above 0.5",
          low: 0.5,
          sample,
        }),
      );
    }
    claims.push(
      judged({
        name: `weak: EAS-TOP, ${per_kpc}/kpc`,
        statement: "Near-to-perfect misalignment: of order 20 % of realisations agree with EAS-TOP.",
        computed: `fraction within ${EAS_TOP[0]} to ${EAS_TOP[1]} (EAS-TOP at 370 TeV) at 90 degrees, gradient ${per_kpc}/kpc`,
        ...fraction(sizes.filter((a) => a >= EAS_TOP[0] && a <= EAS_TOP[1]).length, n),
        holds_if: "0.1 to 0.4",
        low: 0.1,
        high: 0.4,
        sample,
      }),
    );
  }
  for (const angle of [85, 80, 75, 70]) {
    const sizes = amplitudesAt(ensemble, angle);
    const band = sizes.filter((a) => a >= EAS_TOP[0] && a <= EAS_TOP[1]).length / sizes.length;
    claims.push(
      judged({
        name: `weak: below KASCADE at ${angle}`,
        statement: "The suppression needs gradient and B0 to be perpendicular only within about 10 degrees.",
        computed: `fraction below ${KASCADE} at ${angle} degrees (in the EAS-TOP band: ${band.toFixed(2)})`,
        ...fraction(sizes.filter((a) => a < KASCADE).length, sizes.length),
        holds_if: angle >= 80 ? "above 0.5" : "beyond the paper's 10 degrees: below 0.5",
        ...(angle >= 80 ? { low: 0.5 } : { high: 0.5 }),
        sample,
      }),
    );
  }
  return claims;
}

/** How near to 90 degrees the gradient must be for the median to fall below the limit; by bisection. */
function nearness(ensemble: Sample): Claim {
  const crossing = (keep: (k: number) => boolean): number => {
    const median = (off: number) => medianOf(amplitudesAt(ensemble, 90 - off).filter((_, k) => keep(k))).value;
    if (median(0) >= KASCADE) return 0;
    let [low, high] = [0, 90];
    for (let i = 0; i < 20; i++) {
      const middle = (low + high) / 2;
      if (median(middle) < KASCADE) low = middle;
      else high = middle;
    }
    return low;
  };
  // error from four quarters of the realisations
  const quarters = [0, 1, 2, 3].map((q) => crossing((k) => k % 4 === q));
  return judged({
    name: "weak: near enough",
    statement: "The suppression needs gradient and B0 to be perpendicular only within about 10 degrees.",
    computed: `distance from 90 degrees at which the median amplitude reaches ${KASCADE}, 0.14/kpc`,
    unit: "degrees",
    value: crossing(() => true),
    error: meanWithError(quarters).error,
    holds_if: "5 to 20 degrees; 0: it is above the limit at 90 degrees already",
    low: 5,
    high: 20,
    sample: sampleText(ensemble),
  });
}
