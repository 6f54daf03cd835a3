// What of the orbit of a particle a field resolves: its gyroradius, and the waves that scatter it, 2 pi r_g |mu| long.

import { directionsOfWaves } from "../config/anisotropies.js";
import type { Config, Group } from "../config/config.js";
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
  /** waves resonate down to this |mu|, the cosine of the pitch angle; above 1: none does; null: it is not 2 pi r_g |mu| that resonates */
  least_mu: number | null;
  verdict: "resolved" | "marginal" | "not resolved";
  reason: string;
}

/** A rigidity whose waves are there for less than half of the pitch angles is marginal. */
const MARGINAL_MU = 0.5;

export function resolution(
  { rigidity_TV, gyroradius_pc, cube, inner_scale_pc }: Group,
  { anisotropy, outer_scale_pc }: Pick<Config["field"], "anisotropy" | "outer_scale_pc">,
): Resolution {
  const wave_pc = 2 * Math.PI * gyroradius_pc;
  const { resonates, resonantAcross } = directionsOfWaves(anisotropy);
  const across_pc = resonantAcross?.(gyroradius_pc, outer_scale_pc) ?? 0;
  const cell_pc = cube && Math.max(...cube.cell_pc);
  const side_pc = cube ? Math.min(...cube.cells.map((n, i) => n * cube.cell_pc[i])) : Infinity;
  const cells = cell_pc === undefined ? null : { gyroradius: gyroradius_pc / cell_pc, wave: wave_pc / cell_pc };
  // waves that continue a cube go on below its cells
  const limit = cube?.joint_pc === undefined ? cells : null;
  const least_mu = (limit === null || cell_pc === undefined ? inner_scale_pc : CELLS_OF_A_WAVE * cell_pc) / wave_pc;
  const reasons: [boolean, Resolution["verdict"], string][] = [
    [
      limit !== null && limit.gyroradius < CELLS_OF_A_GYRORADIUS,
      "not resolved",
      `r_g below ${CELLS_OF_A_GYRORADIUS} cells`,
    ],
    [!resonates && inner_scale_pc > 1.01 * across_pc, "not resolved", "no wave resonates"],
    [
      resonates && least_mu > 1,
      "not resolved",
      limit === null ? "no wave resonates" : `waves below ${CELLS_OF_A_WAVE} cells`,
    ],
    [gyroradius_pc > side_pc / 2, "marginal", "orbits meet the same field again"],
    [resonates && least_mu > MARGINAL_MU, "marginal", "waves for half the |mu| or less"],
  ];
  const [, verdict, reason] = reasons.find(([found]) => found) ?? [true, "resolved" as const, ""];
  return {
    ...{ rigidity_TV, gyroradius_pc, wave_pc },
    ...{ gyroradius_cells: cells?.gyroradius ?? null, wave_cells: cells?.wave ?? null },
    ...{ least_mu: resonates ? least_mu : null, verdict, reason },
  };
}
