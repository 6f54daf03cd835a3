// Which options of `larmor figure` the figures asked for read; another one is refused, as it would change nothing.

import { catalogue, type FigureEntry, type FigureOption, readsOf } from "../figures/catalogue.js";
import { UsageError } from "./command.js";
import { readMeasurements, readPower } from "./figure_input.js";
import { figureSkyOptions } from "./figure_sky.js";

const entries: Record<string, FigureEntry> = catalogue;
export const FIGURES = Object.keys(catalogue);

type Given = Partial<Record<string, string | boolean | string[]>>;
export interface Asked {
  /** as they are typed, for messages */
  typed: readonly string[];
  /** without "all" */
  names: readonly string[];
  /** what figures draw that can draw a field or an ensemble; absent: not known yet, as no run has been read */
  ensemble?: boolean;
}
type Reads = (entry: FigureEntry) => boolean;

const OF_DATA: readonly FigureOption[] = ["data of dipoles", "data of C_l"];
const OPTIONS = [...new Set(FIGURES.flatMap((name) => readsOf(entries[name])))].filter(
  (option) => !OF_DATA.includes(option),
);

/** Throws UsageError for an option that none of the figures reads. */
export function checkOptions(given: Given, asked: Asked): void {
  const direction = given["gradient-deg"] === "gc" ? ["gradient-deg gc"] : [];
  for (const option of [...Object.keys(figureSkyOptions), ...direction])
    if (given[option.split(" ")[0]] !== undefined) check(`--${option}`, asked, ({ sky }) => sky === true);
  for (const option of OPTIONS)
    if (given[option] !== undefined)
      check(`--${option}`, asked, (entry) => readsOf(entry, asked.ensemble).includes(option));
}

function check(option: string, { typed, names, ensemble }: Asked, reads: Reads): void {
  if (names.some((name) => reads(entries[name]))) return;
  const drawn = ensemble && names.includes("cl") ? " of the run's multipoles" : "";
  const able = FIGURES.filter((name) => reads(entries[name])).join(", ");
  throw new UsageError(`${option}: found with ${typed.join(", ")}${drawn}, expected with one of ${able}`);
}

/** The tables of --data that the figures read; throws UsageError for one that none of them does. */
export function dataOf(files: string[], asked: Asked) {
  const { names, ensemble } = asked;
  const [ofDipoles, ofPower] = OF_DATA.map((option) =>
    names.some((name) => readsOf(entries[name], ensemble).includes(option)),
  );
  if (files.length > 0 && !ofDipoles && !ofPower) {
    if (ensemble === false && names.includes("cl"))
      throw new UsageError(
        "--data: found with cl of one realisation, expected with cl of a run with multipoles (larmor run --set transport.multipoles=4 --out DIR), without --realisation",
      );
    check("--data", asked, (entry) => OF_DATA.some((option) => readsOf(entry).includes(option)));
  }
  const { measured_power, others } = readPower(files);
  const ofC_l = files.find((file) => !others.includes(file));
  if (ofC_l !== undefined && !ofPower)
    throw new UsageError(
      `--data ${ofC_l}: found a column C_l, expected a table of dipoles; that of C_l is for cl of a run with multipoles`,
    );
  if (others.length > 0 && !ofDipoles)
    throw new UsageError(`--data ${others[0]}: found no column C_l, expected a table of measured C_l`);
  return { measured_power, measured: readMeasurements(others) };
}
