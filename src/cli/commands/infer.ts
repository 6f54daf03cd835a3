import { join } from "node:path";
import { shown } from "../../config/errors.js";
import { fitsMap } from "../../export/fits.js";
import { type Drawing, noneJoined } from "../../figures/input.js";
import { type Answer, NSIDE, type Place } from "../../inference/answer.js";
import { type Datum, MODEL_ERROR } from "../../inference/data.js";
import { type Ensemble, ensembleOf } from "../../inference/ensemble.js";
import { sizedGradient, uncertainGradient } from "../../inference/gradients.js";
import { type Inference, infer } from "../../inference/infer.js";
import { GRADIENT_PER_KPC } from "../../published.js";
import type { Sample } from "../../response/sample.js";
import { directionVector } from "../../sky/directions.js";
import { inFrame } from "../../sky/frames.js";
import { makeFolders, writeWhole } from "../../store/disk.js";
import { FolderError, onDisk, type Run } from "../../store/store.js";
import { decimal } from "../../words/decimal.js";
import { columns, WIDTH, wrap } from "../../words/lines.js";
import { short } from "../../words/numbers.js";
import { positive } from "../analysis_options.js";
import { checkFolder, command, EXIT, jsonOption, UsageError } from "../command.js";
import { newDocument } from "../drawing.js";
import { readMeasurements, readRun, runOf, sayIncomplete } from "../figure_input.js";
import { chosenOf, dataOf, EXPERIMENTS, own } from "../infer_data.js";
import { localFields } from "../local_fields.js";
import { sayNotUsed } from "../not_used.js";
import { print, printJSON, say, warn } from "../output.js";
import { fieldOf, skyOptions, viewOfSky } from "../sky_view.js";
import { writeDrawing } from "../write_drawing.js";

const LARGEST_MODEL_ERROR = 0.05;

const { "compton-getting": motion, "smear-logE": smear, gamma, dec } = skyOptions;

