import { join } from "node:path";
import type { Density } from "../../config/config.js";
import type { ProjectionInput } from "../../figures/detector.js";
import { FigureError, type FigureInput, gradientOf, noneJoined, usable } from "../../figures/input.js";
import type { Measurement } from "../../figures/measured/measurements.js";
import { type DensityOnSky, slabOnSky } from "../../response/density_on_sky.js";
import { inAll, onSky, type ProjectedPoint, projectedPoints, smeared } from "../../response/detector.js";
import { dipoleStatistics, matchedReason } from "../../response/dipole_statistics.js";
import type { Sample } from "../../response/sample.js";
import { angleDeg, directionDeg, directionVector, type Vector } from "../../sky/directions.js";
import { runToSky, times, timesTransposed, toFrame } from "../../sky/frames.js";
import type { Run } from "../../store/store.js";
import { columns, WIDTH, wrap } from "../../words/lines.js";
import { short } from "../../words/numbers.js";
import { checkDensity } from "../analysis_options.js";
import { command, EXIT, jsonOption, UsageError } from "../command.js";
import { newDocument, pngOf } from "../drawing.js";
import { inputOf, readMeasurements, readRun, sayIncomplete } from "../figure_input.js";
import { fileProgress } from "../map_options.js";
import { print, printJSON, say } from "../output.js";
import { ProgressLine } from "../progress.js";
import { mapOf, writeMap } from "../project_map.js";
import { degrees, equatorial, type SkyView, skyOptions, viewOfSky } from "../sky_view.js";
import { stoppable } from "../stoppable.js";
import { checkPictureFolder, writeDrawing } from "../write_drawing.js";

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
    if (map !== null && view.gradient.density !== undefined)
      throw new UsageError("--map: found with --density, expected without: a map is of a gradient alone");
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
  rotation: ReturnType<typeof runToSky>;
  gradient_icrs: [number, number];
  /** angle between gradient and regular field, 0 to 90 degrees */
  to_field_deg: number;
  points: ProjectedPoint[];
}

/** The dipoles of a run on the sky. Throws FigureError where the run lacks what is wanted, UsageError where it cannot be wanted of it. */
function projection(run: Run, all: Sample[], measured: Measurement[], view: SkyView): Projection {
  const { resolution, factor } = view;
  const density = checkDensity(run.config, view.gradient.density);
  const placed = density?.kind === "slab" ? slabPlaced(density, run, view) : undefined;
  const rotation = placed?.rotation ?? runToSky(run.config.field.regular_direction_deg, view.field.icrs);
  const direction_deg: [number, number] =
    view.gradient_icrs === null
      ? [90, 0]
      : directionDeg(timesTransposed(rotation, directionVector(...view.gradient_icrs)));
  const gradient_icrs = view.gradient_icrs ?? directionDeg(times(rotation, directionVector(...direction_deg)));
  const angle = angleDeg(directionVector(...gradient_icrs), directionVector(...view.field.icrs));
  const to_field_deg = Math.min(angle, 180 - angle);
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
      ...assumptionsOf(view, gradient_icrs, to_field_deg, placed === undefined),
      ...densityText(density, placed, rotation),
    ],
    rotation,
    gradient_icrs,
    to_field_deg,
    points: projectedPoints(projected, factor),
  };
}

/** Throws UsageError for a slab that was flown at another angle to the field. */
function slabPlaced(density: Extract<Density, { kind: "slab" }>, run: Run, view: SkyView): DensityOnSky {
  const { flown_deg, sky_deg, placed } = slabOnSky(density, run.config.field.regular_direction_deg, view.field.icrs);
  if (placed !== null) return placed;
  const line = (angle: number) => Math.min(angle, 180 - angle).toFixed(1);
  throw new UsageError(
    `--density: found ${density.name}, whose normal stands ${line(flown_deg)} degrees from the regular field; expected ${line(sky_deg)} within 1, the angle between --b0 and the Galactic normal: a density is not linear and cannot be turned. Give another --b0, or run one with normal_deg = [0, ${line(sky_deg)}]`,
  );
}

function densityText(density: Density | undefined, placed: DensityOnSky | undefined, rotation: Vector[]): string[] {
  if (density === undefined) return [];
  if (density.kind === "burst") {
    const icrs = directionDeg(times(rotation, directionVector(...density.direction_deg)));
    return [`Density ${density.name} beside the gradient; its source comes to lie at ${equatorial(icrs)}.`];
  }
  const sense = placed?.reversed
    ? " The run's regular field is taken against the direction given: of the line of a field either sense will do."
    : "";
  return [
    `Density ${density.name} beside the gradient, its normal the Galactic one: the angle of the run's frame about the field is then not free.${sense}`,
  ];
}

/** The samples of the turbulence level nearest to one, by rigidity. */
function levelNearest(level: number, samples: Sample[]): Sample[] {
  const distance = ({ group }: Sample) => Math.abs(Math.log((group.turbulence_level || 1e-9) / level));
  const best = samples.reduce((a, b) => (distance(b) < distance(a) ? b : a)).group.turbulence_level;
  return samples
    .filter(({ group }) => group.turbulence_level === best)
    .sort((a, b) => a.group.rigidity_TV - b.group.rigidity_TV);
}

function assumptionsOf(
  view: SkyView,
  gradient_icrs: [number, number],
  to_field_deg: number,
  isFree: boolean,
): string[] {
  const { field, declinations_deg, factor, resolution, motion } = view;
  const text = (icrs: [number, number]) =>
    `${equatorial(icrs)}, (l, b) = (${degrees(toFrame(icrs, "icrs", "galactic"))})`;
  return [
    `Regular field towards ${text(field.icrs)}${field.reference}. Gradient towards ${text(gradient_icrs)}, ${to_field_deg.toFixed(1)}° from the line of the field.${isFree ? " The angle of the run's frame about the field is arbitrary; the ensemble does not depend on it." : ""}`,
    view.gradient_icrs !== null
      ? ""
      : "Warning: this gradient is at right angles to the field by choice, as in the paper; where the sources of cosmic rays put it is another matter (--gradient-deg gc: towards the Galactic centre), and the amplitude goes with the cosine of the angle.",
    declinations_deg === null
      ? ""
      : `Amplitudes times ${factor.toFixed(3)}, the mean cos(dec) of declinations ${declinations_deg.join("° to ")}°.`,
    resolution === null
      ? ""
      : `Energy resolution ${resolution.width} in log₁₀E for a flux of index ${resolution.gamma}: the median true energy is ${short(10 ** (-(resolution.gamma - 1) * Math.LN10 * resolution.width ** 2), 2)} of the measured one. Dipoles are averaged as vectors over the run's rigidities, linear in log R between them and constant beyond.`,
    motion.text,
  ].filter((sentence) => sentence !== "");
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
