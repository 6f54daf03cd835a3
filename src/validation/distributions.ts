// Section 4: distributions at -T read off the trajectories. A constant stays constant, no value lies outside those at -T, and a
// gradient gives, on average, the dipole of diffusion against it.

import { resolveConfig } from "../config/config.js";
import { synthesise } from "../flight/field.js";
import { GRADIENT_PER_KPC } from "../published.js";
import { arrivalMap, backtrackSky, homogeneousDipole, isotropic, mapDipole } from "../response/arrival_maps.js";
import { dipoleStatistics } from "../response/dipole_statistics.js";
import { sampleOf } from "../response/summary.js";
import { type Check, sampleText } from "./check.js";
import { agrees, atMost, type Row } from "./row.js";
import { strongDipoles } from "./wanted.js";

const SECTION = "4 distributions";

async function liouvilleRows(): Promise<Row[]> {
  const config = resolveConfig({
    field: { turbulence_level: [0.5] },
    particles: { rigidity_TV: [1e4], nside: 8 },
    transport: { path_pc: 50 },
  });
  const field = await synthesise(config, 0);
  const arrivals = await backtrackSky(field, 8, [50]);
  field.dispose();
  const size = 0.3;
  const flat = arrivalMap(arrivals, 0, isotropic());
  const tilted = arrivalMap(arrivals, 0, homogeneousDipole([0, size, 0]));
  const delta = mapDipole(flat, arrivals.directions);
  let outside = 0;
  for (const f of tilted) outside = Math.max(outside, Math.abs(f - 1) - size);
  const sample = "T 50 pc, 768 directions, 1 realisation, level 0.5, 10 PV";
  const source = "Liouville: f is constant along a trajectory";
  return [
    atMost({
      section: SECTION,
      name: "homogeneous and isotropic",
      what: "dipole of the arrival map of a constant",
      value: Math.hypot(...delta),
      expected: 0,
      high: 1e-13,
      bounds: "rounding: the directions come in antipodal pairs",
      source,
      sample,
    }),
    atMost({
      section: SECTION,
      name: "bounds of f",
      what: "how far the map of f = 1 + 0.3 p_y exceeds 0.7 to 1.3",
      value: outside,
      expected: 0,
      high: 1e-12,
      bounds: "rounding: |p| = 1",
      source,
      sample,
    }),
  ];
}

export const distributions: Check = {
  section: SECTION,
  title: "Liouville maps, gradient",
  wants: (level) => [strongDipoles(level)],
  seconds: () => 2,
  async rows({ level, ensemble }) {
    const { group, records } = await ensemble(strongDipoles(level));
    const s = dipoleStatistics(sampleOf(group, records), {
      direction_deg: [90, 0],
      per_kpc: GRADIENT_PER_KPC,
      kind: "literal",
    });
    if (s === null) throw new Error("no realisations");
    return [
      ...(await liouvilleRows()),
      agrees({
        section: SECTION,
        name: "gradient, size",
        what: "vector mean of the dipoles over -3 D(T) g, D(T) from the displacements of the other half of the realisations",
        value: s.ratio_to_diffusion ?? Number.NaN,
        error: s.ratio_to_diffusion_error ?? Infinity,
        expected: 1,
        sigmas: 4,
        source: "diffusion, with the sign: against the gradient",
        sample: sampleText(group, records.length),
      }),
      // a mean with no direction would pass the row above within its error
      agrees({
        section: SECTION,
        name: "gradient, direction",
        what: "components of the vector mean across the gradient over their errors, root of the mean square",
        value: Math.sqrt(
          [0, 2].reduce((sum, i) => sum + (s.vector_mean[i] / (s.vector_mean_error?.[i] ?? Infinity)) ** 2, 0) / 2,
        ),
        expected: 0,
        error: 1,
        sigmas: 4,
        source: "no regular field: the mean dipole lies along the gradient",
        sample: sampleText(group, records.length),
      }),
    ];
  },
};
