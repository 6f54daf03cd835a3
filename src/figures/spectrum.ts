/** The energy spectrum of one realisation of the turbulent field: of its waves, and as particles see it along straight lines. */

import * as Plot from "@observablehq/plot";
import { coherenceLength } from "../response/diffusion.js";
import { plain, rigidity } from "./drawing/format.js";
import { alongLine, shells } from "./drawing/line_spectrum.js";
import { BLUE, GREEN, MUTED, ORANGE, VERMILLION } from "./drawing/palette.js";
import { type Axis, chart, type Key, legend, type Mark } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import type { Cell } from "./drawing/table.js";
import { need } from "./field_view.js";
import { type Drawing, FigureError, type FigureInput, identityText } from "./input.js";

const PER_DECADE = 10;
/** Shells of a band. Narrower ones would show the coarse lattice of a grid's largest waves in place of the spectrum. */
const PER_BAND = 3;

export function drawSpectrum(input: FigureInput, document: Document): Drawing {
  const { group, realisation, modes: view } = need(input.field, "modes");
  if (group.turbulence_level === 0) throw new FigureError("spectrum: a uniform field has none");
  const { outer_scale_pc, spectral_index: q } = input.config.field;
  const from = (2 * Math.PI) / outer_scale_pc;
  const to = (2 * Math.PI) / group.inner_scale_pc;
  // E(k) = N k^-q with the variance of the whole spectrum, inner scale to zero
  const N = group.turbulent_uG ** 2 * (q - 1) * from ** (q - 1);
  const expected = (k: number) => N * k ** -q;
  const expectedLine = (k: number) => (N / q) * (Math.max(k, from) ** -q - to ** -q);

  const waves = shells(view.modes, edgesOf(from, to, input.config.field.band_ratio ** (1 / PER_BAND))).map((d) => ({
    ...d,
    // the mean of N k^-q over the shell
    expected: ((N / (q - 1)) * (d.low ** (1 - q) - d.high ** (1 - q))) / (d.high - d.low),
  }));
  const lines = view.lines.flatMap(({ field_uG, spacing_pc }) => alongLine(field_uG, spacing_pc, PER_DECADE));
  const ks = [...new Set(lines.map((d) => d.k))].sort((a, b) => a - b);
  const line = ks.map((k) => {
    const here = lines.filter((d) => d.k === k);
    const modes = here.reduce((sum, d) => sum + d.modes, 0);
    return { k, E: here.reduce((sum, d) => sum + d.E * d.modes, 0) / modes, modes };
  });
  const variance = waves.length === 0 ? 0 : totalOf(view.modes);
  const length = lengthOf(view.modes);

  const x: Axis = { label: "wavenumber k [rad/pc]", log: true, domain: [from / 2.5, to * 2.5] };
  const seen = [...waves.map((d) => d.E), expected(to), expectedLine(to * 0.7)];
  const y: Axis = {
    label: "E(k) [µG² pc]",
    log: true,
    domain: [Math.min(...seen) / 3, Math.max(expected(from), ...waves.map((d) => d.E)) * 3],
  };
  const range = (a: number, b: number) => Array.from({ length: 60 }, (_, i) => a * (b / a) ** (i / 59));
  const inside = line.filter((d) => d.k < to * 1.6 && d.E > y.domain[0] && d.k > x.domain[0]);
  const levels = group.levels.slice(1).map((level) => (2 * Math.PI) / level.longest_pc);
  const marks: Mark[] = [
    ...(levels.length > 0 ? [Plot.ruleX(levels, { stroke: MUTED, strokeWidth: 0.8, strokeDasharray: "2 4" })] : []),
    Plot.line(
      range(from, to).map((k) => ({ k, E: expected(k) })),
      { x: "k", y: "E", stroke: GREEN, strokeWidth: 2, strokeDasharray: "9 4" },
    ),
    Plot.line(
      range(x.domain[0], to * 0.97).map((k) => ({ k, E: expectedLine(k) })),
      { x: "k", y: "E", stroke: ORANGE, strokeWidth: 1.8, strokeDasharray: "2 3", clip: true },
    ),
    Plot.line(inside, { x: "k", y: "E", stroke: VERMILLION, strokeWidth: 1, strokeOpacity: 0.5 }),
    Plot.dot(inside, { x: "k", y: "E", symbol: "times", stroke: VERMILLION, strokeWidth: 1.5, r: 3 }),
    Plot.dot(waves, { x: "k", y: "E", fill: BLUE, r: 3.2, stroke: "white", strokeWidth: 0.6 }),
  ];
  const ratio: Axis = { label: "waves / expected", domain: [0, 2], ticks: [0, 0.5, 1, 1.5, 2] };
  const full = waves.map((d) => ({ ...d, ratio: d.E / d.expected }));
  const scatter = (d: { waves: number; ratio: number }) => d.ratio / Math.sqrt(2 * d.waves);
  const lower: Mark[] = [
    ...(levels.length > 0 ? [Plot.ruleX(levels, { stroke: MUTED, strokeWidth: 0.8, strokeDasharray: "2 4" })] : []),
    Plot.ruleY([1], { stroke: GREEN, strokeWidth: 2, strokeDasharray: "9 4" }),
    Plot.link(full, {
      x1: "k",
      x2: "k",
      y1: (d) => Math.max(0, d.ratio - scatter(d)),
      y2: (d) => Math.min(2, d.ratio + scatter(d)),
      stroke: BLUE,
    }),
    Plot.dot(
      full.filter((d) => d.ratio <= 2),
      { x: "k", y: "ratio", fill: BLUE, r: 3, stroke: "white", strokeWidth: 0.6 },
    ),
  ];
  const keys: Key[] = [
    {
      text: "waves of this realisation, in shells of k",
      dot: { symbol: "circle", fill: BLUE, stroke: "white", r: 3.5 },
    },
    {
      text: `expected, power law of index −${plain(q, 3)}`,
      line: { stroke: GREEN, strokeWidth: 2, strokeDasharray: "9 4" },
    },
    {
      text: "field as interpolated, along straight lines",
      line: { stroke: VERMILLION, strokeWidth: 1 },
      dot: { symbol: "times", fill: "none", stroke: VERMILLION, r: 3 },
    },
    { text: "expected along a line", line: { stroke: ORANGE, strokeWidth: 1.8, strokeDasharray: "2 3" } },
    ...(levels.length > 0
      ? [
          {
            text: "where one grid ends and the next begins",
            line: { stroke: MUTED, strokeWidth: 0.8, strokeDasharray: "2 4" },
          },
        ]
      : []),
  ];
  const bottom = legend(document, keys, { width: 660, columns: [40, 360], rowHeight: 18 });
  const subtitle = `Realisation ${realisation}; turbulence level η = ${group.turbulence_level}; scales ${plain(outer_scale_pc, 3)} to ${plain(group.inner_scale_pc, 2)} pc (for ${rigidity(group.rigidity_TV)}); model ${input.config.field.model}; ${view.modes.length / 9} waves.`;
  const margin = { top: 8, right: 16, bottom: 42, left: 70 };
  const size = { document, width: 680, margin };
  return {
    svg: sheetSVG({
      name: "spectrum",
      title: `Energy spectrum of the turbulent field, η = ${group.turbulence_level}`,
      subtitle,
      notes: [
        `Variance of the waves ${plain(variance, 3)} µG², of the whole spectrum ${plain(group.turbulent_uG ** 2, 3)} µG². Coherence length of the waves ${plain(length, 3)} pc, of the spectrum ${plain(coherenceLength(outer_scale_pc, group.inner_scale_pc, q), 3)} pc. Bars: scatter expected from the number of waves in a shell; the coarse lattice of a grid's largest waves adds to it.`,
        identityText(input),
      ],
      description:
        "Energy spectrum of one realisation of the turbulent field against wavenumber, and its ratio to the expected power law.",
      width: 700,
      height: 560 + bottom.height + 6,
      pieces: [
        { x: 0, y: 0, width: 680, height: 370, plot: chart({ ...size, height: 370, x, y }, marks) },
        { x: 0, y: 374, width: 680, height: 184, plot: chart({ ...size, height: 184, x, y: ratio }, lower) },
        { x: 20, y: 562, width: 660, height: bottom.height, plot: bottom.plot },
      ],
    }),
    missing: [],
    table: {
      about: [
        subtitle,
        "E(k) in uG^2 pc: waves: sum of 2|A|^2 in a shell per interval of k; line: one-sided spectrum along straight lines.",
        identityText(input),
      ],
      columns: ["what", "k_rad_per_pc", "E", "expected", "count"],
      rows: [
        ...waves.map((d): Cell[] => ["waves", d.k, d.E, d.expected, d.waves]),
        ...line.map((d): Cell[] => ["line", d.k, d.E, d.k < to ? expectedLine(d.k) : null, d.modes]),
      ],
    },
  };
}

/** From the outer to the inner scale by a factor; a last shell of less than a third of the others is added to the one before. */
function edgesOf(from: number, to: number, factor: number): number[] {
  const edges = [from];
  while (edges[edges.length - 1] * factor ** (4 / 3) < to) edges.push(edges[edges.length - 1] * factor);
  return [...edges, to * (1 + 1e-6)];
}

const square = (modes: Float64Array, at: number) => {
  let sum = 0;
  for (let c = 3; c < 9; c++) sum += modes[at + c] * modes[at + c];
  return sum;
};

/** <B^2> of the waves: sum of 2 |A|^2. */
function totalOf(modes: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < modes.length; at += 9) sum += 2 * square(modes, at);
  return sum;
}

/** pi sum |A|^2/k / sum |A|^2. */
function lengthOf(modes: Float64Array): number {
  let [over, all] = [0, 0];
  for (let at = 0; at < modes.length; at += 9) {
    const s = square(modes, at);
    over += s / Math.hypot(modes[at], modes[at + 1], modes[at + 2]);
    all += s;
  }
  return (Math.PI * over) / all;
}
