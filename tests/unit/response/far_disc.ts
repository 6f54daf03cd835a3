// Realisations with two densities: a thin disc far below, which is linear on all paths, and one that the observer lies in.
import { groups, resolveConfig } from "../../../src/config/config.js";
import { realise } from "../../../src/flight/realisation.js";
import { addRecord, emptySample } from "../../../src/response/sample.js";

/** The disc "far", 1000 pc from the observer, with the edge of its halo at 4000 pc, has a gradient of -1/3000 pc along y. */
export async function farDisc(realisations: number) {
  const config = resolveConfig({
    field: { turbulence_level: [0.1] },
    particles: { rigidity_TV: [10_000], nside: 4 },
    transport: { path_pc: 100, outputs: 2 },
    ensemble: { realisations },
    density: [
      { name: "far", kind: "slab", half_thickness_pc: 0, halo_pc: 4000, height_pc: 1000, normal_deg: [90, 0] },
      { name: "disc", kind: "slab", half_thickness_pc: 0, halo_pc: 4000, height_pc: 0, normal_deg: [0, 90] },
    ],
  });
  const records = await Promise.all(Array.from({ length: realisations }, (_, k) => realise(config, k)));
  const sample = emptySample(groups(config)[0]);
  for (const record of records.toReversed()) addRecord(sample, record);
  return { records, sample };
}
