import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Group, groupNumber, groups } from "../../config/config.js";
import { shortened, shown } from "../../config/errors.js";
import { arrivalFITS, mapName } from "../../export/arrival_map.js";
import { writeCSV } from "../../export/csv.js";
import { writeHDF5 } from "../../export/hdf5.js";
import { readHDF5 } from "../../export/hdf5_read.js";
import { interruptible, type Watch } from "../../export/interruptible.js";
import { placed } from "../../export/place.js";
import { onDisk } from "../../store/errors.js";
import { isFolder, isThere, Run } from "../../store/store.js";
import { decimal } from "../../words/decimal.js";
import { checkDensity, gradientOf, gradientOptions, viewOptions } from "../analysis_options.js";
import { command, configOptions, EXIT, UsageError, wholeNumber } from "../command.js";
import { configOf } from "../config_input.js";
import { exportField, fieldOptions, readFieldOptions } from "../export_field.js";
import { fileProgress, LARGEST_NSIDE, readNside, sameKernel } from "../map_options.js";
import { need } from "../optional_packages.js";
import { printNames, say, warn } from "../output.js";
import { ProgressLine } from "../progress.js";
import { stoppable } from "../stoppable.js";

const FORMATS = ["hdf5", "fits", "csv", "field", "modes"] as const;
/** Those that a config is enough for. */
const OF_A_FIELD: readonly string[] = ["field", "modes"];

export default command({
  usage: "export DIR|CONFIG --hdf5|--fits|--csv|--field CELLS|--modes --out FILE_OR_DIR [options]",
  about: `Writes a run, or the field of one realisation of a run or a config, in formats that other programs read. --out is a file; for
several formats or maps it is a folder.

  --hdf5  run.h5: all realisations, compressed, with units, config and hashes; \`larmor import\` makes a run folder from it
  --csv   run.csv: a row for each realisation and path length, the same numbers
  --fits  the sky of one realisation as a HEALPix map (RING), as a telescope sees it, for a gradient; its trajectories are computed again and must reproduce the response tensor of the run
  --field  the field of one realisation in the frame of the run at the nodes of a grid, B[ix, iy, iz, component]; fieldFromGrid and field.model "cube" read it, but they repeat it, and it does not close at its faces: each level of nested grids has a box of its own, turned at random
  --modes  its plane waves, which fieldFromModes reads`,
  positionals: [1, 1],
  options: {
    hdf5: { about: "write HDF5" },
    csv: { about: "write CSV" },
    fits: { about: "write FITS" },
    ...fieldOptions,
    out: { value: "PATH", about: "the file, or the folder; an existing file is replaced" },
    realisation: {
      value: "K",
      about:
        "realisation of the map or the field; default 0. With --fits into a folder also all: a map of each that the run has",
    },
    nside: {
      value: "N",
      about: `resolution of the map, a power of two up to ${LARGEST_NSIDE}; default: that of the run`,
    },
    ...gradientOptions,
    direction: {
      value: "CONVENTION",
      about: "convention of the map: arrival, where a telescope looks (default); momentum, where particles go",
    },
    "turbulence-level": { ...viewOptions["turbulence-level"], about: "turbulence level of the map or the field" },
    "rigidity-TV": { ...viewOptions["rigidity-TV"], about: "rigidity of the map or the field" },
    ...configOptions,
  },
  examples: [
    ["all numbers for h5py", "larmor export out --hdf5 --out run.h5"],
    [
      "the sky of realisation 3 for healpy",
      "larmor export out --fits --realisation 3 --turbulence-level 0.1 --out sky.fits",
    ],
    [
      "the skies of all realisations",
      "larmor export out --fits --realisation all --turbulence-level 0.1 --rigidity-TV 1000 --out skies/",
    ],
    ["the field itself", "larmor export out --field 64 --side-pc 20 --turbulence-level 0.1 --out field.npy"],
    ["all formats in one folder", "larmor export out --hdf5 --csv --fits --out exported"],
  ],
  async run(given, [place]) {
    const wanted = FORMATS.filter((format) => given[format]);
    if (wanted.length === 0)
      throw new UsageError("found no format, expected --hdf5, --fits, --csv, --field or --modes");
    if (given.out === undefined) throw new UsageError("--out: found nothing, expected the file to write, or a folder");
    const { out } = given;
    const every = given.realisation === "all";
    const realisation =
      given.realisation === undefined || every ? 0 : wholeNumber("--realisation", given.realisation, 0, 1e7);
    const choice = {
      nside: given.nside === undefined ? undefined : readNside(given.nside),
      gradient: gradientOf(given),
      convention: readConvention(given.direction),
    };
    const several = wanted.length > 1 || isFolder(out) || /[/\\]$/.test(out);
    if (every && (!given.fits || given.field !== undefined || given.modes || !several))
      throw new UsageError(
        "--realisation: found all, expected a number, or all with --fits and a folder as --out (a new one ends with /)",
      );
    const ofField = await readFieldOptions(given, out, several);
    if (given.hdf5) await need("HDF5");
    const alone = isThere(place) && !isFolder(place); // a config
    const asked = wanted.find((format) => !OF_A_FIELD.includes(format));
    if (alone && asked !== undefined)
      throw new UsageError(`--${asked}: found with a file, ${shortened(place)}, expected with the folder of a run`);
    if (!alone && (given.preset !== undefined || given.set.length > 0))
      throw new UsageError(
        `--${given.preset === undefined ? "set" : "preset"}: found with a run, expected with a config`,
      );
    if (given.density !== undefined && !given.fits)
      throw new UsageError(
        "--density: found without --fits, expected with it: HDF5 and CSV have the dipoles of every density of the run, and a field has none",
      );
    const run = alone ? undefined : await Run.read(place, warn);
    if (run !== undefined) checkDensity(run.config, given.density);
    const config = run?.config ?? (await configOf({ preset: given.preset, set: given.set }, place));
    const isOfField = ofField.grid !== undefined || ofField.modes;
    const all = run?.groups ?? groups(config);
    const found = given.fits || isOfField ? chosen(all, given["turbulence-level"], given["rigidity-TV"]) : [];
    const maps = given.fits ? found : [];
    if (found.length > 1 && (isOfField || (maps.length > 1 && !several))) {
      const options = found.map((map) => `--turbulence-level ${map.turbulence_level} --rigidity-TV ${map.rigidity_TV}`);
      const folder = isOfField ? "" : ", or a folder as --out (a new one ends with /)";
      throw new UsageError(
        `--${isOfField ? "field or --modes" : "fits"}: found ${found.length} groups, expected one of ${options.join(", ")}${folder}`,
      );
    }
    const name = (inFolder: string) => (several ? join(out, inFolder) : out);
    const line = new ProgressLine(false);
    const written: string[] = [];
    let pending = out;
    const stopped = () =>
      `stopped; ${written.length > 0 ? `${written.join(", ")} written, ` : ""}${pending} not: the same command begins anew`;
    return stoppable({ line, stopped }, async (signal) => {
      const watched = (file: string): Watch => ({ signal, progress: fileProgress(line, file, "realisations") });
      if (given.hdf5 && run !== undefined) {
        pending = name("run.h5");
        await hdf5(run, pending, watched(pending));
        written.push(pending);
      }
      if (given.csv && run !== undefined) {
        pending = name("run.csv");
        const rows = await writeCSV(run, pending, watched(pending));
        report(pending, `${rows} rows`);
        written.push(pending);
      }
      if (run !== undefined && (maps.length > 0 || isOfField)) await sameKernel(run);
      const those = (group: Group) => (every && run !== undefined ? realisationsOf(run, group) : [realisation]);
      const skies =
        run === undefined ? [] : maps.flatMap((group) => those(group).map((k) => ({ group, realisation: k })));
      for (const { group, realisation } of skies) {
        const file = name(mapName(group, realisation));
        pending = file;
        const watch = { signal, progress: fileProgress(line, file) };
        const bytes = await arrivalFITS(run as Run, group, { ...choice, realisation, ...watch });
        await placed(file, (temporary) => onDisk(file, "writing", () => writeFileSync(temporary, bytes)));
        written.push(file);
        report(
          file,
          `realisation ${realisation} at ${group.rigidity_TV} TV, turbulence level ${group.turbulence_level}`,
        );
      }
      if (isOfField) {
        pending = name("field.npy");
        const exporting = { config, group: found[0], realisation, name, signal, line };
        await exportField(ofField, {
          ...exporting,
          report: (file, content) => {
            written.push(file);
            report(file, content);
          },
        });
      }
      return EXIT.done;
    });
  },
});

