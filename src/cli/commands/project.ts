import { join } from "node:path";
import { FigureError, type FigureInput, gradientOf as gradientFor, noneJoined, usable } from "../../figures/input.js";
import {
  bandFactor,
  comptonGetting,
  inAll,
  LOCAL_FIELDS,
  onSky,
  type Projected,
  type ProjectedPoint,
  projectedPoints,
  SOLAR_MOTION,
  smeared,
} from "../../response/detector.js";
import { dipoleStatistics, matchedReason } from "../../response/dipole_statistics.js";
import type { Sample } from "../../response/sample.js";
import { directionDeg, directionVector } from "../../sky/directions.js";
import { runToSky, type SkyFrame, times, timesTransposed, toFrame } from "../../sky/frames.js";
import { directionOf, gradientOf, gradientOptions, positive } from "../analysis_options.js";
import { command, EXIT, jsonOption, UsageError } from "../command.js";
import { newDocument, pngOf } from "../drawing.js";
import { readMeasurements, readRun, sayIncomplete } from "../figure_input.js";
import { mapOf, writeMap } from "../project_map.js";
import { short } from "../text/words.js";
import { checkFolder, writeDrawing } from "../write_drawing.js";

const FIELDS = Object.keys(LOCAL_FIELDS);

export default command({
  usage: "project DIR [options]",
  about: `Shows a run as a detector on the ground sees it: turns the run's frame onto the sky, projects the dipoles on the equatorial
plane, |delta| cos(dec), and prints amplitudes and phases in right ascension for each rigidity; draws them beside the data
(projection.svg, projection.csv). Directions are those that a telescope looks at (arrival convention).`,
  positionals: [1, 1],
  options: {
    frame: {
      value: "FRAME",
      about: "of the directions given: galactic (default; l,b) or icrs (right ascension, declination)",
    },
    b0: {
      value: "L,B",
      about: `where the regular field points on the sky, or ${FIELDS.join(" or ")}; default ${FIELDS[0]}`,
    },
    ...gradientOptions,
    "gradient-deg": {
      value: "L,B",
      about: "direction of the gradient on the sky, in the frame given; default: where the run's 90,0 comes to lie",
    },
    dec: {
      value: "MIN..MAX",
      about:
        "band of declinations seen: multiplies amplitudes by its mean cos(dec), as a first harmonic in right ascension does",
    },
    "smear-logE": { value: "S", about: "energy resolution in log10 E (Gaussian); needs two rigidities or more" },
    "compton-getting": {
      value: "V,L,B",
      about: "add an observer's motion: km/s and direction in the frame given; or lsr, the Sun's",
    },
    gamma: { value: "G", about: "index of the flux, for --compton-getting; default 2.7" },
    "turbulence-level": { value: "X", about: "show this one; default 0.1 or the nearest below 1" },
    data: {
      value: "FILE",
      multiple: true,
      about: "draw your own measurements, too: a CSV with the columns of data/dipoles.csv",
    },
    map: {
      value: "FILE",
      about:
        "write the sky of one realisation, computed again, as a HEALPix map (FITS, RING) in the frame given; with --dec, pixels outside the band are UNSEEN",
    },
    realisation: { value: "K", about: "of the map; default 0" },
    "rigidity-TV": { value: "X", about: "of the map; default 1000 or the nearest" },
    nside: { value: "N", about: "resolution of the map, a power of two up to 128; default: that of the run" },
    out: { value: "DIR", about: "folder for the figure; default: figures in the run folder" },
    png: { about: "write projection.png, too" },
    font: { value: "FILE", about: "a TrueType font for --png, where the machine has none" },
    ...jsonOption,
  },
  examples: [
    ["as seen from the southern sky", "larmor project out --dec -90..-25"],
    ["energies to a factor of two, of a run with several rigidities", "larmor project paper --smear-logE 0.3"],
    [
      "field and gradient in right ascension and declination",
      "larmor project out --frame icrs --b0 229.2,11.4 --gradient-deg 130,-45",
    ],
    ["with the Sun's motion", "larmor project out --b0 ibex --compton-getting lsr"],
    ["the sky of realisation 3 for healpy", "larmor project out --frame icrs --map sky_icrs.fits --realisation 3"],
  ],
  async run(given, [dir]) {
    const frame = frameOf(given.frame ?? "galactic");
    const field = fieldOf(given.b0 ?? FIELDS[0], frame);
    const band = given.dec === undefined ? null : bandOf(given.dec);
    const width =
      given["smear-logE"] === undefined ? null : positive("--smear-logE", given["smear-logE"], "a width in log10 E");
    const motion = motionOf(given["compton-getting"], given.gamma, frame);
    const level = given["turbulence-level"];
    const only =
      level === undefined ? {} : { turbulence_level: positive("--turbulence-level", level, "a level up to 1") };
    const map = mapOf(given);
    const measured = readMeasurements(given.data);

    const out = given.out ?? join(dir, "figures");
    checkFolder(out);
    const document = await newDocument();
    const png = await pngOf(given);
    const { run, samples: all } = await readRun(dir);
    sayIncomplete(run);
    const { regular_direction_deg: regular } = run.config.field;
    const rotation = runToSky(regular, field.icrs);
    const sky =
      given["gradient-deg"] === undefined
        ? null
        : toFrame(directionOf("--gradient-deg", given["gradient-deg"]), frame, "icrs");
    const inRun: [number, number] =
      sky === null ? [90, 0] : directionDeg(timesTransposed(rotation, directionVector(...sky)));
    const onIcrs = sky ?? directionDeg(times(rotation, directionVector(...inRun)));
    const gradient = { ...gradientOf({ ...given, "gradient-deg": undefined }), direction_deg: inRun };
    const input: FigureInput = {
      config: run.config,
      samples: all,
      config_sha256: run.provenance.config_sha256,
      measured,
      gradient,
      convention: "arrival",
      only,
    };
    let samples: Sample[];
    try {
      samples = ofOneLevel(usable(input, { turbulence_level: 0.1, rigidity_TV: 1000 }, "project"));
    } catch (error) {
      if (!(error instanceof FigureError)) throw error;
      process.stderr.write(`larmor: ${error.message}\n`);
      return EXIT.folder;
    }
    if (width !== null && samples.length < 2) {
      throw new UsageError(`--smear-logE: found a run with one rigidity, expected two or more to average over`);
    }
    const factor = band === null ? 1 : bandFactor(band);
    const view = { rotation, motion: motion.vector, factor };
    let projected = samples.map((sample): Projected => {
      const found = onSky(sample, { ...view, gradient: gradientFor(input, sample) });
      if (found === null)
        throw new UsageError(`--gradient matched: ${matchedReason(sample, gradientFor(input, sample))}`);
      return found;
    });
    if (width !== null && inAll(projected).length === 0) {
      process.stderr.write(`larmor: --smear-logE: ${noneJoined("project")}\n`);
      return EXIT.folder;
    }
    if (width !== null) projected = smeared(projected, width);

    const text = (direction: readonly [number, number]) => {
      const galactic = toFrame(direction, "icrs", "galactic");
      return `(RA, dec) = (${direction.map((d) => d.toFixed(1)).join("°, ")}°), (l, b) = (${galactic.map((d) => d.toFixed(1)).join("°, ")}°)`;
    };
    const assumptions = [
      `Regular field towards ${text(field.icrs)}${field.reference}. Gradient towards ${text(onIcrs)}. The angle of the run's frame around the field is free; the ensemble does not depend on it.`,
      ...(band === null
        ? []
        : [`Amplitudes times ${factor.toFixed(3)}, the mean cos(dec) of declinations ${band[0]}° to ${band[1]}°.`]),
      ...(width === null
        ? []
        : [
            `Energy resolution ${width} in log₁₀E: dipoles averaged as vectors over the run's rigidities, linear in log R between them and constant beyond.`,
          ]),
      ...(motion.text === "" ? [] : [motion.text]),
    ];
    const statistics = dipoleStatistics(samples[0], gradientFor(input, samples[0]));
    if (statistics === null) throw new Error("there are dipoles, but no statistics of them");
    const { drawProjection } = await import("../../figures/detector.js");
    const drawing = drawProjection({ input, samples, projected, factor, statistics, assumptions }, document);
    const files = writeDrawing(out, "projection", drawing, png);
    if (map !== null) {
      await writeMap(run, projected, map, {
        frame,
        rotation,
        field_deg: toFrame(field.icrs, "icrs", frame),
        gradient_deg: toFrame(onIcrs, "icrs", frame),
        gradient,
        level: samples[0].group.turbulence_level,
        motion: motion.vector,
        declinations_deg: band,
        comments: assumptions,
      });
      files.push(map.file);
    }
    const points = projectedPoints(projected, factor);
    if (given.json) {
      const directions = { regular_field_icrs_deg: field.icrs, gradient_icrs_deg: onIcrs, gradient_in_run_deg: inRun };
      process.stdout.write(
        `${JSON.stringify({ convention: "arrival", ...directions, factor, compton_getting: motion.vector, points })}\n`,
      );
    } else process.stdout.write(tableText(points, samples[0].group.turbulence_level));
    for (const line of [...drawing.missing, ...assumptions]) process.stderr.write(`larmor: ${line}\n`);
    process.stderr.write(`larmor: wrote ${files.join(", ")}\n`);
    return EXIT.done;
  },
});

