// What a field is, as tables for the terminal.

import { CELLS_OF_A_WAVE } from "../../config/warnings.js";
import type { Measured } from "../../statistics/jackknife.js";
import type { Continuation } from "../../turbulence/continuation.js";
import { MOST_JUMP } from "../../turbulence/faces.js";
import { CONE_DEG } from "../../turbulence/increments.js";
import type { FieldMeasures } from "../../turbulence/measure.js";
import type { Resolution } from "../../turbulence/resolution.js";
import { columns, definitions, WIDTH, wrap } from "../../words/lines.js";
import { short, withError } from "../../words/numbers.js";

/** Where a field came from. */
type Source =
  | { model: string; realisation: number; turbulence_level: number; rigidity_TV: number; inner_scale_pc: number }
  | {
      model: string;
      file: string | null;
      cells: readonly number[];
      cell_pc: readonly number[];
      joint_pc: number | null;
      /** uG of a value 1 of the file */
      unit_uG: number;
      /** whether that follows from total_rms_uG, and not from field.cube_unit_uG */
      scaled_to_total_rms_uG: boolean;
    };

/** What is measured of a field; null: it is no cube that goes on below its cells. */
export interface Measures extends FieldMeasures {
  continuation: Continuation | null;
}

/** A field, and what is known of it: the JSON of `larmor field`. */
export interface Looked extends Measures {
  config_sha256: string;
  source: Source;
  rigidities: Resolution[];
}

export function fieldText(looked: Looked): string {
  return `${[
    ...wrap(sourceLine(looked.source), WIDTH),
    ...scaleLines(looked),
    "",
    ...definitions(properties(looked))
      .split("\n")
      .map((line) => line.slice(2)),
    ...wrap(isotropyNote(looked), WIDTH),
    ...facesNote(looked),
    "",
    `Increments between two places (kurtosis 3: Gaussian), <|dB|^2> in uG^2`,
    ...columns(incrementLines(looked), "r"),
    ...wrap(exponentLine(looked), WIDTH),
    "",
    "What particles find of it",
    ...table(looked.rigidities),
    ...wrap(resonanceNote(looked.rigidities), WIDTH),
  ].join("\n")}\n`;
}

function sourceLine(source: Source): string {
  if ("cells" in source) {
    const [cell, ...others] = new Set(source.cell_pc);
    const sides = others.length === 0 ? short(cell) : source.cell_pc.map((side) => short(side)).join(" x ");
    return `Cube ${source.file ?? ""}, ${source.cells.join(" x ")} cells of ${sides} pc${source.joint_pc === null ? "" : `; continued below ${short(source.joint_pc)} pc, and measured alone but for the row that says so`}`;
  }
  const { model, realisation, turbulence_level, rigidity_TV, inner_scale_pc } = source;
  return `Realisation ${realisation} of ${model}, turbulence level ${turbulence_level}, inner scale ${short(inner_scale_pc)} pc (that of ${rigidity_TV} TV)`;
}

/** How the values of a cube became uG. */
function scaleLines({ source, rms_uG }: Looked): string[] {
  if (!("cells" in source)) return [];
  const unit = `a value 1 of the file is ${short(source.unit_uG)} uG`;
  const scaled = `Scaled to field.total_rms_uG = ${short(rms_uG)} (${unit}); --set field.cube_unit_uG=1 takes the values of the file as uG.`;
  return wrap(source.scaled_to_total_rms_uG ? scaled : `Unit: ${unit} (field.cube_unit_uG).`, WIDTH);
}

const text = ({ value, error }: Measured) => withError(value, error);

function properties(looked: Looked): [name: string, found: string][] {
  const { mean_uG, mean_error_uG, mean_direction_deg, rms_uG, sampled_rms_uG, turbulence_level, spectrum } = looked;
  const mean = withError(Math.hypot(...mean_uG), mean_error_uG === 0 ? null : mean_error_uG);
  const axes = "cells" in looked.source ? "the cube's axes" : "the run's axes";
  const angles = mean_direction_deg?.map((angle) => short(angle)).join(", ");
  const direction =
    angles === undefined ? ", zero within its error: no regular field" : ` towards (${angles}) degrees, ${axes}`;
  const sampled = sampled_rms_uG === null ? "" : `; sampled ${text(sampled_rms_uG)}`;
  const [x, y, z] = spectrum.components.map(text);
  const [kx, ky, kz] = spectrum.wavevectors.map(text);
  const { all, resolved } = spectrum.divergence;
  const part = looked.below_four_cells;
  const damped: [string, string][] =
    part === null
      ? []
      : [["waves below 4 cells", `${part < 1e-6 ? 0 : short(100 * part, 2)} % of the variance, damped between nodes`]];
  return [
    ["mean field", Math.hypot(...mean_uG) === 0 ? "none" : `${mean} uG${direction}`],
    ["rms, total", `${short(rms_uG)} uG${sampled}`],
    ["rms, turbulent", `${short(looked.turbulent_uG)} uG`],
    ["turbulence level", text(turbulence_level)],
    ["spectrum", slopeText(spectrum.fit)],
    ["coherence length", `${short(spectrum.coherence_pc)} pc`],
    ...damped,
    ["div B / grad B", divergenceText(all, resolved, looked)],
    ["components", `${x}; ${y}; ${z}`],
    ["wave vectors", `${kx}; ${ky}; ${kz}`],
    ...continued(looked.continuation),
  ];
}

