// Sections 5 and 6: the paper's statements about dipoles that follow from physics, and its two numbers.

import type { RealisationRecord } from "../flight/record.js";
import { EAS_TOP, GRADIENT_PER_KPC, isotropicPrediction, KASCADE } from "../published.js";
import { amplitude, debiasedSquare, dipole, gradientVector } from "../response/dipole.js";
import { directionDeg } from "../sky/directions.js";
import { countsWithin } from "../statistics/fraction.js";
import { type Check, sampleText } from "./check.js";
import { agrees, atLeast, atMost, between, meanError, ofMeans, type Row } from "./row.js";
import { strongDipoles, weakDipoles } from "./wanted.js";

const SECTION = "5 dipoles";

/** Least chance of what still agrees with a fraction. At 0.1 %, three sigma, none of 50 would agree with 10 %: 0.9^50 = 0.5 %. */
const CHANCE = 0.02;

const lastOf = (records: RealisationRecord[]) => records[0].path_pc.length - 1;

/** Dipoles of a literal gradient at a longitude, at the last path length. */
const dipolesAt = (records: RealisationRecord[], longitude_deg: number): number[][] =>
  records.map((r) => dipole(r.response_pc[r.path_pc.length - 1], gradientVector(longitude_deg, 0, GRADIENT_PER_KPC)));

export const dipoles: Check = {
  section: SECTION,
  title: "dipoles at turbulence levels 1 and 0.1",
  wants: (level) => [strongDipoles(level), weakDipoles(level)],
  seconds: () => 0,
  async rows({ level, ensemble }) {
    const strong = await ensemble(strongDipoles(level));
    const regular = await ensemble(weakDipoles(level));
    return [
      ...strongRows(strong.records, sampleText(strong.group, strong.records.length)),
      ...weakRows(regular.records, sampleText(regular.group, regular.records.length)),
      ...(level === "quick" ? [] : paperRows(regular.records, sampleText(regular.group, regular.records.length))),
    ];
  },
};

function strongRows(records: RealisationRecord[], sample: string): Row[] {
  const t = lastOf(records);
  const g = gradientVector(90, 0, GRADIENT_PER_KPC);
  // without the noise: mean of delta_A . delta_B, and of delta_k . delta_l over pairs
  const columns = records.map((r) => [...dipole(r.response_pc[t], g), debiasedSquare(r.response_halves_pc[t], g)]);
  const n = records.length;
  const larger = ofMeans(columns, ([x, y, z, single]) => (single * n - (x * x + y * y + z * z) * n) / (n - 1));
  // of this for dipoles that are all alike but for their noise, of variance N: delta_A . delta_B scatters by 2 N/sqrt(3) about theirs
  const noise = columns.reduce((sum, [x, y, z, single]) => sum + (x * x + y * y + z * z - single) / n, 0);
  const alike = (2 * Math.abs(noise)) / Math.sqrt(3 * n);
  const scale = isotropicPrediction(1000) ** 2;
  const rows: Row[] = [
    atLeast({
      section: SECTION,
      name: "single dipoles, level 1",
      what: "mean square of single dipoles less the square of the mean, noise removed, over the isotropic prediction's",
      value: larger.value / scale,
      error: larger.error / scale,
      low: (3 * alike) / scale,
      bounds: "3 sigma above the 0 of dipoles that are all alike, sigma from their noise",
      source: "the paper: on average larger than the predicted one",
      sample,
    }),
  ];
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ]) {
    const element = meanError(records.map((r) => (r.response_pc[t][i][j] + r.response_pc[t][j][i]) / 2));
    rows.push(
      agrees({
        section: SECTION,
        name: `no preferred axis ${"xyz"[i]}${"xyz"[j]}, level 1`,
        what: `mean response R_${"xyz"[i]}${"xyz"[j]}, symmetric part`,
        unit: "pc",
        value: element.mean,
        error: element.error,
        expected: 0,
        sigmas: 5,
        source: "no regular field, no direction",
        sample,
      }),
    );
  }
  return rows;
}

function weakRows(records: RealisationRecord[], sample: string): Row[] {
  const amplitudesAt = (angle: number) => dipolesAt(records, angle).map((delta) => amplitude(delta));
  const along = amplitudesAt(0);
  const clustered = dipolesAt(records, 60).filter((delta) => {
    const [lon, lat] = directionDeg(delta);
    return Math.abs(lon - 180) < 45 && Math.abs(lat) < 45;
  });
  const rows: Row[] = [
    atLeast({
      section: SECTION,
      name: "along the field, level 0.1",
      what: "fraction of dipoles within 45 degrees of B0, against the gradient at 60 degrees",
      value: clustered.length / records.length,
      expected: 1,
      low: 0.9,
      bounds: "dB/B0 = 1/3 bends the field by 19 degrees rms; isotropic diffusion has them at 60 degrees",
      source: "the paper's Fig. 4",
      sample,
    }),
  ];
  for (const angle of [20, 40, 60]) {
    const ratio = meanError(amplitudesAt(angle).map((a, k) => a / along[k] / Math.cos((angle * Math.PI) / 180)));
    rows.push(
      agrees({
        section: SECTION,
        name: `cosine law, ${angle} degrees`,
        what: `a(${angle}) / (a(0) cos ${angle}), mean over realisations`,
        value: ratio.mean,
        error: ratio.error,
        expected: 1,
        sigmas: 5,
        relative: 0.01,
        bounds: "1 % for the part across B0",
        source: "the paper's Fig. 5: cosine of the angle between gradient and B0",
        sample,
      }),
    );
  }
  const across = amplitudesAt(90).sort((a, b) => a - b);
  const median = across[Math.floor(across.length / 2)];
  rows.push(
    atMost({
      section: SECTION,
      name: "suppression at 90 degrees",
      what: "median amplitude over the isotropic prediction",
      value: median / isotropicPrediction(1000),
      high: 0.2,
      bounds: "'markedly suppressed': a fifth at most",
      source: "the paper's Fig. 5",
      sample,
    }),
  );
  return rows;
}

/** "majority ... below the KASCADE upper limit and of order 20 % are consistent with the EAS-TOP measurement" */
function paperRows(records: RealisationRecord[], sample: string): Row[] {
  const n = records.length;
  const sizes = dipolesAt(records, 90).map((delta) => amplitude(delta));
  const below = sizes.filter((a) => a < KASCADE).length / n;
  const { value, error } = EAS_TOP;
  const within = sizes.filter((a) => Math.abs(a - value) <= error).length / n;
  const [least, most] = countsWithin(n, [0.1, 0.4], CHANCE);
  const sigma = (p: number) => Math.sqrt((p * (1 - p)) / n);
  return [
    atLeast({
      section: "6 the paper's numbers",
      name: "below KASCADE",
      what: `fraction of realisations below ${KASCADE} at 90 degrees`,
      value: below,
      error: sigma(below),
      low: 0.5 - 3 * sigma(0.5),
      bounds: "the majority, 3 sigma",
      source: "arXiv:1408.3630; the limit is from memory (data/README.md)",
      sample,
    }),
    between({
      section: "6 the paper's numbers",
      name: "consistent with EAS-TOP",
      what: `fraction of realisations at 90 degrees within (${value} +- ${error})`,
      value: within,
      error: sigma(within),
      expected: 0.2,
      low: least / n,
      high: most / n,
      bounds: `'of order 20 %': what a probability of 10 to 40 % leaves with ${100 * CHANCE} % on either side`,
      source: "arXiv:1408.3630; EAS-TOP at 370 TeV in place of the 2003 value",
      sample,
    }),
  ];
}
