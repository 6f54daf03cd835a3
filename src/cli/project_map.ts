// `project --map`: the sky of one realisation in the frame of a telescope, as a FITS file.
import { writeFileSync } from "node:fs";
import { type Group, groupOf } from "../config/config.js";
import type { MapChoice } from "../export/arrival_map.js";
import { placed } from "../export/place.js";
import { type TelescopeView, telescopeFITS } from "../export/telescope_map.js";
import type { Projected } from "../response/detector.js";
import type { Vector } from "../sky/directions.js";
import { onDisk } from "../store/errors.js";
import { FolderError, type Run } from "../store/store.js";
import { positive } from "./analysis_options.js";
import { UsageError, wholeNumber } from "./command.js";
import { readNside, sameKernel } from "./map_options.js";

export interface MapOptions {
  file: string;
  realisation: number;
  rigidity_TV: number | null;
  nside: number | undefined;
}

type Given = Record<"map" | "realisation" | "rigidity-TV" | "nside", string | undefined>;

/** The options of the map; null where none is wanted. */
export function mapOf(given: Given): MapOptions | null {
  const { map, realisation, nside } = given;
  const rigidity = given["rigidity-TV"];
  if (map === undefined) {
    const alone = (["realisation", "rigidity-TV", "nside"] as const).find((name) => given[name] !== undefined);
    if (alone !== undefined) throw new UsageError(`--${alone}: found without --map, expected with it`);
    return null;
  }
  return {
    file: map,
    realisation: realisation === undefined ? 0 : wholeNumber("--realisation", realisation, 0, 1e7),
    rigidity_TV: rigidity === undefined ? null : positive("--rigidity-TV", rigidity, "a rigidity in TV"),
    nside: nside === undefined ? undefined : readNside(nside),
  };
}

export interface MapView extends Omit<TelescopeView, "dipole"> {
  /** direction in the run's frame */
  gradient: MapChoice["gradient"];
  /** turbulence level of what was projected */
  level: number;
}

export async function writeMap(
  run: Run,
  projected: Projected[],
  map: MapOptions,
  view: MapView,
  watch: Pick<MapChoice, "signal" | "progress">,
): Promise<void> {
  const { file, realisation, nside } = map;
  const { group, nearest } = chosen(run, projected, map, view.level);
  const index = nearest.realisation.indexOf(realisation);
  if (index < 0) {
    throw new FolderError(run.dir, `realisation ${realisation} at ${group.rigidity_TV} TV is not there`);
  }
  await sameKernel(run);
  const dipole: Vector = nearest.vector[index];
  const bytes = await telescopeFITS(
    run,
    group,
    { realisation, nside, gradient: view.gradient, ...watch },
    { ...view, dipole },
  );
  await placed(file, (temporary) => onDisk(file, "writing", () => writeFileSync(temporary, bytes)));
}

/** The rigidity asked for, or the one nearest to 1000 TV. */
function chosen(
  run: Run,
  projected: Projected[],
  { rigidity_TV }: MapOptions,
  level: number,
): { group: Group; nearest: Projected } {
  const far = (candidate: Projected) => Math.abs(Math.log(candidate.rigidity_TV / (rigidity_TV ?? 1000)));
  const nearest = projected.reduce((a, b) => (far(b) < far(a) ? b : a));
  if (rigidity_TV !== null && nearest.rigidity_TV !== rigidity_TV) {
    const known = projected.map((p) => p.rigidity_TV).join(", ");
    throw new UsageError(
      `--rigidity-TV: found ${rigidity_TV}, expected one of the run at turbulence level ${level}: ${known}`,
    );
  }
  const group = groupOf(run.groups, { turbulence_level: level, rigidity_TV: nearest.rigidity_TV });
  if (group === undefined) throw new Error("a projected rigidity is no group of the run");
  return { group, nearest };
}
