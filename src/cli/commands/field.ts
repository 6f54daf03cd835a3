// What a field is, before a particle flies in it.

import { setImmediate } from "node:timers/promises";
import { type Config, ConfigError, configIdentity, type Group, groups } from "../../config/config.js";
import { isUniform, uniformCube } from "../../config/cube.js";
import { shortened, shown } from "../../config/errors.js";
import { isCube, isSumOfWaves, MODELS } from "../../config/field_models.js";
import { cubeOf } from "../../cube/describe.js";
import { synthesise } from "../../flight/field.js";
import { measureContinuation } from "../../turbulence/continuation.js";
import { measureCube, measureWaves } from "../../turbulence/measure.js";
import { resolution } from "../../turbulence/resolution.js";
import { decimals } from "../../words/decimal.js";
import { percent, short } from "../../words/numbers.js";
import { positive } from "../analysis_options.js";
import { command, configOptions, EXIT, jsonOption, UsageError, wholeNumber } from "../command.js";
import { configOf } from "../config_input.js";
import { newDocument } from "../drawing.js";
import { print, printJSON, say } from "../output.js";
import { ProgressLine } from "../progress.js";
import { stoppable } from "../stoppable.js";
import { fieldText, type Looked, type Measures } from "../text/field_table.js";
import { checkPictureFolder, writeDrawing } from "../write_drawing.js";

const CUBE_FILE = /\.(npy|h5|hdf5)$/i;

export default command({
  usage: "field [CONFIG | FILE --cell-pc D] [options]",
  about: `Prints what a field is: mean, rms, turbulence level; the energy spectrum with its slope; coherence length; divergence; isotropy;
the kurtosis of increments, which is 3 in a Gaussian field; structure functions along and across the local field; and which rigidities it
resolves. FILE is a cube of your own (.npy, HDF5, or raw little-endian f32), whose spectrum is that of the Fourier modes of its grid; else
it is the field of one realisation of a config, whose spectrum is that of its waves, and the rest sampled at random places (seed:
ensemble.seed).

The slope is fitted to waves shorter than the peak of the spectrum and, in a cube, of eight cells or more; the exponents to distances from
four cells, or twice the shortest wave, to the coherence length over 2, or over 3. A cube takes 20 bytes of memory a cell (2.7 GB at
512^3); values stand in total_rms_uG unless the config says field.cube_unit_uG. Where the config continues it below its cells
(field.cube_continue_cells), the waves that do so are measured beside it, and the picture shows the spectrum across the joint.`,
  positionals: [0, 1],
  options: {
    "cell-pc": { value: "D", about: "side of a cell of FILE in pc, or its three sides: 0.5 or 0.5,0.5,1" },
    dataset: {
      value: "NAMES",
      about: "dataset of an HDF5 FILE, or its three with commas between; default: by the usual names",
    },
    realisation: { value: "K", about: "the realisation of a config's field; default 0" },
    "turbulence-level": { value: "X", about: "the turbulence level of a config's field; default: its first" },
    rigidity: {
      value: "LIST",
      about:
        "rigidities in TV, in place of those of the config; the field is that of the first, whose inner scale it has",
    },
    out: { value: "DIR", about: "draw field_spectrum and field_structure, SVG and CSV, into this folder" },
    ...configOptions,
    ...jsonOption,
    quiet: { about: "no progress and messages: the result and errors only" },
  },
  examples: [
    ["the field of the main job", "larmor field --turbulence-level 0.1"],
    ["pictures of its spectrum and structure functions", "larmor field --turbulence-level 0.1 --out pictures"],
    [
      "a cube of your own, here one that `larmor export` made, and the rigidities that it resolves",
      "larmor field field.npy --cell-pc 0.3125 --rigidity 100,1000,10000",
    ],
  ],
  async run(given, [place]) {
    const { out } = given;
    if (out !== undefined) checkPictureFolder(out);
    const document = out === undefined ? undefined : await newDocument(); // before the work
    const config = await configFor(given, place);
    const group = groupOf(config, given["turbulence-level"]);
    if (given.realisation !== undefined && group.cube !== undefined && group.cube.joint_pc === undefined)
      throw new UsageError(
        "--realisation: found with a cube, expected without: its realisations are places in one field",
      );
    const realisation = given.realisation === undefined ? 0 : wholeNumber("--realisation", given.realisation, 0, 1e7);
    const line = new ProgressLine(given.quiet);
    return stoppable({ line, stopped: () => "stopped; nothing is kept" }, async (signal) => {
      const progress = async (step: string, part: number) => {
        line.update(() => `${step}: ${percent(part)}`);
        await setImmediate(); // lets a signal come through
        signal.throwIfAborted();
      };
      const looked = result(config, group, realisation, await measured(config, group, realisation, progress));
      line.clear();
      if (given.json) printJSON(JSON.stringify(looked));
      else print(fieldText(looked));
      if (out !== undefined && document !== undefined) {
        const { drawFieldSpectrum } = await import("../../figures/field_spectrum.js");
        const { drawFieldStructure } = await import("../../figures/field_structure.js");
        const input = { config, config_sha256: looked.config_sha256, title: titleOf(looked), measures: looked };
        const drawings = {
          field_spectrum: drawFieldSpectrum(input, document),
          field_structure: drawFieldStructure(input, document),
        };
        const written = Object.entries(drawings).flatMap(([name, drawing]) => writeDrawing(out, name, drawing));
        if (!given.quiet) say(`wrote ${written.join(", ")}`);
      }
      return EXIT.done;
    });
  },
});

