// The trough of Fig. 5, drawn wide where a run has vertical profiles.

import * as Plot from "@observablehq/plot";
import type { Slice } from "./amplitude_panel.js";
import { INK, LINE } from "./drawing/palette.js";
import { type Frame, heading, type Mark, outlined } from "./drawing/plotting.js";
import type { Limits } from "./measured/limits.js";
import type { Profile } from "./profiles.js";

/** Longitudes about 90 degrees at which the trough is drawn wide. */
const TROUGH: [number, number] = [75, 105];

export function troughFrame([low, high]: [number, number]): Omit<Frame, "document"> {
  return {
    width: 640,
    height: 310,
    margin: { top: 22, right: 14, bottom: 42, left: 62 },
    x: { label: "longitude of the gradient l [degrees]", domain: TROUGH, ticks: [75, 80, 85, 90, 95, 100, 105] },
    y: { label: "median dipole amplitude |δ|", log: true, domain: [low, high] },
  };
}

/** Medians in the trough: of the gradient alone, and with each vertical profile. */
export function troughMarks(
  slices: Slice[],
  profiles: (Profile & { medians: number[] })[],
  { kascade }: Limits,
  [low, high]: [number, number],
): Mark[] {
  const line = (values: number[], style: Profile["line"]) =>
    outlined(
      slices
        .map(({ longitude_deg }, i): [number, number] => [longitude_deg, values[i]])
        .filter(([l, y]) => l >= TROUGH[0] && l <= TROUGH[1] && y >= low),
      style,
    );
  return [
    ...(kascade !== null && kascade > low && kascade < high ? [Plot.ruleY([kascade], LINE.limit)] : []),
    ...line(
      slices.map(({ statistics }) => statistics.median),
      LINE.median,
    ),
    ...profiles.flatMap((profile) => line(profile.medians, profile.line)),
    heading("the trough, with vertical profiles", { frameAnchor: "top-left", dy: -16, fill: INK }),
  ];
}
