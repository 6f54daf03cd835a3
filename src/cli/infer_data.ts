// Which measurements `infer` takes, and which it leaves out and why.

import { shown } from "../config/errors.js";
import { type Measurement, nameOf } from "../figures/measured/measurements.js";
import { datumOf, isUsable, type MeasuredDatum } from "../inference/data.js";
import { bandFactor } from "../response/first_harmonic.js";
import type { Sample } from "../response/sample.js";
import { decimal } from "../words/decimal.js";
import { UsageError } from "./command.js";
import { readMeasurements } from "./figure_input.js";
import { type NotUsed, notUsed } from "./not_used.js";

/** Those that saw amplitude and phase on both sides of the turn near 200 TeV, in one analysis each. */
export const EXPERIMENTS = ["IceCube 2016", "Tibet AS-gamma 2017", "ARGO-YBJ 2018", "LHAASO-KM2A 2021"];

/** Measurements to take, and those of the experiments asked for that an older publication has. */
export interface Chosen {
  rows: Measurement[];
  older: Measurement[];
}

export function own({ data, experiments }: { data: string | undefined; experiments: string | undefined }): Chosen {
  const rows = readMeasurements([data as string]).filter(({ layer }) => layer === "own");
  return experiments === undefined ? { rows, older: [] } : chosenOf(rows, experiments);
}

/** Of an experiment without a year the newest publication that can be used. */
export function chosenOf(all: Measurement[], list: string | undefined): Chosen {
  const rows = new Set<Measurement>();
  const older = new Set<Measurement>();
  for (const name of list === undefined ? EXPERIMENTS : list.split(",").map((name) => name.trim())) {
    const named = all.filter((row) => row.experiment === name || nameOf(row) === name);
    if (named.length === 0) {
      const known = [...new Set(all.map(({ experiment }) => experiment))].join(", ");
      throw new UsageError(`--experiments: found ${shown(name)}, expected names with commas between: ${known}`);
    }
    const usable = named.filter(isUsable);
    const newest = (usable.length > 0 ? usable : named).reduce((year, row) => Math.max(year, row.year ?? 0), 0);
    for (const row of named) ((row.year ?? 0) === newest ? rows : older).add(row);
  }
  return { rows: [...rows], older: [...older].filter((row) => !rows.has(row)) };
}

export function dataOf(
  { rows: measured, older }: Chosen,
  energies: string | undefined,
  level: Sample[],
  model_error: number,
  factor: number,
): { data: MeasuredDatum[]; not_used: NotUsed[] } {
  const usable = measured.filter(isUsable);
  if (usable.length === 0) {
    const phases = measured.filter(({ phase_deg }) => phase_deg !== null).length;
    throw new UsageError(
      `the data: found ${measured.length} rows, ${phases} of them with a phase, expected rows of kind value with phase_deg and an error of the amplitude (stat_lo, stat_hi or sys)`,
    );
  }
  const rigidities = level.map(({ group }) => group.rigidity_TV);
  const [least, most] = [Math.min(...rigidities), Math.max(...rigidities)];
  let [low, high] = [least, most];
  if (energies !== undefined) {
    const parts = energies.split("..").map(decimal);
    [low, high] = parts;
    if (parts.length !== 2 || !(low > 0 && low < high))
      throw new UsageError(`--energies: found ${shown(energies)}, expected MIN..MAX in TeV, as in 10..1000`);
    if (low < least || high > most)
      throw new UsageError(
        `--energies: found ${energies} TeV, expected energies within the rigidities of the run, ${least}..${most} TV; or run more rigidities`,
      );
  }
  const inside = usable.filter(({ energy_TeV }) => energy_TeV >= low && energy_TeV <= high);
  if (inside.length === 0) {
    const found = usable.map(({ energy_TeV }) => energy_TeV);
    throw new UsageError(
      `the data: found energies from ${Math.min(...found)} to ${Math.max(...found)} TeV, expected some from ${low} to ${high} TeV, within the rigidities of the run`,
    );
  }
  const data = inside.map((row) => {
    const { dec_lo_deg: low, dec_hi_deg: high } = row;
    return datumOf(row, model_error, low === null || high === null ? factor : bandFactor([low, high]));
  });
  const label = (row: Measurement) => `${nameOf(row)}, ${row.energy_TeV} TeV`;
  const without = measured.filter((row) => !isUsable(row));
  const values = without.filter(({ kind }) => kind === "value");
  const range = `${low}..${high} TeV, ${energies === undefined ? "the rigidities of the run" : "of --energies"}`;
  return {
    data,
    not_used: notUsed([
      { reason: "--experiments without a year takes the newest publication", rows: older.map(label) },
      { reason: "an upper limit", rows: without.filter(({ kind }) => kind === "upper_limit").map(label) },
      { reason: "no phase_deg", rows: values.filter(({ phase_deg }) => phase_deg === null).map(label) },
      {
        reason: "no error of the amplitude (stat_lo, stat_hi or sys)",
        rows: values.filter(({ phase_deg }) => phase_deg !== null).map(label),
      },
      { reason: `energy outside of ${range}`, rows: usable.filter((row) => !inside.includes(row)).map(label) },
    ]),
  };
}
