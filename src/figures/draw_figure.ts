/** `larmor/figures`: the figures of the command line in a program of one's own. Plot, d3-geo and d3-geo-projection are peers. */

import { type Config, configIdentity, groups } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { GRADIENT_PER_KPC } from "../published.js";
import { CONVENTION_WORDS, type Convention, KIND_WORDS, PAPER_GRADIENT } from "../response/dipole.js";
import { allMultipoles } from "../response/multipole_statistics.js";
import { isOf } from "../response/sample.js";
import { sampleOf } from "../response/summary.js";
import { checkKeys, checkOptions, checkWord, inShort } from "../words/options.js";
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

/** A browser's Document, by what tells it apart: its own type is known only where the types of the DOM are. */
export interface FigureDocument {
  createElement(name: string): unknown;
  createElementNS(namespace: string, name: string): unknown;
}

function checkFigureOptions(config: Config, options: FigureOptions): void {
  checkOptions(options, ["gradient", "convention", "measured", "measured_power", "only"]);
  const { gradient = {}, convention, measured, measured_power, only = {} } = options;
  if (convention !== undefined) checkWord("convention", convention, CONVENTION_WORDS);
  for (const [name, list] of Object.entries({ measured, measured_power }))
    if (list !== undefined && !Array.isArray(list)) throw new TypeError(`${name}: a list expected`);
  checkKeys("only", only, ["turbulence_level", "rigidity_TV"]);
  checkKeys("gradient", gradient, ["direction_deg", "per_kpc", "kind", "density"]);
  const { direction_deg, per_kpc, kind = null, density } = gradient;
  if (kind !== null) checkWord("gradient.kind", kind, KIND_WORDS);
  if (density !== undefined) {
    const known = config.density?.map(({ name }) => name) ?? [];
    if (known.length === 0) throw new RangeError("gradient.density: the config has no density");
    checkWord("gradient.density", density, known);
    if (kind === "matched") throw new RangeError('gradient.kind: "matched" found beside a density, "literal" expected');
  }
  if (per_kpc !== undefined && !(Number.isFinite(per_kpc) && (per_kpc > 0 || (per_kpc === 0 && density !== undefined))))
    throw new RangeError(`gradient.per_kpc: ${String(per_kpc)} found, a size in 1/kpc above 0 expected`);
  if (direction_deg === undefined) return;
  const [longitude, latitude] = Array.isArray(direction_deg) ? direction_deg : [Number.NaN, Number.NaN];
  if (!(direction_deg?.length === 2 && Math.abs(longitude) <= 360 && Math.abs(latitude) <= 90))
    throw new RangeError(
      `gradient.direction_deg: ${JSON.stringify(direction_deg)} found, longitude and latitude in degrees expected (-360 to 360, -90 to 90)`,
    );
}

/**
 * Draws a figure ("fig1" to "fig5", "convergence", "angle", "phase"; "cl" and "shape" of a run with multipoles) of a run.
 * @param records of the run, in any order, of any of its groups
 * @param document of the page (a Document), or of linkedom
 * @returns the figure as SVG, its numbers, and what is missing
 * @throws RangeError for a name, an option or a word that is none; FigureError where the records are not enough
 */
export function drawFigure(
  name: string,
  config: Config,
  records: Iterable<RealisationRecord>,
  document: FigureDocument,
  options: FigureOptions = {},
): Drawing {
  groups(config); // refuses what is no resolved config
  if (typeof records?.[Symbol.iterator] !== "function")
    throw new TypeError(`records: ${inShort(records)} found, an iterable of records expected`);
  if (typeof document?.createElementNS !== "function")
    throw new TypeError("document: a page's Document, or one of linkedom, expected");
  checkFigureOptions(config, options);
  const { gradient, convention = "momentum", measured = [], measured_power = [], only = {} } = options;
  const recorded = config.transport.multipoles !== undefined;
  const names = Object.keys(figures).filter((figure) => fromRecords(figures[figure], recorded));
  if (!names.includes(name)) throw new RangeError(`figure: found "${name}", one of ${names.join(", ")} expected`);
  const all = [...records];
  const odd = all.findIndex((record) => typeof record !== "object" || record === null);
  if (odd >= 0) throw new TypeError(`records[${odd}]: ${inShort(all[odd])} found, a record expected`);
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
  return figures[name].draw(input, document as Document);
}