/** The realisations of a group that a run has, in order. */
const realisationsOf = (run: Run, group: Group): number[] =>
  Array.from({ length: run.config.ensemble.realisations }, (_, k) => k).filter((k) =>
    run.has(groupNumber(run.groups, group), k),
  );

/** The path on stdout, what the file holds on stderr. */
function report(file: string, content: string): void {
  say(content);
  printNames([file]);
}

async function hdf5(run: Run, file: string, watch: Watch): Promise<void> {
  const verify = async (written: string) => {
    const back = await readHDF5(written);
    try {
      let found = 0;
      for await (const _ of interruptible(back.records(), run.done(), watch)) found += 1;
      if (found !== run.done()) throw new Error(`${found} of ${run.done()} realisations came back from ${file}`);
    } finally {
      back.close();
    }
  };
  const count = await writeHDF5(run, file, verify, watch);
  report(file, `${count} of ${run.total()} realisations, read back and compared`);
}

function chosen(groups: Group[], level: string | undefined, rigidity: string | undefined): Group[] {
  const found = groups.filter(
    (group) =>
      (level === undefined || decimal(level) === group.turbulence_level) &&
      (rigidity === undefined || decimal(rigidity) === group.rigidity_TV),
  );
  if (found.length > 0) return found;
  const known = groups.map((group) => `(${group.turbulence_level}, ${group.rigidity_TV} TV)`).join(", ");
  const asked = `(${shortened(level ?? "any")}, ${shortened(rigidity ?? "any")} TV)`;
  throw new UsageError(`--turbulence-level, --rigidity-TV: found ${asked}, expected a group of the run: ${known}`);
}

function readConvention(text = "arrival"): "arrival" | "momentum" {
  if (text !== "arrival" && text !== "momentum") {
    throw new UsageError(`--direction: found ${shown(text)}, expected arrival or momentum`);
  }
  return text;
}