export default command({
  usage: "infer DIR [options]",
  about: `What measured amplitudes and phases say about the gradient of the cosmic-ray density, the direction of the regular field B0 and
the angle between them, with the realisations of the run as the ensemble of what the turbulent field may be: medians and 68 %
intervals beside those before the data, and the evidence for each turbulence level and for isotropic diffusion. Directions are right
ascension and declination unless --frame galactic.`,
  positionals: [1, 1],
  options: {
    experiments: {
      value: "LIST",
      about: `experiments of data/dipoles.csv, or of --data, "NAME" or "NAME YEAR" with commas between; of a NAME without YEAR the newest publication that has phases and errors is used; default ${EXPERIMENTS.join(", ")}: those that saw amplitude and phase on both sides of the turn near 200 TeV in one analysis`,
    },
    energies: { value: "MIN..MAX", about: "use data of these energies, TeV; default: the rigidities of the run" },
    data: {
      value: "FILE",
      about:
        "use your own measurements instead: a CSV with the columns of data/dipoles.csv; all rows of kind value with phase_deg and an error of the amplitude, at energies within the rigidities of the run. What rows are not used, and why, is said",
    },
    "model-error": {
      value: "X",
      about: `error of the model in each component of a first harmonic, added in quadrature; default ${MODEL_ERROR}: differences between the default experiments at equal energies, beyond their errors, over the square root of 2`,
    },
    frame: { value: "FRAME", about: "frame of the directions given and printed: icrs (default) or galactic" },
    b0: { value: "RA,DEC", about: "where the mean field points, or ibex or hawc-icecube; default: anywhere" },
    "b-local": {
      value: "RA,DEC",
      about: "where the field at the observer points, or ibex or hawc-icecube: each realisation is turned accordingly",
    },
    "gradient-deg": { value: "RA,DEC", about: "direction of the gradient, or gc, the Galactic centre; default: any" },
    "gradient-per-kpc": {
      value: "X",
      about: `size of the gradient, 1/kpc; default: ${GRADIENT_PER_KPC} within a factor of two`,
    },
    "turbulence-level": { value: "X", about: "use this turbulence level; default: all of the run, by their evidence" },
    helium: { value: "X", about: "fraction of helium nuclei, 0 to 1; default 0: protons" },
    dec,
    "smear-logE": smear,
    "compton-getting": motion,
    gamma,
    out: {
      value: "DIR",
      about:
        "write infer.json, b0.fits, gradient.fits and a figure, infer.svg with its numbers in infer.csv, into this folder",
    },
    ...jsonOption,
  },
  examples: [
    ["what the data say", "larmor infer paper"],
    ["the field at the observer as IBEX has it", "larmor infer paper --turbulence-level 0.1 --b-local ibex"],
    ["of a gradient towards the Galactic centre", "larmor infer paper --gradient-deg gc --json"],
  ],
  async run(given, [dir]) {
    const frame = given.frame ?? "icrs";
    const view = viewOfSky({ ...given, frame, b0: given.b0, gradient: undefined, "smear-logE": given["smear-logE"] });
    if (given.b0 !== undefined && given["b-local"] !== undefined)
      throw new UsageError("--b0: found with --b-local, expected one of them");
    const local = given["b-local"] === undefined ? null : fieldOf(given["b-local"], view.frame, "--b-local").icrs;
    const model_error = modelError(given["model-error"]);
    const helium = given.helium === undefined ? 0 : decimal(given.helium);
    if (!(helium >= 0 && helium <= 1))
      throw new UsageError(`--helium: found ${shown(given.helium ?? "")}, expected a number from 0 to 1`);
    if (given.out !== undefined) checkFolder(given.out);
    const document = given.out === undefined ? undefined : await newDocument(); // before the work
    const chosen = given.data === undefined ? chosenOf(readMeasurements([]), given.experiments) : own(given);
    const { run, samples } = await readRun(dir);
    sayIncomplete(run);
    const levels = levelsOf(dir, samples, given["turbulence-level"]);
    const none = levels.find((level) => level.some(({ group }) => group.regular_uG === 0));
    if (given.b0 !== undefined && none !== undefined) {
      throw new UsageError(
        `--b0: found with turbulence level ${none[0].group.turbulence_level}, which has no regular field, expected --turbulence-level with a level below 1, or --b-local`,
      );
    }
    const { data, not_used } = dataOf(chosen, given.energies, levels[0], model_error, view.factor);
    const ensembles: Ensemble[] = [];
    for (const level of levels) {
      const field = local === null ? undefined : await localFields(run, level);
      const ensemble = ensembleOf(level, run.config.field.regular_direction_deg, field);
      if (ensemble.realisation.length === 0) throw new FolderError(dir, noneJoined("infer"));
      ensembles.push(ensemble);
    }
    const size = given["gradient-per-kpc"];
    const per_kpc = size === undefined ? GRADIENT_PER_KPC : positive("--gradient-per-kpc", size, "a size in 1/kpc");
    const direction = view.gradient_icrs === null ? null : directionVector(...view.gradient_icrs);
    const gradient = (size === undefined ? uncertainGradient : sizedGradient)(per_kpc, direction);
    const answer = infer({
      ...{ ensembles, data, gradient, direction, local: local !== null },
      seen: { helium, resolution: view.resolution },
      motion: view.motion.vector,
      axis_icrs_deg: local ?? (given.b0 === undefined ? null : view.field.icrs),
      toFrame: (v) => inFrame(v, view.frame),
    });
    const result = { ...answer, frame: view.frame, gradient_prior: gradient.about, model_error, data, not_used };
    if (given.out !== undefined && document !== undefined) {
      const { drawInference } = await import("../../figures/infer.js");
      const shown = { answer, data, model_error, frame: view.frame, prior: gradient.about };
      const figure = { config: run.config, ...runOf(run) };
      write(given.out, run, answer, result, drawInference(figure, shown, document));
    }
    if (given.json) printJSON(JSON.stringify(result, (key, value) => (key === "map" ? undefined : value)));
    else print(text(answer, data, gradient.about));
    sayNotUsed(not_used);
    for (const message of answer.warnings) warn(message);
    return EXIT.done;
  },
});

function modelError(given: string | undefined): number {
  const value = given === undefined ? MODEL_ERROR : decimal(given);
  if (value >= 0 && value <= LARGEST_MODEL_ERROR) return value;
  throw new UsageError(
    `--model-error: found ${shown(given ?? "")}, expected an error of the amplitude from 0 to ${LARGEST_MODEL_ERROR}, as in 2e-4`,
  );
}

