// A complete run in the compact form that the page and the gallery draw from.
import { checkOf, hashOf, lineOf } from "../page/lines.js";
import { type Precomputed, packed } from "../page/precomputed.js";
import { groupNumber } from "../src/config/config.js";
import { Run, statisticsOf } from "../src/store/store.js";

/** Throws where a realisation is missing. */
export async function precomputedOf(dir: string): Promise<Precomputed> {
  const run = await Run.read(dir);
  const { config, provenance } = run;
  const { config_sha256, numerics, kernel_sha256 } = provenance;
  if (typeof numerics !== "number")
    throw new Error(`${dir}: made on a graphics processor; the page shows the kernel's results`);
  const records = run.groups.map(() => [] as string[]);
  for (const record of run.records()) {
    records[groupNumber(run.groups, record)][record.realisation] = lineOf(record, config_sha256, numerics);
  }
  for (const lines of records) {
    const found = lines.filter((line) => line !== undefined).length;
    if (found < config.ensemble.realisations) {
      throw new Error(`${dir}: ${found} of ${config.ensemble.realisations} realisations; complete the run first`);
    }
  }
  const statistics = statisticsOf(run);
  return {
    config,
    config_sha256,
    kernel_sha256,
    numerics,
    result_sha256: hashOf(records.flat()),
    groups: run.groups.map(({ turbulence_level, rigidity_TV }, g) => {
      const sample = statistics.sample(turbulence_level, rigidity_TV);
      if (sample === undefined) throw new Error("a group of the config has no statistics");
      return packed(sample, records[g].map(checkOf));
    }),
  };
}
