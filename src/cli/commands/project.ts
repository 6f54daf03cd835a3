import { join } from "node:path";
import type { ProjectionInput } from "../../figures/detector.js";
import { FigureError, type FigureInput, gradientOf, levelNearest, noneJoined, usable } from "../../figures/input.js";
import type { Measurement } from "../../figures/measured/measurements.js";
import {
  AT_RIGHT_ANGLES,
  angleToLine,
  bandText,
  densityText,
  fieldText,
  type Placed,
  placeOnSky,
} from "../../figures/on_sky.js";
import { partBeyond } from "../../inference/weights.js";
import { inAll, onSky, type ProjectedPoint, projectedPoints, smeared } from "../../response/detector.js";
import { dipoleStatistics, matchedReason } from "../../response/dipole_statistics.js";
import type { Sample } from "../../response/sample.js";
import { directionDeg, directionVector, type Vector } from "../../sky/directions.js";
import { times, timesTransposed, toFrame } from "../../sky/frames.js";
import type { Run } from "../../store/store.js";
import { columns, WIDTH, wrap } from "../../words/lines.js";
import { percent, plain, short } from "../../words/numbers.js";
import { checkDensity } from "../analysis_options.js";
import { command, EXIT, jsonOption, UsageError } from "../command.js";
import { newDocument, pngOf } from "../drawing.js";
import { inputOf, readMeasurements, readRun, sayIncomplete } from "../figure_input.js";
import { fileProgress } from "../map_options.js";
import { print, printJSON, say } from "../output.js";
import { ProgressLine } from "../progress.js";
import { mapOf, writeMap } from "../project_map.js";
import { type SkyView, skyOptions, viewOfSky } from "../sky_view.js";
import { stoppable } from "../stoppable.js";
import { checkPictureFolder, writeDrawing } from "../write_drawing.js";

/** Parts of the weight beyond the rigidities of the run, from which on it is said. */
const SAID = 0.01;