function levelsOf(dir: string, samples: Sample[], wanted: string | undefined): Sample[][] {
  const all = [...new Set(samples.map(({ group }) => group.turbulence_level))];
  const level = wanted === undefined ? null : positive("--turbulence-level", wanted, "a level up to 1");
  if (level !== null && !all.includes(level))
    throw new UsageError(`--turbulence-level: found ${wanted}, expected one of this run: ${all.join(", ")}`);
  return all
    .filter((eta) => level === null || eta === level)
    .map((eta) => {
      const own = samples.filter(({ group }) => group.turbulence_level === eta);
      if (own.length < 2) {
        throw new UsageError(
          `${dir}: found a run with one rigidity, ${own[0].group.rigidity_TV} TV, expected two or more, between which the response is interpolated: larmor run --set 'particles.rigidity_TV=[10,100,1000]' --out NEW`,
        );
      }
      return own;
    });
}

function write(out: string, run: Run, answer: Inference, result: object, drawing: Drawing): void {
  onDisk(out, "making the folder", () => makeFolders(out));
  const withMaps = JSON.stringify(result, (key, value) =>
    key === "map" ? { nside: NSIDE, ordering: "RING", probability: [...value] } : value,
  );
  writeWhole(join(out, "infer.json"), `${withMaps}\n`);
  const files = [join(out, "infer.json"), ...writeDrawing(out, "infer", drawing)];
  const { frame } = result as { frame: string };
  for (const [name, place, what] of [
    ["b0", answer.b0_deg, "direction of the regular field"],
    ["gradient", answer.gradient_deg, "direction of the gradient"],
  ] as [string, Place | null, string][]) {
    if (place === null) continue;
    const bytes = fitsMap({
      nside: NSIDE,
      coordinates: frame === "icrs" ? "C" : "G",
      columns: [{ name: "PROB", unit: "", about: "posterior probability of the pixel", values: place.map }],
      cards: [["FRAME", frame === "icrs" ? "ICRS" : "GALACTIC", what]],
      comments: [`Run ${run.provenance.config_sha256}`],
    });
    writeWhole(join(out, `${name}.fits`), bytes);
    files.push(join(out, `${name}.fits`));
  }
  say(`wrote ${files.join(", ")}`);
}

function text(answer: Inference, data: Datum[], prior: string): string {
  const row = (name: string, value: Answer | null) =>
    value === null
      ? [name, "no regular field", ""]
      : [name, ...[value, value.prior].map((x) => `${short(x.median, 2)} (${short(x.q16, 2)} to ${short(x.q84, 2)})`)];
  const place = (name: string, value: Place | null) =>
    value === null
      ? [name, "no regular field", ""]
      : [name, `${value.best.map((x) => x.toFixed(0)).join(", ")}; 68 % in ${short(value.area68_deg2, 2)} deg²`, ""];
  const rows = [
    ["", "median (68 %)", "before the data"],
    row("gradient along B0, 1/kpc", answer.gradient_along_b0_per_kpc),
    row("gradient, 1/kpc", answer.gradient_per_kpc),
    row("angle to the line of B0, degrees", answer.angle_deg),
    place("direction of B0", answer.b0_deg),
    place("direction of the gradient", answer.gradient_deg),
  ];
  const evidence = Object.entries(answer.log_evidence).map(([level, log]) => `${level}: ${log.toFixed(1)}`);
  const { best, typical, numbers } = answer.chi2;
  return `${[
    ...wrap(`${data.length} first harmonics: ${[...new Set(data.map(({ name }) => name))].join(", ")}.`, WIDTH),
    ...wrap(`Gradient before the data: ${prior}.`, WIDTH),
    ...columns(rows, "l"),
    ...wrap(
      `ln evidence by turbulence level: ${evidence.join(", ")}. Effective realisations: ${answer.effective_realisations.toFixed(1)}. chi² of ${numbers} numbers: best realisation ${best.toFixed(0)}, typical ${typical.toFixed(0)}.`,
      WIDTH,
    ),
  ].join("\n")}\n`;
}
