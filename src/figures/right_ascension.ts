// The axis of phases in right ascension, and the measured phases on it.

import * as Plot from "@observablehq/plot";
import type { Axis, Mark } from "./drawing/plotting.js";
import { dotOf, type Entry } from "./measured/experiments.js";
import type { Measurement } from "./measured/measurements.js";

/** Right ascensions are drawn from here on, so that neither of the data's two phases, near 40 and 270 degrees, is at an edge. */
export const FIRST_RA = -210;

export const raAxis: Axis = {
  label: "phase in right ascension [degrees]",
  domain: [FIRST_RA, FIRST_RA + 360],
  ticks: [-180, -135, -90, -45, 0, 45, 90, 135],
  format: (a) => String((a + 360) % 360),
};

/** On the axis. */
export const wrapped = (angle: number): number => ((((angle - FIRST_RA) % 360) + 360) % 360) + FIRST_RA;

export function dataPhases(experiments: Entry[]): Mark[] {
  return experiments.flatMap((entry): Mark[] => {
    const shown = entry.rows
      .filter((m): m is Measurement & { phase_deg: number } => m.kind === "value" && m.phase_deg !== null)
      .map((m) => {
        const [E, ra, error] = [m.energy_TeV, wrapped(m.phase_deg), m.phase_err_deg ?? 0];
        return { E, ra, low: Math.max(FIRST_RA, ra - error), high: Math.min(FIRST_RA + 360, ra + error) };
      });
    const bar = { stroke: entry.look.colour, strokeWidth: 1.1 };
    return [
      Plot.link(shown, { x1: "E", x2: "E", y1: "low", y2: "high", ...bar }),
      Plot.dot(shown, { x: "E", y: "ra", ...dotOf(entry) }),
    ];
  });
}
