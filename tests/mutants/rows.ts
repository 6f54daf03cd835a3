// Prints which rows of `validate --quick` fail, as JSON: {"rows": [...], "failed": [...]}. Ensembles of at most eight
// realisations, in this thread. Run in a copy of the sources (mutants.long.ts).
import { realise } from "../../src/flight/realisation.js";
import { resolved, type Wanted } from "../../src/validation/check.js";
import { drift, isotropicDiffusion, weakDiffusion } from "../../src/validation/diffusion.js";
import { dipoles } from "../../src/validation/dipoles.js";
import { distributions } from "../../src/validation/distributions.js";
import { field } from "../../src/validation/field.js";
import { fieldLines } from "../../src/validation/field_lines.js";
import { trajectories } from "../../src/validation/trajectories.js";

const MOST = 8;
const kept = new Map<string, Awaited<ReturnType<typeof compute>>>();

async function compute(wanted: Wanted) {
  const { config, group } = resolved(wanted);
  const records = [];
  for (let k = 0; k < Math.min(MOST, config.ensemble.realisations); k++) records.push(await realise(config, k));
  return { config, group, records };
}

async function ensemble(wanted: Wanted) {
  const found = kept.get(wanted.name) ?? (await compute(wanted));
  kept.set(wanted.name, found);
  return found;
}

async function main(): Promise<void> {
  const rows: string[] = [];
  const failed: string[] = [];
  for (const check of [
    trajectories,
    fieldLines,
    field,
    isotropicDiffusion,
    weakDiffusion,
    drift,
    distributions,
    dipoles,
  ]) {
    for (const row of await check.rows({ level: "quick", ensemble })) {
      rows.push(row.name);
      if (!row.pass) failed.push(row.name);
    }
  }
  console.log(JSON.stringify({ rows, failed }));
}

main();
