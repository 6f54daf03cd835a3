// The results of a group in its HDF5 group: `results`, with the dipoles of the realisations for the paper's gradient, their statistics
// and the diffusion coefficients. They are derived: `import` does not read them.
import type { Group as H5Group } from "h5wasm/node";
import { PAPER_GRADIENT } from "../response/dipole.js";
import { dipolesWithStatistics } from "../response/dipole_statistics.js";
import { defaultKind, type GroupSummary, type GrowingSummary } from "../response/summary.js";

/** Numbers with their units; those that do not exist are NaN. */
type Numbers = Record<string, readonly [value: number | null, unit: string]>;

export function writeResults(parent: H5Group, statistics: GrowingSummary, group: GroupSummary): void {
  const { turbulence_level, rigidity_TV } = group;
  const sample = statistics.sample(turbulence_level, rigidity_TV);
  if (sample === undefined || sample.rows.length === 0) return;
  const results = parent.create_group("results");
  results.create_attribute(
    "description",
    "derived from the other data sets; see summary.json of the run for all of it",
  );
  const kind = defaultKind(turbulence_level);
  const found = dipolesWithStatistics(sample, { ...PAPER_GRADIENT, kind });
  const numbers: Numbers = { ...diffusionOf(group) };
  if (found !== null) {
    const { statistics: s, dipoles } = found;
    results.create_attribute("gradient_kind", kind);
    Object.assign(numbers, {
      gradient_longitude: [s.gradient.direction_deg[0], "degrees"],
      gradient_latitude: [s.gradient.direction_deg[1], "degrees"],
      gradient_per_kpc: [s.gradient.per_kpc, "1/kpc"],
      dipole_median: [s.median, "1"],
      dipole_median_error: [s.median_error, "1"],
      amplitude_of_mean: [s.amplitude_of_mean, "1"],
      amplitude_of_mean_error: [s.amplitude_of_mean_error, "1"],
      noise_floor: [s.noise_floor, "1"],
      noise_floor_halves: [s.noise_floor_halves, "1"],
      isotropic_prediction: [s.isotropic_prediction, "1"],
    } satisfies Numbers);
    const data = Float64Array.from(dipoles.vector.flat());
    const set = results.create_dataset({ name: "dipole", data, shape: [dipoles.vector.length, 3], dtype: "<d" });
    set.create_attribute("units", "1");
    set.create_attribute("description", "dipole vectors for this gradient, momentum convention");
    set.create_attribute("dimensions", "realisation, i");
  }
  for (const [name, [value]] of Object.entries(numbers)) {
    results.create_attribute(name, value ?? Number.NaN, null, "<d");
  }
  const units = Object.entries(numbers).map(([name, [, unit]]) => `${name}: ${unit}`);
  results.create_attribute("units", units.join("; "));
}

/** D(T)/c at the last path length, from the response (tgk) and from displacements (msd). */
function diffusionOf({ diffusion }: GroupSummary): Numbers {
  if (diffusion === null) return {};
  const numbers: Record<string, [number | null, string]> = {};
  for (const estimator of ["tgk", "msd"] as const) {
    for (const component of ["isotropic", "parallel", "perpendicular"] as const) {
      const estimate = diffusion[estimator][component];
      if (estimate === null) continue;
      numbers[`diffusion_${estimator}_${component}_pc`] = [estimate.value, "pc"];
      numbers[`diffusion_${estimator}_${component}_error_pc`] = [estimate.error, "pc"];
    }
  }
  return numbers;
}
