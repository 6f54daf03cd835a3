// Statements that a run alone cannot judge: they need other parameters, or maps of the sky.

import { type Config, groupOf, groups, resolveConfig } from "../config/config.js";
import { synthesise } from "../flight/field.js";
import { candiaRoulet2004, GRADIENT_PER_KPC, KASCADE, unchecked } from "../published.js";
import { arrivalMap, backtrackSky, gradient } from "../response/arrival_maps.js";
import { amplitude, dipole, gradientVector } from "../response/dipole.js";
import { crossSpectrum } from "../sky/harmonics.js";
import { halfSets } from "../sky/healpix.js";
import { fraction } from "../statistics/fraction.js";
import type { Measured } from "../statistics/jackknife.js";
import type { Ensembles, Wanted } from "../validation/check.js";
import { sampleText } from "../validation/check.js";
import { lateIsotropic, lateSlope } from "../validation/diffusion.js";
import { meanError } from "../validation/row.js";
import { withError } from "../words/numbers.js";
import { type Claim, judged, LEAST_REALISATIONS, PEV, WEAK } from "./claim.js";

const REFERENCES = "The parameters of the paper's Refs 34 and 35 give their diffusion coefficients.";
/** Turbulence levels, and path lengths on which D_perp has settled: those of examples/transport/scan.toml. */
const SCAN = [
  [0.1, 1400],
  [0.3, 700],
  [0.5, 400],
  [0.7, 400],
  [0.9, 400],
] as const;

/** L_max = 150 pc, 4 uG, level 1, where r_g is a tenth of the coherence length. */
const ref34: Wanted = {
  name: "claims, outer scale 150 pc",
  input: {
    field: { turbulence_level: [1], outer_scale_pc: 150 },
    particles: { rigidity_TV: [1e4], nside: 4 },
    transport: { path_pc: 400, outputs: 8 },
    ensemble: { realisations: 40 },
  },
};

/** D_par and D_perp over turbulence levels, r_g/l_c about 0.13. */
const casse = SCAN.map(([eta, path_pc]): Wanted => {
  const input = {
    field: { turbulence_level: [eta] },
    particles: { rigidity_TV: [1e4], nside: 2 },
    transport: { path_pc, outputs: 8 },
    ensemble: { realisations: 40 },
  };
  return { name: `claims, level ${eta}, 10 PV`, input };
});

/** "total (RMS) field strength" read as that of the turbulent part alone: dB = 4 uG, B0 = 12 uG at level 0.1. */
const otherReading: Wanted = {
  name: "claims, turbulent rms 4 uG",
  input: {
    field: { turbulence_level: [WEAK], total_rms_uG: 4 / Math.sqrt(WEAK) },
    particles: { rigidity_TV: [PEV], nside: 4 },
    transport: { path_pc: 280, outputs: 8 },
    ensemble: { realisations: 40 },
  },
};

export const extraWanted: Wanted[] = [ref34, ...casse, otherReading];

