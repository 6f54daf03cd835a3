// Section 8: each integrator beside the default one, on the same realisations: at 1 PV and 10 TV, both turbulence levels.

import { DEFAULT_INTEGRATOR, INTEGRATOR_NAMES, type Integrator } from "../config/integrators.js";
import type { RealisationRecord } from "../flight/record.js";
import { antisymmetricPart } from "../response/diffusion.js";
import { byLevel, type Check, type Level, type Wanted } from "./check.js";
import { lateIsotropic, lateSlope } from "./diffusion.js";
import { noChange } from "./independence.js";
import type { Row } from "./row.js";

const SECTION = "8 integrators";
const OTHERS = INTEGRATOR_NAMES.filter((name) => name !== DEFAULT_INTEGRATOR);

export interface Place {
  turbulence_level: number;
  rigidity_TV: number;
  path_pc: number;
}

/** Paths of 220 gyroradii, and of 740 at level 0.1. */
export const PLACES: readonly Place[] = [
  { turbulence_level: 1, rigidity_TV: 1000, path_pc: 60 },
  { turbulence_level: 0.1, rigidity_TV: 1000, path_pc: 200 },
  { turbulence_level: 1, rigidity_TV: 10, path_pc: 0.6 },
  { turbulence_level: 0.1, rigidity_TV: 10, path_pc: 2 },
];

const wanted = (level: Level, { turbulence_level, rigidity_TV, path_pc }: Place, integrator: Integrator): Wanted => ({
  name: `${integrator}, level ${turbulence_level}, ${rigidity_TV} TV`,
  input: {
    field: { turbulence_level: [turbulence_level] },
    particles: { rigidity_TV: [rigidity_TV], nside: byLevel(level, 1, 2, 4), integrator },
    transport: { path_pc, outputs: 8 },
    ensemble: { realisations: byLevel(level, 4, 8, 100) },
  },
});

/** R_ij at the last path length. */
const last = ({ response_pc }: RealisationRecord): number[][] => response_pc[response_pc.length - 1];

/** Numbers of a realisation, in pc. */
export const QUANTITIES: Record<
  "isotropic" | "along a field",
  Record<string, (record: RealisationRecord) => number>
> = {
  isotropic: {
    D: lateIsotropic,
    response: (record) => last(record).reduce((sum, row, i) => sum + row[i] / 3, 0),
  },
  "along a field": {
    D_par: (record) => lateSlope(record, 0),
    D_perp: (record) => (lateSlope(record, 1) + lateSlope(record, 2)) / 2,
    // settled after some turns, while its noise grows with T
    D_A: ({ response_pc }) => antisymmetricPart(response_pc[0], [1, 0, 0]) / -3,
    "response along B0": (record) => last(record)[0][0],
    "response across B0": (record) => (last(record)[1][1] + last(record)[2][2]) / 2,
  },
};

export const integrators: Check = {
  section: SECTION,
  title: `${OTHERS.join(" and ")} against ${DEFAULT_INTEGRATOR}`,
  wants: (level) => PLACES.flatMap((place) => INTEGRATOR_NAMES.map((name) => wanted(level, place, name))),
  seconds: () => 0,
  async rows({ level, ensemble }) {
    const rows: Row[] = [];
    for (const place of PLACES) {
      const before = await ensemble(wanted(level, place, DEFAULT_INTEGRATOR));
      const quantities = QUANTITIES[before.group.regular_uG > 0 ? "along a field" : "isotropic"];
      for (const integrator of OTHERS) {
        const after = await ensemble(wanted(level, place, integrator));
        const variant = { name: integrator, from: 0, to: 0, unit: "", paired: true };
        for (const [quantity, measure] of Object.entries(quantities)) {
          rows.push(
            noChange([before, after], variant, [quantity, measure], {
              section: SECTION,
              name: `${quantity}, ${integrator}, level ${place.turbulence_level}, ${place.rigidity_TV} TV`,
              what: `relative change of ${quantity} from ${DEFAULT_INTEGRATOR} to ${integrator}, same realisations`,
            }),
          );
        }
      }
    }
    return rows;
  },
};