export default command({
  usage: "project DIR [options]",
  about: `Shows a run as a detector on the ground sees it: turns the run's frame onto the sky, projects the dipoles on the equatorial
plane, |delta| cos(dec), and prints amplitudes and phases in right ascension for each rigidity; draws them beside the data
(projection.svg, projection.csv). Directions are those that a telescope looks at (arrival convention).`,
  positionals: [1, 1],
  options: {
    ...skyOptions,
    data: {
      value: "FILE",
      multiple: true,
      about: "also draw your own measurements: a CSV with the columns of data/dipoles.csv",
    },
    map: {
      value: "FILE",
      about:
        "write the sky of one realisation, computed again, as a HEALPix map (FITS, RING) in the frame given; with --dec, pixels outside the band are UNSEEN",
    },
    realisation: { value: "K", about: "realisation of the map; default 0" },
    "rigidity-TV": { value: "X", about: "rigidity of the map; default 1000 or the nearest" },
    nside: { value: "N", about: "resolution of the map, a power of two up to 128; default: that of the run" },
    out: { value: "DIR", about: "folder for the figure; default: figures in the run folder" },
    png: { about: "also write projection.png" },
    font: { value: "FILE", about: "a TrueType font for --png; default: DejaVu Sans, or what the machine has" },
    ...jsonOption,
  },
  examples: [
    ["as seen from the southern sky", "larmor project out --dec -90..-25"],
    ["a gradient towards the Galactic centre", "larmor project out --gradient-deg gc"],
    ["energies to a factor of two, of a run with several rigidities", "larmor project paper --smear-logE 0.3"],
    [
      "field and gradient in right ascension and declination",
      "larmor project out --frame icrs --b0 229.2,11.4 --gradient-deg 130,-45",
    ],
    ["with the Sun's motion", "larmor project out --b0 ibex --compton-getting lsr"],
    ["the sky of realisation 3 for healpy", "larmor project out --frame icrs --map sky_icrs.fits --realisation 3"],
  ],
  async run(given, [dir]) {
    const view = viewOfSky(given);
    const map = mapOf(given);
    const measured = readMeasurements(given.data);
    const out = given.out ?? join(dir, "figures");
    checkPictureFolder(out);
    const document = await newDocument();
    const png = await pngOf(given);
    const { run, samples } = await readRun(dir);
    sayIncomplete(run);
    let seen: Projection;
    try {
      seen = projection(run, samples, measured, view);
    } catch (error) {
      if (!(error instanceof FigureError)) throw error;
      say(error.message);
      return EXIT.folder;
    }
    const { projected, factor, assumptions, gradient_icrs, to_field_deg, input, rotation, points } = seen;
    const level = seen.samples[0].group.turbulence_level;
    const { drawProjection } = await import("../../figures/detector.js");
    const drawing = drawProjection(seen, document);
    const files = writeDrawing(out, "projection", drawing, png);
    const line = new ProgressLine(false);
    const stopped = () => `stopped; ${files.join(", ")} written, ${map?.file} not: the same command begins anew`;
    const drawMap = async (signal: AbortSignal) => {
      if (map === null) return EXIT.done;
      const mapView = {
        frame: view.frame,
        rotation,
        field_deg: toFrame(view.field.icrs, "icrs", view.frame),
        gradient_deg: toFrame(gradient_icrs, "icrs", view.frame),
        gradient: input.gradient,
        level,
        motion: view.motion.vector,
        declinations_deg: view.declinations_deg,
        comments: assumptions,
      };
      await writeMap(run, projected, map, mapView, { signal, progress: fileProgress(line, map.file) });
      files.push(map.file);
      return EXIT.done;
    };
    if ((await stoppable({ line, stopped }, drawMap)) === EXIT.stopped) return EXIT.stopped;
    if (given.json) {
      const result = {
        convention: "arrival",
        regular_field_icrs_deg: view.field.icrs,
        gradient_icrs_deg: gradient_icrs,
        gradient_in_run_deg: input.gradient.direction_deg,
        gradient_to_field_deg: to_field_deg,
        gradient_per_kpc: seen.statistics.gradient.per_kpc,
        gradient_kind: seen.statistics.gradient.kind,
        ...(view.gradient.density === undefined ? {} : { density: view.gradient.density }),
        factor,
        compton_getting: view.motion.vector,
        points,
      };
      printJSON(JSON.stringify(result));
    } else print(tableText(points, level, seen));
    for (const line of [...drawing.missing, ...assumptions]) say(line);
    say(`wrote ${files.join(", ")}`);
    return EXIT.done;
  },
});

interface Projection extends ProjectionInput {
  /** from the run's frame to ICRS */
  rotation: Vector[];
  gradient_icrs: [number, number];
  /** angle between gradient and regular field, 0 to 90 degrees */
  to_field_deg: number;
  points: ProjectedPoint[];
}

/** The dipoles of a run on the sky. Throws FigureError where the run lacks what is wanted, UsageError where it cannot be wanted of it. */
function projection(run: Run, all: Sample[], measured: Measurement[], view: SkyView): Projection {
  const { resolution, factor } = view;
  const density = checkDensity(run.config, view.gradient.density);
  const placed = placeOnSky(run.config, density, view.field.icrs);
  if (typeof placed === "string") throw new UsageError(placed);
  const { rotation } = placed;
  const direction_deg: [number, number] =
    view.gradient_icrs === null
      ? [90, 0]
      : directionDeg(timesTransposed(rotation, directionVector(...view.gradient_icrs)));
  const gradient_icrs = view.gradient_icrs ?? directionDeg(times(rotation, directionVector(...direction_deg)));
  const input: FigureInput = inputOf(run, all, {
    measured,
    gradient: { ...view.gradient, direction_deg },
    convention: "arrival",
    only: view.only,
  });
  const samples = levelNearest(0.1, usable(input, { turbulence_level: 0.1, rigidity_TV: 1000 }, "project"));
  if (resolution !== null && samples.length < 2) {
    throw new UsageError(`--smear-logE: found a run with one rigidity, expected two or more to average over`);
  }
  const sharp = samples.map((sample) => {
    const gradient = gradientOf(input, sample);
    const dipoles = onSky(sample, { rotation, motion: view.motion.vector, factor, gradient });
    if (dipoles === null) throw new UsageError(`--gradient matched: ${matchedReason(sample, gradient)}`);
    return dipoles;
  });
  if (resolution !== null && inAll(sharp).length === 0) throw new FigureError(`--smear-logE: ${noneJoined("project")}`);
  const projected = resolution === null ? sharp : smeared(sharp, resolution.width, resolution.gamma);
  const statistics = dipoleStatistics(samples[0], gradientOf(input, samples[0]));
  if (statistics === null) throw new Error("there are dipoles, but no statistics of them");
  return {
    input,
    samples,
    projected,
    factor,
    statistics,
    assumptions: [
      ...assumptionsOf(view, gradient_icrs, placed, samples),
      ...[densityText(density, placed)].filter((sentence) => sentence !== ""),
    ],
    rotation,
    gradient_icrs,
    to_field_deg: angleToLine(gradient_icrs, view.field.icrs),
    points: projectedPoints(projected, factor),
  };
}

