/** Which of a user's own measurements stand beside the amplitudes at one rigidity, and what agrees with them. */

import { namesText } from "../../words/lists.js";
import { scientific } from "../../words/numbers.js";
import { type Measurement, nameOf, rangeOf } from "./measurements.js";

export interface OwnMeasurement {
  /** experiment and energy: "Mine 2026, 800 TeV" */
  name: string;
  kind: Measurement["kind"];
  amplitude: number;
  /** amplitudes from the first to below the second agree; null: a value without an error */
  range: readonly [number, number] | null;
  /** declinations of the first harmonic, degrees; absent: the projection on the equatorial plane */
  band?: readonly [number, number];
}

/** Rigidity in TV and energy in TeV, of protons, are within this factor of each other. */
const NEAR = 2;
/** More would hide what they are drawn over. */
const MOST = 3;

/** Of each experiment the row nearest in energy; `not_drawn` says which experiments are left out, and why. */
export function ownBeside(
  measured: readonly Measurement[],
  rigidity_TV: number,
): { own: OwnMeasurement[]; not_drawn: string[] } {
  const distance = ({ energy_TeV }: Measurement) => Math.abs(Math.log(energy_TeV / rigidity_TV));
  const nearest = new Map<string, Measurement>();
  for (const row of measured.filter(({ layer }) => layer === "own")) {
    const held = nearest.get(nameOf(row));
    if (held === undefined || distance(row) < distance(held)) nearest.set(nameOf(row), row);
  }
  const rows = [...nearest.values()].sort((a, b) => distance(a) - distance(b));
  // 1e-12: 500 TeV are within a factor of 2 of 1000 TV
  const near = rows.filter((row) => distance(row) <= Math.log(NEAR) + 1e-12);
  const far = rows.slice(near.length).map(nameOf);
  const beyond = near.slice(MOST).map(nameOf);
  return {
    own: near.slice(0, MOST).map(ownOf),
    not_drawn: [
      ...(far.length > 0 ? [`no energy within a factor of ${NEAR} of ${rigidity_TV} TV: ${namesText(far)}`] : []),
      ...(beyond.length > 0 ? [`beyond the ${MOST} nearest in energy: ${namesText(beyond)}`] : []),
    ],
  };
}

function ownOf(row: Measurement): OwnMeasurement {
  const { kind, amplitude, energy_TeV, dec_lo_deg: low, dec_hi_deg: high } = row;
  return {
    name: `${nameOf(row)}, ${energy_TeV} TeV`,
    kind,
    amplitude,
    range: rangeOf(row),
    ...(low === null || high === null ? {} : { band: [low, high] as const }),
  };
}

/** "below Mine, 800 TeV" of a limit, "within Mine, 800 TeV" of a value. */
export const agreementWith = ({ kind, name }: OwnMeasurement): string =>
  `${kind === "upper_limit" ? "below" : "within"} ${name}`;

/** The measurements, and what first harmonics they are. */
export function ownText(own: readonly OwnMeasurement[]): string {
  if (own.length === 0) return "";
  const parts = own.map(({ name, kind, amplitude, range, band }) => {
    const bar = kind === "value" && range !== null ? ` (${range.map((end) => scientific(end)).join(" to ")})` : "";
    const value = `${kind === "upper_limit" ? "below " : ""}${scientific(amplitude)}${bar}`;
    return `${name}, ${value}, ${band === undefined ? "on the equatorial plane" : `in declinations ${band[0]}° to ${band[1]}°`}`;
  });
  return `Your data are taken as first harmonics: ${parts.join("; ")}.`;
}
