// Fig. 5's three numbers under other readings of the paper's parameters: which of them give "of order 20 %" within
// EAS-TOP, "the majority" below KASCADE, and "about 10 degrees".

import type { ConfigInput } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { EAS_TOP, EAS_TOP_RANGE, GRADIENT_PER_KPC, KASCADE, KASCADE_LOWEST } from "../published.js";
import { dipole, gradientVector } from "../response/dipole.js";
import { countWithin } from "../response/first_harmonic.js";
import type { Vector } from "../sky/directions.js";
import { fraction } from "../statistics/fraction.js";
import type { Measured } from "../statistics/jackknife.js";
import type { Ensembles, Wanted } from "../validation/check.js";
import { EQUATORIAL, FIRST_HARMONIC, type Reading, reach, WHOLE } from "./amplitudes.js";
import { PEV, WEAK } from "./claim.js";

const REALISATIONS = 50;

/** Level 0.1 at 1 PV and 4 uG, but for what is given. */
function wanted(name: string, { field, transport, seed = 1 }: Given): Wanted {
  const input: ConfigInput = {
    field: { turbulence_level: [WEAK], ...field },
    particles: { rigidity_TV: [PEV], nside: 8 },
    transport,
    ensemble: { realisations: REALISATIONS, seed },
  };
  return { name: `readings, ${name}`, input };
}
interface Given {
  field?: ConfigInput["field"];
  transport: ConfigInput["transport"];
  seed?: number;
}

const base = wanted("level 0.1", { transport: { path_pc: 400, outputs: 4 } });
const otherSeed = wanted("other seed", { transport: { path_pc: 400, outputs: 1 }, seed: 2 });
const largeBox = wanted("box of four wavelengths", {
  field: { box_wavelengths: 4 },
  transport: { path_pc: 400, outputs: 1 },
});
const turbulent = wanted("turbulent rms 4 uG", {
  field: { total_rms_uG: 4 / Math.sqrt(WEAK) },
  transport: { path_pc: 280, outputs: 2 },
});
const level02 = wanted("level 0.2", { field: { turbulence_level: [0.2] }, transport: { path_pc: 240, outputs: 1 } });
const level002 = wanted("level 0.02", {
  field: { turbulence_level: [0.02] },
  transport: { path_pc: 1600, outputs: 1 },
});
const outer150 = wanted("outer scale 150 pc", {
  field: { outer_scale_pc: 150 },
  transport: { path_pc: 500, outputs: 1 },
});

export const readingsWanted: Wanted[] = [base, otherSeed, largeBox, turbulent, level02, level002, outer150];

/** One row: an ensemble, read in one way. */
interface Choice {
  name: string;
  ensemble: Wanted;
  /** default: the last of the ensemble */
  path_pc?: number;
  per_kpc?: number;
  kascade?: number;
  eas_top?: readonly [number, number];
  /** amplitudes are first harmonics */
  harmonic?: boolean;
}

const TIGHT: [number, number] = [0.8 * EAS_TOP.value, 1.2 * EAS_TOP.value];
const CHOICES: Choice[] = [
  { name: "level 0.1, 4 uG in all, |delta|: as everywhere else here", ensemble: base },
  { name: "T = 200 pc", ensemble: base, path_pc: 200 },
  { name: "T = 100 pc", ensemble: base, path_pc: 100 },
  { name: "another seed", ensemble: otherSeed },
  { name: "box of four wavelengths", ensemble: largeBox },
  { name: "dB = 4 uG, B0 = 12 uG", ensemble: turbulent },
  { name: "the same, T = 140 pc", ensemble: turbulent, path_pc: 140 },
  { name: "level 0.2", ensemble: level02 },
  { name: "level 0.02", ensemble: level002 },
  { name: "L_max = 150 pc", ensemble: outer150 },
  { name: "gradient 0.07/kpc", ensemble: base, per_kpc: 0.07 },
  { name: "gradient 0.27/kpc", ensemble: base, per_kpc: 0.27 },
  { name: "KASCADE limit 3e-3", ensemble: base, kascade: 3e-3 },
  { name: `KASCADE limit ${KASCADE_LOWEST}`, ensemble: base, kascade: KASCADE_LOWEST },
  { name: "first harmonics", ensemble: base, harmonic: true },
  { name: "first harmonics, T = 100 pc", ensemble: base, harmonic: true, path_pc: 100 },
  { name: "EAS-TOP within 20 %", ensemble: base, eas_top: TIGHT },
];

/** What comes out under one reading. */
export interface ReadingRow {
  reading: string;
  realisations: number;
  path_pc: number;
  /** fraction of the realisations within EAS-TOP at 90 degrees */
  within_eas_top: Measured;
  /** fraction below the KASCADE limit at 90 and at 80 degrees */
  below_kascade: Measured;
  below_kascade_at_80: Measured;
  /** distance from 90 degrees at which the median reaches the limit, degrees */
  reach_deg: Measured;
}

export async function readings(ensemble: Ensembles): Promise<ReadingRow[]> {
  const rows = new Map<Choice, ReadingRow>();
  for (const wanted of readingsWanted) {
    const { records } = await ensemble(wanted);
    for (const choice of CHOICES) if (choice.ensemble === wanted) rows.set(choice, rowOf(choice, records));
  }
  return CHOICES.flatMap((choice) => rows.get(choice) ?? []);
}

function rowOf(choice: Choice, records: readonly RealisationRecord[]): ReadingRow {
  const { name, per_kpc = GRADIENT_PER_KPC, kascade = KASCADE, eas_top = EAS_TOP_RANGE, harmonic = false } = choice;
  const paths = records[0].path_pc;
  const path_pc = choice.path_pc ?? paths[paths.length - 1];
  const place = paths.findIndex((T) => Math.abs(T / path_pc - 1) < 1e-9);
  if (place < 0) throw new RangeError(`reading "${name}": no path length of ${path_pc} pc`);
  const amplitudes = (angle_deg: number, reading: Reading) => {
    const g = gradientVector(angle_deg, 0, per_kpc);
    const vectors = records.map((record): Vector => dipole(record.response_pc[place], g));
    return reading.amplitudes(vectors, true);
  };
  const [kascadeReading, easTopReading] = harmonic ? [FIRST_HARMONIC, EQUATORIAL] : [WHOLE, WHOLE];
  const n = records.length;
  const below = (angle: number) => fraction(countWithin(amplitudes(angle, kascadeReading), 0, kascade), n);
  return {
    reading: name,
    realisations: n,
    path_pc,
    within_eas_top: fraction(countWithin(amplitudes(90, easTopReading), ...eas_top), n),
    below_kascade: below(90),
    below_kascade_at_80: below(80),
    reach_deg: reach((angle) => amplitudes(angle, kascadeReading), kascade),
  };
}
