/** `larmor/figures`: the figures of the command line in a program of one's own. Plot, d3-geo and d3-geo-projection are peers. */

import { type Config, configIdentity, groups } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { GRADIENT_PER_KPC } from "../published.js";
import { type Convention, PAPER_GRADIENT } from "../response/dipole.js";
import { allMultipoles } from "../response/multipole_statistics.js";
import { isOf } from "../response/sample.js";
import { sampleOf } from "../response/summary.js";
import { fromRecords } from "./catalogue.js";
import { figures } from "./index.js";
import { type Drawing, FigureError, type FigureInput, type GradientChoice } from "./input.js";
import type { Measurement } from "./measured/measurements.js";
import type { MeasuredPower } from "./measured/power.js";

export { catalogue, type FigureEntry } from "./catalogue.js";
export { type Drawing, FigureError, type GradientChoice } from "./input.js";
export { type Measurement, parseMeasurements } from "./measured/measurements.js";
export { type MeasuredPower, parsePower } from "./measured/power.js";

export interface FigureOptions {
  /** default: the paper's, (90, 0) degrees and 0.14/kpc */
  gradient?: Partial<GradientChoice>;
  /** default "momentum" */
  convention?: Convention;
  /** the measurements that are drawn beside; default none */
  measured?: Measurement[];
  /** measured C_l; default none */
  measured_power?: MeasuredPower[];
  /** the group, where a figure shows one */
  only?: FigureInput["only"];
}

/**
 * Draws a figure ("fig1" to "fig5", "convergence", "angle"; "cl" and "shape" of a run with multipoles) of a run.
 * @param records of the run, in any order, of any of its groups
 * @param document of the page, or of linkedom
 * @returns the figure as SVG, its numbers, and what is missing
 * @throws RangeError for a name that is none; FigureError where the records are not enough
 */
export function drawFigure(
  name: string,
  config: Config,
  records: Iterable<RealisationRecord>,
  document: Document,
  { gradient, convention = "momentum", measured = [], measured_power = [], only = {} }: FigureOptions = {},
): Drawing {
  const recorded = config.transport.multipoles !== undefined;
  const names = Object.keys(figures).filter((figure) => fromRecords(figures[figure], recorded));
  if (!names.includes(name)) throw new RangeError(`figure: found "${name}", one of ${names.join(", ")} expected`);
  const all = [...records];
  const configured = groups(config);
  const stranger = all.find((record) => !configured.some((group) => isOf(group, record)));
  if (stranger !== undefined)
    throw new FigureError(
      `records: turbulence level ${stranger.turbulence_level} at ${stranger.rigidity_TV} TV is no group of the config`,
    );
  const input: FigureInput = {
    config,
    samples: configured.map((group) =>
      sampleOf(
        group,
        all.filter((record) => isOf(group, record)),
      ),
    ),
    config_sha256: configIdentity(config),
    measured,
    gradient: { direction_deg: [...PAPER_GRADIENT.direction_deg], per_kpc: GRADIENT_PER_KPC, kind: null, ...gradient },
    convention,
    only,
    ...(recorded
      ? { multipoles: allMultipoles(configured, all, config.field.regular_direction_deg), measured_power }
      : {}),
  };
  return figures[name].draw(input, document);
}
