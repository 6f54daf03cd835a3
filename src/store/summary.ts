import { type GrowingSummary, newSummary } from "../ensemble.js";
import type { Run } from "./folder.js";

/** The statistics of all realisations in a folder, read one at a time. */
export function statisticsOf(run: Run): GrowingSummary {
  const { kernel_sha256, numerics } = run.provenance;
  const statistics = newSummary(run.config, { kernel_sha256, numerics });
  for (const record of run.records()) statistics.add(record);
  return statistics;
}