/** The samples of the level nearest to 0.1, by rigidity. */
function ofOneLevel(samples: Sample[]): Sample[] {
  const distance = ({ group }: Sample) => Math.abs(Math.log((group.turbulence_level || 1e-9) / 0.1));
  const best = samples.reduce((a, b) => (distance(b) < distance(a) ? b : a)).group.turbulence_level;
  return samples
    .filter(({ group }) => group.turbulence_level === best)
    .sort((a, b) => a.group.rigidity_TV - b.group.rigidity_TV);
}

function frameOf(text: string): SkyFrame {
  if (text !== "galactic" && text !== "icrs")
    throw new UsageError(`--frame: found "${text}", expected galactic or icrs`);
  return text;
}

function fieldOf(text: string, frame: SkyFrame): { icrs: [number, number]; reference: string } {
  if (Object.hasOwn(LOCAL_FIELDS, text)) {
    const { direction_deg, frame: of, reference } = LOCAL_FIELDS[text];
    return { icrs: toFrame(direction_deg, of, "icrs"), reference: ` (${text}: ${reference})` };
  }
  if (/^[a-z]/i.test(text))
    throw new UsageError(`--b0: found "${text}", expected longitude,latitude or ${FIELDS.join(" or ")}`);
  return { icrs: toFrame(directionOf("--b0", text), frame, "icrs"), reference: "" };
}

