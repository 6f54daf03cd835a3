import { shellWord } from "../words/shell.js";
// From a run folder and the command line to what the figures are drawn from.

import { closeSync, openSync, readFileSync } from "node:fs";
import type { FigureInput, GradientChoice } from "../figures/input.js";
import { DataError, type Measurement, parseMeasurements } from "../figures/measured/measurements.js";
import { isPowerTable, type MeasuredPower, parsePower } from "../figures/measured/power.js";
import { PAPER_GRADIENT } from "../response/dipole.js";
import { allMultipoles, type MultipoleStatistics, skiesOf } from "../response/multipole_statistics.js";
import { type BandGeometry, bandGeometry, type PartialSky, partialSky } from "../response/partial_sky.js";
import { newSummary, type Summary } from "../response/summary.js";
import { readAtMost } from "../store/disk.js";
import { errorCode } from "../store/errors.js";
import { FolderError, holdsRun, isFolder, isThere, Run } from "../store/store.js";
import { checkDensity } from "./analysis_options.js";
import { UsageError } from "./command.js";
import { say, warn } from "./output.js";
import { bundledMeasurements } from "./package.js";

const LARGEST_TABLE = 2e6;

/** Reads and checks a whole run folder; throws FolderError. The summary is that for the gradient given. */
export async function readRun(
  dir: string,
  { direction_deg, per_kpc, density }: Pick<GradientChoice, "direction_deg" | "per_kpc" | "density"> = PAPER_GRADIENT,
): Promise<{ run: Run; samples: FigureInput["samples"]; summary: () => Summary }> {
  if (isThere(dir) && !isFolder(dir)) throw new FolderError(dir, "a file, expected the run folder");
  if (!isThere(dir)) throw new FolderError(dir, "there is no such folder; make a run with: larmor run --out DIR");
  if (!holdsRun(dir)) throw new FolderError(dir, `holds no run; make one with: larmor run --out ${shellWord(dir)}`);
  const run = await Run.read(dir, warn);
  const { kernel_sha256, numerics } = run.provenance;
  checkDensity(run.config, density);
  const gradient = { direction_deg, per_kpc, ...(density === undefined ? {} : { density }) };
  const statistics = newSummary(run.config, { kernel_sha256, numerics }, gradient);
  for (const record of run.records()) statistics.add(record);
  const samples = run.groups.map(({ turbulence_level, rigidity_TV }) => {
    const sample = statistics.sample(turbulence_level, rigidity_TV);
    if (sample === undefined) throw new Error("a group of the config has no statistics");
    return sample;
  });
  return { run, samples, summary: () => statistics.summary() };
}

/** What the figures draw of a run, seen as the command line asks for. */
export const inputOf = (
  run: Run,
  samples: FigureInput["samples"],
  view: Pick<FigureInput, "measured" | "gradient" | "convention" | "only">,
): FigureInput => ({ config: run.config, ...runOf(run), samples, ...view });

/** What a figure says of the run that it is drawn from. */
export const runOf = ({
  provenance: { config_sha256, device },
}: Run): Pick<FigureInput, "config_sha256" | "device"> => ({
  config_sha256,
  ...(device === undefined ? {} : { device: device.adapter }),
});

/** Says that a run is not complete: its figure would look like that of the whole. */
export function sayIncomplete(run: Run): void {
  const [done, total] = [run.done(), run.total()];
  if (done < total) {
    say(`${run.dir}: not complete, ${done} of ${total} realisations; drawn are these`);
  }
}

/** The statistics of a run's multipoles; undefined where it recorded none. */
export const multipolesOf = (run: Run): MultipoleStatistics[] | undefined =>
  run.config.transport.multipoles === undefined
    ? undefined
    : allMultipoles(run.groups, run.records(), run.config.field.regular_direction_deg);

/** The multipoles of the groups that have any in a band of declinations, with the field of the run where it is told. */
export function partialSkies(
  run: Run,
  declinations_deg: readonly [number, number],
  field_icrs_deg: readonly [number, number],
): { bands: BandGeometry[]; partial_skies: PartialSky[] } {
  const { regular_direction_deg } = run.config.field;
  const groups = run.groups.filter(({ multipoles }) => multipoles !== undefined);
  const skies = skiesOf(groups, run.records());
  const used = groups.map((group, g) => ({ group, own: skies[g] })).filter(({ own }) => own.length > 0);
  const bands = used.map(({ group }) => bandGeometry(group.multipoles ?? 0, declinations_deg));
  return {
    bands,
    partial_skies: used.map(({ group, own }, g) =>
      partialSky(group, own, regular_direction_deg, field_icrs_deg, bands[g]),
    ),
  };
}

/** The measurements that come with larmor, and those of the user's files; throws UsageError. */
export function readMeasurements(files: string[]): Measurement[] {
  const own = files.flatMap((file) =>
    dataOf(() => parseMeasurements(readTable(file), file)).map((m): Measurement => ({ ...m, layer: "own" })),
  );
  return [...parseMeasurements(readFileSync(bundledMeasurements, "utf8"), "data/dipoles.csv"), ...own];
}

/** Tables of C_l among the user's files, and the other files; throws UsageError. */
export function readPower(files: string[]): { measured_power: MeasuredPower[]; others: string[] } {
  const tables = files.map((file) => ({ file, text: readTable(file) }));
  const areOfPower = tables.map(({ file, text }) => dataOf(() => isPowerTable(text, file)));
  return {
    measured_power: tables.flatMap(({ file, text }, k) => (areOfPower[k] ? dataOf(() => parsePower(text, file)) : [])),
    others: files.filter((_, k) => !areOfPower[k]),
  };
}

function dataOf<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DataError) throw new UsageError(`--data ${error.message}`);
    throw error;
  }
}

function readTable(file: string): string {
  let bytes: Buffer | undefined;
  try {
    const fd = openSync(file, "r");
    try {
      bytes = readAtMost(fd, LARGEST_TABLE);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const code = errorCode(error);
    const found =
      code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : `a file that cannot be read (${code})`;
    throw new UsageError(`--data ${file}: found ${found}, expected a table of measurements (CSV)`);
  }
  if (bytes === undefined)
    throw new UsageError(`--data ${file}: found more than ${LARGEST_TABLE} bytes, expected a table of measurements`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`--data ${file}: found bytes that are no UTF-8, expected a table of measurements (CSV)`);
  }
}
