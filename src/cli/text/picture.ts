// A picture of the result in the terminal: where on the sky the dipoles point, and how their size depends on the angle
// between gradient and regular field (Figs 3 and 5 of the paper, coarsely).

import type { Config, Group } from "../../config/config.js";
import { isotropicPrediction } from "../../published.js";
import { PAPER_GRADIENT } from "../../response/dipole.js";
import { dipoles } from "../../response/dipole_statistics.js";
import type { Sample } from "../../response/sample.js";
import { defaultKind, type GrowingSummary } from "../../response/summary.js";
import { directionDeg, type Vector } from "../../sky/directions.js";
import { quantile } from "../../statistics/jackknife.js";
import { short } from "../../words/numbers.js";

const ROWS = 9;
/** Beyond these a picture would take seconds, or screens. */
const MOST_REALISATIONS = 20_000;
const MOST_GROUPS = 6;

/** Pictures of all groups, the two of a group side by side where there is room. */
export function picture(statistics: GrowingSummary, config: Config, groups: Group[], columns: number): string {
  const narrow = columns < 80; // the titles do not fit side by side
  const width = narrow ? Math.max(24, Math.min(56, columns - 10)) : Math.min(56, Math.floor((columns - 16) / 2));
  const blocks = groups.slice(0, MOST_GROUPS).flatMap((group) => {
    const sample = statistics.sample(group.turbulence_level, group.rigidity_TV);
    if (sample === undefined || sample.rows.length === 0 || sample.rows.length > MOST_REALISATIONS) return [];
    const panels = [sky(sample, width), byAngle(sample, config, width)].filter((panel) => panel.length > 0);
    if (panels.length === 0) return [];
    const title = `turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV, ${defaultKind(group.turbulence_level)} gradient`;
    return [`${title}\n${narrow ? panels.map((panel) => panel.join("\n")).join("\n\n") : beside(panels)}`];
  });
  if (blocks.length > 0 && groups.length > MOST_GROUPS) blocks.push(`(${groups.length - MOST_GROUPS} more groups)`);
  if (blocks.length > 0) blocks.push(LEGEND);
  return blocks.join("\n\n");
}

const LEGEND = `directions: · 1, • 2 or 3, ● more realisations; × against the gradient, the isotropic prediction
amplitudes: ● median, │ 16 to 84 % of the realisations, ~ noise floor, - isotropic prediction`;

/** Panels of any number of lines, side by side. */
function beside(panels: string[][]): string {
  const rows = Math.max(...panels.map((panel) => panel.length));
  const widths = panels.map((panel) => Math.max(...panel.map((line) => line.length)));
  return Array.from({ length: rows }, (_, r) =>
    panels
      .map((panel, p) => (panel[r] ?? "").padEnd(widths[p]))
      .join("   ")
      .trimEnd(),
  ).join("\n");
}

/** Directions of the dipoles for the paper's gradient, longitude growing to the left, momentum convention. */
function sky(sample: Sample, width: number): string[] {
  const kind = defaultKind(sample.group.turbulence_level);
  const found = dipoles(sample, { ...PAPER_GRADIENT, kind });
  if (found === null) return [];
  const counts = Array.from({ length: ROWS }, () => new Array<number>(width).fill(0));
  const place = ([lon, lat]: [number, number]): [number, number] => {
    const left = ((180 - lon + 720) % 360) / 360; // 180 at the left edge, 0 in the middle
    return [Math.min(ROWS - 1, Math.floor(((90 - lat) / 180) * ROWS)), Math.min(width - 1, Math.floor(left * width))];
  };
  for (const vector of found.vector) {
    const [row, column] = place(directionDeg(vector as Vector));
    counts[row][column] += 1;
  }
  const marks = counts.map((row) => row.map((n): string => (n === 0 ? " " : n === 1 ? "·" : n < 4 ? "•" : "●")));
  const [row, column] = place([270, 0]);
  marks[row][column] = "×";
  const edge = "─".repeat(width);
  return [
    "directions of the dipoles (momentum)",
    `┌${edge}┐`,
    ...marks.map((line) => `│${line.join("")}│`),
    `└${edge}┘`,
    spread(["180°", "90°", "0°", "270°", "180°"], width + 2),
  ];
}

