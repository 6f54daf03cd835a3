// What of the orbit of a particle a field resolves: its gyroradius, and the waves that scatter it, 2 pi r_g |mu| long.

import { CELLS_OF_A_GYRORADIUS, CELLS_OF_A_WAVE } from "../config/warnings.js";

export interface Resolution {
  rigidity_TV: number;
  /** at the total rms field */
  gyroradius_pc: number;
  /** wave that resonates at pitch angle 0, 2 pi r_g */
  wave_pc: number;
  /** of the cube's coarsest axis; null: the field has no cells */
  gyroradius_cells: number | null;
  wave_cells: number | null;
  /** waves resonate down to this |mu|, the cosine of the pitch angle; above 1: none does */
  least_mu: number;
  verdict: "resolved" | "marginal" | "not resolved";
  reason: string;
}

/** A rigidity whose waves are there for less than half of the pitch angles is marginal. */
const MARGINAL_MU = 0.5;

export interface Grain {
  /** shortest wave of a field without cells */
  shortest_pc: number;
  /** of a cube: its coarsest cell and its shortest side */
  cell_pc?: number;
  side_pc?: number;
}

export function resolution(
  { rigidity_TV, gyroradius_pc }: Pick<Resolution, "rigidity_TV" | "gyroradius_pc">,
  { shortest_pc, cell_pc, side_pc = Number.POSITIVE_INFINITY }: Grain,
): Resolution {
  const wave_pc = 2 * Math.PI * gyroradius_pc;
  const cells = cell_pc === undefined ? null : { gyroradius: gyroradius_pc / cell_pc, wave: wave_pc / cell_pc };
  const least_mu = (cell_pc === undefined ? shortest_pc : CELLS_OF_A_WAVE * cell_pc) / wave_pc;
  const reasons: [boolean, Resolution["verdict"], string][] = [
    [
      (cells?.gyroradius ?? Infinity) < CELLS_OF_A_GYRORADIUS,
      "not resolved",
      `r_g below ${CELLS_OF_A_GYRORADIUS} cells`,
    ],
    [least_mu > 1, "not resolved", cells === null ? "no wave resonates" : `waves below ${CELLS_OF_A_WAVE} cells`],
    [gyroradius_pc > side_pc / 2, "marginal", "orbits meet the same field again"],
    [least_mu > MARGINAL_MU, "marginal", "waves for half the |mu| or less"],
  ];
  const [, verdict, reason] = reasons.find(([found]) => found) ?? [true, "resolved" as const, ""];
  return {
    ...{ rigidity_TV, gyroradius_pc, wave_pc },
    ...{ gyroradius_cells: cells?.gyroradius ?? null, wave_cells: cells?.wave ?? null },
    ...{ least_mu, verdict, reason },
  };
}
