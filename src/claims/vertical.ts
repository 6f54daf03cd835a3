// What the paper leaves out: the vertical profile of the sources that its gradient in the plane belongs to, which has a dipole of
// its own. Rows of runs that were made with slabs (key density).

import { KASCADE } from "../published.js";
import { angleDeg, directionVector } from "../sky/directions.js";
import { amplitudesAt, amplitudesWith, FIRST_HARMONIC, medianAmplitude, WHOLE } from "./amplitudes.js";
import { type Claim, judged, PEV, type Results, sampleText, WEAK } from "./claim.js";

const STATEMENT =
  "The suppression is maintained with the vertical profile of the sources (not in the paper: steady diffusion out of a layer of half thickness h into a halo, f = 0 at its edge).";

/** Two rows for each slab at 1 PV: |delta|, and the first harmonic. None for a run without slabs. */
export function verticalClaims(results: Results): Claim[] {
  const sample = results.sample(WEAK, PEV);
  const { density: densities = [], field } = results.config;
  if (sample === undefined || field.regular_direction_deg.some((angle) => angle !== 0)) return [];
  const field_axis = directionVector(0, 0);
  return densities.flatMap((density): Claim[] => {
    if (density.kind !== "slab") return [];
    const { name, half_thickness_pc, height_pc, halo_pc, normal_deg } = density;
    const angle = angleDeg(directionVector(...normal_deg), field_axis);
    const slab = `h ${half_thickness_pc} pc, observer at ${height_pc} pc, halo ${halo_pc} pc, normal at ${angle.toFixed(0)} degrees to B0`;
    return [WHOLE, FIRST_HARMONIC].map((reading) => {
      const alone = medianAmplitude(amplitudesAt(sample, 90, reading));
      return judged({
        name: `vertical profile: ${name}${reading.suffix}`,
        statement: STATEMENT,
        computed: `median amplitude for the gradient across B0 and the slab (${slab}), ${reading.words}; the gradient alone has ${alone.value.toExponential(1)}`,
        ...medianAmplitude(amplitudesWith(sample, name, 90, reading)),
        holds_if: `below the KASCADE limit, ${KASCADE}`,
        high: KASCADE,
        sample: sampleText(sample),
      });
    });
  });
}