function bandOf(text: string): [number, number] {
  const found = /^([+-]?\d+(?:\.\d+)?)\.\.([+-]?\d+(?:\.\d+)?)$/.exec(text);
  const [low, high] = found ? [Number(found[1]), Number(found[2])] : [Number.NaN, Number.NaN];
  if (!(low >= -90 && low < high && high <= 90)) {
    throw new UsageError(`--dec: found "${text}", expected MIN..MAX in degrees within -90..90, as in -90..-25`);
  }
  return [low, high];
}

function motionOf(
  text: string | undefined,
  index: string | undefined,
  frame: SkyFrame,
): { vector: [number, number, number]; text: string } {
  if (text === undefined) {
    if (index !== undefined) throw new UsageError("--gamma: found without --compton-getting, expected with it");
    return { vector: [0, 0, 0], text: "" };
  }
  const gamma = index === undefined ? 2.7 : positive("--gamma", index, "an index of the flux");
  let { velocity_km_s, direction_deg, frame: of } = SOLAR_MOTION;
  if (text !== "lsr") {
    const [speed, ...rest] = text.split(",");
    if (rest.length !== 2)
      throw new UsageError(`--compton-getting: found "${text}", expected V,L,B: km/s, longitude, latitude; or lsr`);
    velocity_km_s = positive("--compton-getting", speed, "V,L,B with a speed in km/s (or lsr)");
    if (velocity_km_s > 3e4)
      throw new UsageError(`--compton-getting: found ${speed} km/s, expected a speed far below that of light`);
    direction_deg = directionOf("--compton-getting", rest.join(","));
    of = frame;
  }
  const icrs = toFrame(direction_deg, of, "icrs");
  const amplitude = ((gamma + 2) * velocity_km_s) / 299_792.458;
  return {
    vector: comptonGetting(velocity_km_s, icrs, gamma),
    text: `Compton-Getting term added: (${gamma} + 2) v/c = ${amplitude.toExponential(1)} towards (RA, dec) = (${icrs.map((d) => d.toFixed(1)).join("°, ")}°), v = ${velocity_km_s} km/s.`,
  };
}

function tableText(points: ProjectedPoint[], level: number): string {
  const head = [
    "energy TeV",
    "median",
    "68 % of realisations",
    "rms, no noise",
    "noise floor",
    "phase (RA)",
    "concentration",
  ];
  const rows = points.map((p) => [
    String(p.energy_TeV),
    short(p.median, 2),
    `${short(p.low, 2)} to ${short(p.high, 2)}`,
    p.rms === null ? "not above 0" : short(p.rms, 2),
    short(p.noise_floor, 2),
    `${p.phase_deg.toFixed(0)} deg`,
    p.concentration.toFixed(2),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells: string[]) => cells.map((text, i) => text.padStart(widths[i])).join("  ");
  return `equatorial dipole, turbulence level ${level}\n${[head, ...rows].map(line).join("\n")}\n`;
}
