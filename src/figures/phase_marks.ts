// The marks of the figure `phase`: bands and lines of amplitude and phase, and the fraction of the realisations that have flipped.

import * as Plot from "@observablehq/plot";
import { equatorial, phase } from "../response/detector.js";
import type { Bands } from "../response/phase_bands.js";
import { courseAt } from "../response/phase_flip.js";
import { fraction } from "../statistics/fraction.js";
import { BLUE, GREEN, INK, LINE } from "./drawing/palette.js";
import type { Key, Mark } from "./drawing/plotting.js";
import { type Joined, MEASURED_FLIP_TEV } from "./flips.js";
import { wrapped } from "./right_ascension.js";

/** Of phases, that many realisations are drawn besides, faint. */
export const FAINT = 100;
const HALF_TURNS = [-360, 0, 360];
export const LINE_OF_ONE = { stroke: INK, strokeWidth: 0.9 };
export const FAINT_LINE = { stroke: BLUE, strokeWidth: 0.7, strokeOpacity: 0.35 };
const FIELD_LINE = { stroke: GREEN, strokeWidth: 1.4, strokeDasharray: "7 3" };

/** The ensemble at one energy. */
export interface Level extends Bands {
  log: number;
  energy_TeV: number;
}

export function amplitudeBands(levels: Level[], floor: number): Mark[] {
  const rows = levels.map(({ energy_TeV, amplitude: [a, b, c, d, e] }) => ({
    ...{ E: energy_TeV, lowest: Math.max(floor, a), low: Math.max(floor, b) },
    ...{ median: c, high: Math.max(floor, d), highest: Math.max(floor, e) },
  }));
  return [
    Plot.areaY(rows, { x: "E", y1: "lowest", y2: "highest", fill: BLUE, fillOpacity: 0.12 }),
    Plot.areaY(rows, { x: "E", y1: "low", y2: "high", fill: BLUE, fillOpacity: 0.22 }),
    Plot.line(rows, { x: "E", y: "median", ...LINE.median, clip: true }),
  ];
}

export function phaseBands(levels: Level[]): Mark[] {
  const marks: Mark[] = [];
  for (const stretch of stretches(levels)) {
    if (stretch[0].phase_deg === null) continue;
    let last = stretch[0].phase_deg[2];
    // medians go on from each other without a jump of a whole turn
    const rows = stretch.map(({ energy_TeV: E, phase_deg }) => {
      const quantiles = phase_deg as number[];
      const turn = -360 * Math.round((quantiles[2] - last) / 360);
      last = quantiles[2] + turn;
      return { E, q: quantiles.map((angle) => angle + turn) };
    });
    for (const turn of HALF_TURNS) {
      const quantileOf = (i: number) => (d: (typeof rows)[number]) => d.q[i] + turn;
      marks.push(
        Plot.areaY(rows, { x: "E", y1: quantileOf(0), y2: quantileOf(4), fill: BLUE, fillOpacity: 0.12, clip: true }),
        Plot.areaY(rows, { x: "E", y1: quantileOf(1), y2: quantileOf(3), fill: BLUE, fillOpacity: 0.22, clip: true }),
        Plot.line(rows, { x: "E", y: quantileOf(2), ...LINE.median, clip: true }),
      );
    }
  }
  return marks;
}

/** Energies with a band of phases, and those without, one after the other. */
function stretches(levels: Level[]): Level[][] {
  const all: Level[][] = [];
  for (const level of levels) {
    const last = all[all.length - 1];
    if (last !== undefined && (last[0].phase_deg === null) === (level.phase_deg === null)) last.push(level);
    else all.push([level]);
  }
  return all;
}

export function lines(drawn: Joined[], levels: Level[], floor: number): Mark[] {
  const rows = drawn.flatMap(({ realisation, course }) =>
    levels.map(({ log, energy_TeV }) => ({
      ...{ E: energy_TeV, k: realisation, y: Math.max(floor, equatorial(courseAt(course, log))) },
    })),
  );
  return [Plot.line(rows, { x: "E", y: "y", z: "k", ...LINE_OF_ONE, clip: true })];
}

/** Cut where they leave the axis at one end and come in at the other. */
export function phaseLines(drawn: Joined[], levels: Level[], style: object): Mark[] {
  const rows = drawn.flatMap(({ realisation, course }) => {
    let [piece, last] = [0, Number.NaN];
    return levels.map(({ log, energy_TeV }) => {
      const y = wrapped(phase(courseAt(course, log)));
      if (Math.abs(y - last) > 180) piece += 1;
      last = y;
      return { E: energy_TeV, y, piece: `${realisation} ${piece}` };
    });
  });
  return [Plot.line(rows, { x: "E", y: "y", z: "piece", ...style, clip: true })];
}

/** Right ascensions of the two ends of the line of the field. */
export const fieldLine = ([ra]: [number, number]): Mark[] => [Plot.ruleY([wrapped(ra), wrapped(ra + 180)], FIELD_LINE)];

/** The fraction of the realisations that have flipped below an energy, with its binomial error; and the width of each flip. */
export function flippedMarks(
  joined: Joined[],
  energyOf: (log: number) => number,
  [low, high]: [number, number],
): Mark[] {
  const flips = joined.flatMap(({ flip }) => (flip === null ? [] : [flip])).sort((a, b) => a.log - b.log);
  const n = joined.length;
  const part = (count: number, E: number) => {
    const { value, error } = fraction(count, n);
    return { E, value, low: Math.max(0, value - error), high: Math.min(1, value + error) };
  };
  const steps = [part(0, low), ...flips.map(({ log }, i) => part(i + 1, energyOf(log))), part(flips.length, high)];
  const bars = flips.map(({ log, width }, i) => {
    const [x1, x2] = [energyOf(log - width / 2), energyOf(log + width / 2)];
    return { x1: Math.max(low, x1), x2: Math.min(high, x2), y: (i + 1) / n };
  });
  const curve = "step-after" as const;
  const [from, to] = MEASURED_FLIP_TEV;
  return [
    Plot.rect([0], { x1: from, x2: to, y1: 0, y2: 1, fill: INK, fillOpacity: 0.08 }),
    Plot.areaY(steps, { x: "E", y1: "low", y2: "high", fill: BLUE, fillOpacity: 0.22, curve }),
    Plot.link(bars, { x1: "x1", x2: "x2", y1: "y", y2: "y", stroke: INK, strokeOpacity: 0.45, strokeWidth: 0.8 }),
    Plot.line(steps, { x: "E", y: "value", stroke: BLUE, strokeWidth: 2, curve }),
  ];
}

export function modelKeys(drawn: number, faint: number, hasField: boolean): Key[] {
  return [
    { text: "Simulated", bold: true },
    { text: "median of the realisations", line: LINE.median },
    { text: "68 % of them", band: { fill: BLUE, fillOpacity: 0.34 } },
    { text: "95 %", band: { fill: BLUE, fillOpacity: 0.12 } },
    { text: `${drawn} realisations`, line: LINE_OF_ONE },
    { text: `phases of ${Math.min(FAINT, faint)}`, line: { stroke: "#7fb8da", strokeWidth: 0.8 } },
    ...(hasField ? [{ text: "line of B₀", line: FIELD_LINE }] : []),
    { text: "noise floor", line: LINE.noise },
    { text: "part whose phase has flipped", line: { stroke: BLUE, strokeWidth: 2 } },
    { text: "width of a flip", line: { stroke: "#999999", strokeWidth: 0.8 } },
    { text: "measured phases turn here", band: { fill: INK, fillOpacity: 0.08 } },
  ];
}
