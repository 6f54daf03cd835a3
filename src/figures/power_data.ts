/** Which measured C_l the figure `cl` (power.ts) draws, and where. */

import type { MultipoleStatistics } from "../response/multipole_statistics.js";
import { namesText } from "../words/lists.js";
import { counted } from "../words/numbers.js";
import type { MeasuredPower } from "./measured/power.js";

/** Measured C_l are drawn in the panels whose rigidity in TV is within this factor of their energy in TeV. */
const NEAR = 2;
/** Axes go on by these factors beyond the largest l and the lowest and highest rigidity. */
const BEYOND_L = 1.15;
const BEYOND_R = 1.5;

export const domainOfL = ({ lmax }: MultipoleStatistics): [number, number] => [0.9, lmax * BEYOND_L];

/** In the order of rigidities. */
export const domainOfRigidity = (groups: readonly MultipoleStatistics[]): [number, number] => [
  groups[0].rigidity_TV / BEYOND_R,
  groups[groups.length - 1].rigidity_TV * BEYOND_R,
];

/** Those of the panel of a group. */
export const nearGroup = (measured: MeasuredPower[], group: MultipoleStatistics): MeasuredPower[] =>
  measured.filter(
    ({ energy_TeV, l }) =>
      Math.abs(Math.log(energy_TeV / group.rigidity_TV)) <= Math.log(NEAR) && l <= domainOfL(group)[1],
  );

/** Those of the panel of C_l against rigidity, which has lines for some l. */
export function onLines(measured: MeasuredPower[], groups: MultipoleStatistics[], lines: readonly { l: number }[]) {
  const [low, high] = domainOfRigidity(groups);
  const lmax = Math.max(...groups.map((group) => group.lmax));
  return measured.filter(
    ({ energy_TeV, l }) => energy_TeV > low && energy_TeV < high && l <= lmax && lines.some((line) => line.l === l),
  );
}

/** What to say of measured C_l that are in no panel. */
export function notDrawn(measured: MeasuredPower[], drawn: MeasuredPower[]): string[] {
  const left = measured.filter((row) => !drawn.includes(row));
  if (left.length === 0) return [];
  const names = left.map(({ experiment, energy_TeV, l }) => `${experiment}, ${energy_TeV} TeV, l = ${l}`);
  return [
    `cl: ${counted(left.length, "row")} of measured C_l in no panel, as no group has their l at a rigidity within a factor of ${NEAR} of their energy: ${namesText(names)}`,
  ];
}