/** Median and 16 to 84 % of the amplitudes against the longitude of the gradient, on a logarithmic axis. */
function byAngle(sample: Sample, config: Config, width: number): string[] {
  const { turbulence_level } = sample.group;
  const kind = defaultKind(turbulence_level);
  const steps = 13;
  const slices = Array.from({ length: steps }, (_, i) => {
    const direction_deg: [number, number] = [(i * 180) / (steps - 1), 0];
    return dipoles(sample, { ...PAPER_GRADIENT, direction_deg, kind });
  });
  if (slices.some((slice) => slice === null)) return [];
  const bands = slices.map((slice) => {
    const sorted = (slice?.amplitude ?? new Float64Array()).toSorted();
    const noise = slice?.noise ?? new Float64Array();
    return {
      low: quantile(sorted, 0.16),
      median: quantile(sorted, 0.5),
      high: quantile(sorted, 0.84),
      noise: Math.sqrt(noise.reduce((sum, size) => sum + size * size, 0) / noise.length),
    };
  });
  const prediction = isotropicPrediction(sample.group.rigidity_TV, PAPER_GRADIENT.per_kpc);
  const levels = bands.flatMap(({ low, high }) => [low, high, prediction]).filter((a) => a > 0);
  if (levels.length === 0) return [];
  const top = Math.log10(Math.max(...levels)) + 0.05;
  const bottom = Math.min(Math.log10(Math.min(...levels)) - 0.05, top - 1);
  const rowOf = (a: number) => Math.floor(((top - Math.log10(a)) / (top - bottom)) * ROWS);
  const marks = Array.from({ length: ROWS }, () => new Array<string>(width).fill(" "));
  const put = (row: number, column: number, mark: string) => {
    if (row >= 0 && row < ROWS) marks[row][column] = mark;
  };
  for (let column = 0; column < width; column++) put(rowOf(prediction), column, "-");
  bands.forEach((band, i) => {
    const column = Math.round((i / (steps - 1)) * (width - 3)) + 1;
    put(rowOf(band.noise), column, "~");
    for (let row = Math.max(0, rowOf(band.high)); row <= Math.min(ROWS - 1, rowOf(band.low)); row++)
      put(row, column, "│");
    put(rowOf(band.median), column, "●");
  });
  const alongX = config.field.regular_direction_deg.every((angle) => angle === 0);
  const regular = turbulence_level < 1 && alongX ? " (B0 at 0°)" : "";
  const title = `amplitude by longitude of the gradient${regular}`;
  const labels = new Map([
    [0, short(10 ** top, 2)],
    [ROWS - 1, short(10 ** bottom, 2)],
  ]);
  const pad = Math.max(...[...labels.values()].map((label) => label.length));
  return [
    `${" ".repeat(pad)} ${title.length > width + 2 ? "amplitude by gradient" : title}`,
    `${" ".repeat(pad)} ┌${"─".repeat(width)}┐`,
    ...marks.map((line, r) => `${(labels.get(r) ?? "").padStart(pad)} │${line.join("")}│`),
    `${" ".repeat(pad)} └${"─".repeat(width)}┘`,
    `${" ".repeat(pad)} ${spread(["0°", "45°", "90°", "135°", "180°"], width + 2)}`,
  ];
}

/** Words spread evenly over a width, the first and the last at its ends. */
function spread(words: string[], width: number): string {
  const line = new Array<string>(width).fill(" ");
  words.forEach((word, i) => {
    const middle = (i / (words.length - 1)) * width;
    const start = Math.round(Math.min(width - word.length, Math.max(0, middle - word.length / 2)));
    for (const [k, letter] of [...word].entries()) line[start + k] = letter;
  });
  return line.join("").trimEnd();
}