/** @param show how many maps of how many are made */
export async function extraClaims(
  config: Config,
  ensemble: Ensembles,
  show: (made: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  claims.push(await outerScale(ensemble));
  claims.push(...(await reading(ensemble)));
  claims.push(await smallScales(config, show, signal));
  claims.push(...(await levelScan(ensemble)));
  return claims;
}

async function outerScale(ensemble: Ensembles): Promise<Claim> {
  const { config, group, records } = await ensemble(ref34);
  const { outer_scale_pc, spectral_index, total_rms_uG } = config.field;
  const l_c = unchecked.coherenceLength(outer_scale_pc, group.inner_scale_pc, spectral_index);
  const D = meanError(records.map(lateIsotropic));
  const expected = unchecked.harari2014(group.rigidity_TV, total_rms_uG, l_c, spectral_index);
  return judged({
    name: "Ref 34: D, L_max 150 pc",
    statement: REFERENCES,
    computed: `D/c at 10 PV, level 1, 4 uG, L_max 150 pc; Harari et al. 2014 have ${expected.toFixed(2)} pc`,
    unit: "pc",
    value: D.mean,
    error: D.error,
    holds_if: "within 30 %",
    low: 0.7 * expected,
    high: 1.3 * expected,
    sample: sampleText(group, records.length),
  });
}

/** D_perp/D_par beside two formulas: one fitted to simulations, and one of the paper's reference, from memory. */
const FORMULAS = [
  {
    name: "Candia & Roulet 2004",
    statement: "D_perp/D_par is that of other simulations in Kolmogorov turbulence (not a statement of the paper).",
    words: "0.025 (dB^2/B0^2)^1.36 (from memory)",
    ratio: candiaRoulet2004,
  },
  { name: "Ref 35", statement: REFERENCES, words: "eta^2.3 (from memory)", ratio: (eta: number) => eta ** 2.3 },
];

async function levelScan(ensemble: Ensembles): Promise<Claim[]> {
  const found: (Measured & { eta: number; along: { mean: number; error: number }; error: number; sample: string })[] =
    [];
  for (const wanted of casse) {
    const { group, records } = await ensemble(wanted);
    const along = meanError(records.map((r) => lateSlope(r, 0)));
    const across = meanError(records.map((r) => (lateSlope(r, 1) + lateSlope(r, 2)) / 2));
    const value = across.mean / along.mean;
    const error = value * Math.hypot(along.error / along.mean, across.error / across.mean);
    found.push({ eta: group.turbulence_level, along, value, error, sample: sampleText(group, records.length) });
  }
  return FORMULAS.flatMap(({ name, statement, words, ratio }) =>
    found.map(({ eta, along, value, error, sample }) =>
      judged({
        name: `${name}: D_perp/D_par, level ${eta}`,
        statement,
        computed: `D_perp/D_par at 10 PV (D_par/c ${withError(along.mean, along.error)} pc); ${words} = ${ratio(eta).toPrecision(2)}`,
        value,
        error,
        holds_if: "within a factor 2 of the formula",
        low: ratio(eta) / 2,
        high: 2 * ratio(eta),
        sample,
      }),
    ),
  );
}

async function reading(ensemble: Ensembles): Promise<Claim[]> {
  const { config, group, records } = await ensemble(otherReading);
  const D = meanError(records.map((r) => lateSlope(r, 0)));
  const expected = Math.sqrt(12) * unchecked.paperParallel(PEV, group.regular_uG, WEAK, config.field.spectral_index);
  const last = group.path_pc.length - 1;
  const g = gradientVector(90, 0, GRADIENT_PER_KPC);
  const sizes = records.map((r) => amplitude(dipole(r.response_pc[last], g)));
  const sample = `${sampleText(group, records.length)}, B0 ${group.regular_uG.toFixed(1)} uG, dB ${group.turbulent_uG.toFixed(1)} uG`;
  return [
    judged({
      name: "other reading: distance",
      statement: "A few hundred parsecs at 1 PV, were the 4 uG those of the turbulent field alone (B0 = 12 uG).",
      computed: `sqrt(12) D_par/c; the formula has ${expected.toFixed(0)} pc`,
      unit: "pc",
      value: Math.sqrt(12) * D.mean,
      error: Math.sqrt(12) * D.error,
      holds_if: "within a factor 1.5 of the formula",
      low: expected / 1.5,
      high: expected * 1.5,
      sample,
    }),
    judged({
      name: "other reading: below KASCADE",
      statement:
        "The majority of realisations lies below the KASCADE limit at 90 degrees, were the 4 uG those of the turbulent field alone.",
      computed: `fraction below ${KASCADE}`,
      ...fraction(sizes.filter((a) => a < KASCADE).length, sizes.length),
      holds_if: "above 0.5",
      low: 0.5,
      sample,
    }),
  ];
}

/** The power of small scales in maps of some realisations, level 0.1 at 1 PV. */
async function smallScales(
  config: Config,
  show: (made: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Claim> {
  const path = groupOf(groups(config), { turbulence_level: WEAK, rigidity_TV: PEV })?.path_pc.at(-1) ?? 400;
  const nside = 16;
  const lmax = nside / 2;
  const single = resolveConfig({
    field: { ...config.field, turbulence_level: [WEAK] },
    particles: { rigidity_TV: [PEV], nside, tolerance: config.particles.tolerance },
    transport: { path_pc: path, outputs: 1 },
    ensemble: { seed: config.ensemble.seed },
  });
  const count = LEAST_REALISATIONS;
  const highest: number[] = [];
  const halves = halfSets(nside);
  for (let k = 0; k < count; k++) {
    signal?.throwIfAborted();
    show(k, count);
    const field = await synthesise(single, k);
    const arrivals = await backtrackSky(field, nside, [path], { signal });
    field.dispose();
    const map = arrivalMap(arrivals, 0, gradient(gradientVector(0, 0, GRADIENT_PER_KPC)));
    const power = crossSpectrum(map, arrivals.directions, halves, lmax);
    highest.push(power[lmax] / power[1]);
  }
  const small = meanError(highest);
  return judged({
    name: "multipoles",
    statement: "Anisotropies extend to the highest multipoles that the resolution allows, powered by the gradient.",
    computed: `C_${lmax}/C_1 of the gradient's map, cross-spectrum of half-sets`,
    value: small.mean,
    error: small.error,
    holds_if: "above 0",
    low: 0,
    sample: `level ${WEAK}, 1 PV, T ${path} pc, ${12 * nside * nside} directions, ${count} realisations, gradient along B0`,
  });
}
