// The field at the observer in each realisation of a run: from the record where it has it, else computed anew.
import { synthesise } from "../flight/field.js";
import type { Sample } from "../response/sample.js";
import type { Vector } from "../sky/directions.js";
import type { Run } from "../store/store.js";
import { sameKernel } from "./map_options.js";

/** By number of the realisation, uG, in the run's frame; that of the lowest rigidity of a level. */
export async function localFields(run: Run, level: Sample[]): Promise<Map<number, Vector>> {
  const { group, rows } = level.reduce((a, b) => (b.group.rigidity_TV < a.group.rigidity_TV ? b : a));
  const fields = new Map<number, Vector>();
  for (const record of run.records()) {
    const { local_field_uG } = record as { local_field_uG?: Vector };
    if (local_field_uG === undefined) break;
    const { turbulence_level, rigidity_TV, realisation } = record;
    if (turbulence_level === group.turbulence_level && rigidity_TV === group.rigidity_TV)
      fields.set(realisation, local_field_uG);
  }
  if (fields.size === rows.length) return fields;
  await sameKernel(run);
  for (const { realisation } of rows) {
    const field = await synthesise(run.config, realisation, group);
    const [x, y, z] = field.at(new Float64Array(3));
    field.dispose();
    fields.set(realisation, [x, y, z]);
  }
  return fields;
}