function assumptionsOf(view: SkyView, gradient_icrs: [number, number], placed: Placed, samples: Sample[]): string[] {
  const sloped = view.gradient.per_kpc > 0;
  return [
    fieldText(view.field, sloped ? gradient_icrs : null, placed),
    view.gradient_icrs !== null || !sloped ? "" : AT_RIGHT_ANGLES,
    bandText(view),
    resolutionText(
      view,
      samples.map(({ group }) => group.rigidity_TV),
    ),
    view.motion.text,
  ].filter((sentence) => sentence !== "");
}

/** The energy resolution in words, with what it takes from beyond the run, where there is nothing but the nearest rigidity. */
function resolutionText({ resolution }: SkyView, rigidities_TV: number[]): string {
  if (resolution === null) return "";
  const { width, gamma } = resolution;
  const shift = short(10 ** (-(gamma - 1) * Math.LN10 * width ** 2), 2);
  const beyond = rigidities_TV.flatMap((R) => {
    const part = partBeyond(R, rigidities_TV, { helium: 0, resolution });
    return part < SAID ? [] : [`${percent(part)} of the weight at ${plain(R, 4)} TeV`];
  });
  const outside =
    beyond.length === 0 ? "" : ` Of the nearest rigidity, as the run has none there: ${beyond.join(", ")}.`;
  return `Energy resolution ${width} in log₁₀E for a flux of index ${gamma}: the median true energy is ${shift} of the measured one. Dipoles are averaged as vectors over the run's rigidities, linear in log R between them and constant beyond.${outside}`;
}

function tableText(points: ProjectedPoint[], level: number, { statistics, samples }: Projection): string {
  const names = ["energy TeV", "median", "16 to 84 %", "rms less noise", "noise floor", "phase (RA)", "concentration"];
  const rows = points.map((p) => [
    String(p.energy_TeV),
    short(p.median, 2),
    `${short(p.low, 2)} to ${short(p.high, 2)}`,
    p.rms === null ? "not above 0" : short(p.rms, 2),
    short(p.noise_floor, 2),
    p.phase_defined ? `${p.phase_deg.toFixed(0)} deg` : "undefined",
    p.concentration.toFixed(2),
  ]);
  const { per_kpc, kind } = statistics.gradient;
  const where = kind === "matched" && samples.length > 1 ? ` at ${samples[0].group.rigidity_TV} TV` : "";
  const beside = statistics.gradient.density === undefined ? "" : `, density ${statistics.gradient.density}`;
  const title = `equatorial dipole, turbulence level ${level}, gradient ${short(per_kpc)}/kpc${where}, ${kind}${beside}`;
  const key =
    "phase (RA): right ascension of the mean direction. concentration: length of the mean of the unit vectors of the phases; 1: all realisations have one phase, 0: any. undefined: phases without a preferred one would be as concentrated in 1 of 20 cases or more.";
  return `${[...wrap(title, WIDTH), ...columns([names, ...rows], "r"), ...wrap(key, WIDTH)].join("\n")}\n`;
}