function continued(continuation: Continuation | null): [string, string][] {
  if (continuation === null) return [];
  const { joint_pc, inner_scale_pc, index, there_uG, step } = continuation;
  const seen = step === null ? "" : `; power at the joint ${text(step)} of the cube's`;
  return [
    [
      "continued",
      `${short(joint_pc)} to ${short(inner_scale_pc)} pc: E ~ k^-${short(index)}, rms ${short(there_uG)} uG${seen}`,
    ],
  ];
}

function isotropyNote({ mean_direction_deg }: Looked): string {
  const axes = mean_direction_deg === null ? "along x, y and z" : "along the mean field and twice across it";
  return `Components, wave vectors: 3 <B_i^2>/<dB^2> and 3 <k_i^2/k^2> of the turbulence ${axes}; 1 where it is isotropic.`;
}

/** A cube that is not periodic is flown through as if it were, and measured so. */
function facesNote({ face_jumps }: Looked): string[] {
  const open = (face_jumps ?? []).flatMap((jump, axis) => (jump !== null && jump > MOST_JUMP ? [{ jump, axis }] : []));
  if (open.length === 0) return [];
  const axes = open.map(({ jump, axis }) => `${short(jump, 2)} times along ${"xyz"[axis]}`).join(", ");
  const sentence = `Not periodic: at its faces the field changes from node to node more than inside, ${axes}. It is repeated all the same, and the divergence and the spectrum of short waves are those of the jumps; no pair of places below is taken across them.`;
  return ["", ...wrap(sentence, WIDTH)];
}

function divergenceText(
  all: number,
  resolved: number | null,
  { sampled_divergence, below_four_cells }: Looked,
): string {
  const number = (x: number) => (x < 1e-9 ? "0" : short(x, 2));
  if (below_four_cells === null)
    return `${number(all)} of the waves; ${short(sampled_divergence ?? 0, 2)} as particles see it`;
  const long = resolved === null ? "" : `; waves of ${CELLS_OF_A_WAVE} cells and more ${short(resolved, 2)}`;
  return `${short(all, 2)}${long} (0.58 if unrelated)`;
}

function slopeText(fit: Looked["spectrum"]["fit"]): string {
  if (fit === null) return "too few waves for a slope";
  const { slope, longest_pc, shortest_pc, halves } = fit;
  const bend =
    halves === null ? "" : `; no power law: ${text(halves[0])} of the longer half, ${text(halves[1])} of the shorter`;
  return `E ~ k^p, p = ${text(slope)}, waves of ${short(longest_pc)} to ${short(shortest_pc)} pc${bend}`;
}

const orDash = (estimate: Measured | null) => (estimate === null ? "-" : text(estimate));

function incrementLines({ increments: { distances } }: Looked): string[][] {
  return [
    ["distance [pc]", "kurtosis", "all directions", "along B", "across B"],
    ...distances.map(({ distance_pc, kurtosis, all, along, across }) => [
      short(distance_pc),
      ...[kurtosis, all, along, across].map(orDash),
    ]),
  ];
}

function exponentLine({ increments: { exponents, fitted_pc } }: Looked): string {
  const cone = `along, across: within ${CONE_DEG} degrees of the local field, and of the plane across it`;
  if (fitted_pc === null)
    return `No exponents: too few distances between the shortest waves and the coherence length; ${cone}.`;
  const { all, along, across } = exponents;
  const range = fitted_pc.map((distance) => short(distance)).join(" to ");
  return `Exponents of distance from ${range} pc: ${orDash(all)}; along ${orDash(along)}; across ${orDash(across)}; ${cone}.`;
}

function resonanceNote(rigidities: Resolution[]): string {
  return rigidities.every(({ least_mu }) => least_mu === null)
    ? "Of these anisotropic waves those resonate whose k_par r_g reaches 1; resolved says whether the inner scale leaves them."
    : "Wave: 2 pi r_g, which resonates at pitch angle 0; the waves that are there resonate with |mu| from the one given to 1.";
}

const VERDICTS = { resolved: "yes", marginal: "marginal", "not resolved": "no" };

function table(rigidities: Resolution[]): string[] {
  const cells = rigidities.some(({ gyroradius_cells }) => gyroradius_cells !== null);
  const names = ["TV", "r_g [pc]", "cells", "wave [pc]", "cells", "|mu| from", "resolved"];
  const rows = rigidities.map((r) => [
    String(r.rigidity_TV),
    short(r.gyroradius_pc),
    r.gyroradius_cells === null ? "" : short(r.gyroradius_cells),
    short(r.wave_pc),
    r.wave_cells === null ? "" : short(r.wave_cells),
    r.least_mu === null || r.least_mu > 1 ? "-" : short(r.least_mu, 2),
    VERDICTS[r.verdict] + (r.reason === "" ? "" : `: ${r.reason}`),
  ]);
  const lines = [names, ...rows];
  return cells
    ? columns(lines, "rrrrrrl")
    : columns(
        lines.map((line) => line.filter((_, c) => c !== 2 && c !== 4)),
        "rrrrl",
      );
}