interface Asked {
  "cell-pc": string | undefined;
  dataset: string | undefined;
  rigidity: string | undefined;
  preset: string | undefined;
  set: string[];
  quiet: boolean;
}

/** The config given, or one of a cube. */
async function configFor(given: Asked, place: string | undefined): Promise<Config> {
  const { "cell-pc": cell, dataset, rigidity, ...others } = given;
  const isFile = place !== undefined && (cell !== undefined || CUBE_FILE.test(place));
  if (!isFile) {
    const idle = cell === undefined ? dataset && "dataset" : "cell-pc";
    if (idle) throw new UsageError(`--${idle}: found without a FILE of a cube, expected with one`);
  } else if (cell === undefined) {
    throw new UsageError(`--cell-pc: found nothing, expected the side of a cell of ${shortened(place)} in pc`);
  }
  const values = (option: string, text: string, counts: number[], expected: string) => {
    const numbers = decimals(text);
    if (!numbers.every((n) => n > 0 && n < Infinity) || (counts.length > 0 && !counts.includes(numbers.length)))
      throw new UsageError(`${option}: found ${shown(text)}, expected ${expected}`);
    return numbers.length === 1 && counts.length > 0 ? numbers[0] : numbers;
  };
  const own: string[] = [];
  const put = (key: string, value: unknown) => own.push(`${key}=${JSON.stringify(value)}`);
  if (isFile && cell !== undefined) {
    put("field.model", "cube");
    put("field.cube_file", place);
    put("field.cube_cell_pc", values("--cell-pc", cell, [1, 3], "a length above 0, or three with commas between"));
    if (dataset !== undefined) put("field.cube_dataset", dataset.includes(",") ? dataset.split(",") : dataset);
  }
  if (rigidity !== undefined)
    put(
      "particles.rigidity_TV",
      values("--rigidity", rigidity, [], "numbers above 0 with commas between, as in 10,100,1000"),
    );
  return configOf({ ...others, set: [...own, ...given.set] }, isFile ? undefined : place);
}

/** The group whose field is looked at; throws where there is no such field. */
function groupOf(config: Config, level: string | undefined): Group {
  const { model } = config.field;
  const all = groups(config);
  const [first] = all;
  if (first.cube === undefined && !isSumOfWaves(model))
    throw new ConfigError(
      "field.model",
      model,
      `a turbulent field: ${MODELS.filter((name) => isCube(name) || isSumOfWaves(name)).join(", ")}`,
      "Without turbulence there is nothing to look at.",
    );
  if (first.cube !== undefined && isUniform(first.cube))
    throw uniformCube(
      `It is ${short(first.regular_uG)} uG everywhere (field.total_rms_uG, or the unit times the values): there is nothing to look at.`,
    );
  if (level === undefined) return first;
  const eta = positive("--turbulence-level", level, "a level up to 1");
  const found = all.find(({ turbulence_level }) => turbulence_level === eta);
  if (found !== undefined) return found;
  const known = [...new Set(all.map(({ turbulence_level }) => turbulence_level))].join(", ");
  throw new UsageError(`--turbulence-level: found ${shown(level)}, expected one of ${known}`);
}

async function measured(
  config: Config,
  group: Group,
  realisation: number,
  progress: (step: string, part: number) => Promise<void>,
): Promise<Measures> {
  if (group.cube !== undefined) {
    const { values } = await cubeOf(config);
    const measures = await measureCube(config, group.cube, values, { progress });
    await progress("continuation", 0);
    return {
      ...measures,
      continuation: await measureContinuation(config, group, realisation, values, measures.spectrum.shells),
    };
  }
  const field = await synthesise(config, realisation, group);
  try {
    return { ...(await measureWaves(config, group, field, { progress })), continuation: null };
  } finally {
    field.dispose();
  }
}

function result(config: Config, group: Group, realisation: number, measures: Measures): Looked {
  const { field } = config;
  const { cube, turbulence_level, rigidity_TV } = group;
  const beside = groups(config).filter((other) => cube !== undefined || other.turbulence_level === turbulence_level);
  const source =
    cube === undefined
      ? { model: field.model, realisation, turbulence_level, rigidity_TV, inner_scale_pc: group.inner_scale_pc }
      : {
          model: field.model,
          file: field.cube_file ?? null,
          cells: cube.cells,
          cell_pc: cube.cell_pc,
          joint_pc: cube.joint_pc ?? null,
          unit_uG: cube.scale_uG,
          scaled_to_total_rms_uG: field.cube_unit_uG === undefined,
        };
  return {
    config_sha256: configIdentity(config),
    ...{ source, ...measures },
    rigidities: beside.map((other) => resolution(other, field)),
  };
}

function titleOf({ source }: Looked): string {
  return "cells" in source
    ? `Cube of ${source.cells.join(" × ")} cells`
    : `Realisation ${source.realisation}, model ${source.model}, η = ${source.turbulence_level}`;
}
