/** The energy spectrum of one realisation of the turbulent field: of its waves, and as particles see it along straight lines. */

import * as Plot from "@observablehq/plot";
import { modeSums, NUMBERS_PER_MODE } from "../flight/modes.js";
import { coherenceLength } from "../published.js";
import { shellEdges } from "../turbulence/measure.js";
import { modeSpectrum } from "../turbulence/spectrum.js";
import { plain, rigidity } from "../words/numbers.js";
import { alongLine } from "./drawing/line_spectrum.js";
import { BLUE, GREEN, MUTED, ORANGE, VERMILLION } from "./drawing/palette.js";
import type { Axis, Key, Mark } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import { need } from "./field_view.js";
import type { Drawing, FigureInput } from "./input.js";

/** Bins of the spectra along lines. */
const PER_DECADE = 10;
/** Shells of a band. Narrower ones would show the coarse lattice of a grid's largest waves in place of the spectrum. */
const PER_BAND = 3;
const EXPECTED = { stroke: GREEN, strokeWidth: 2, strokeDasharray: "9 4" };
const EXPECTED_LINE = { stroke: ORANGE, strokeWidth: 1.8, strokeDasharray: "2 3" };
const GRID_ENDS = { stroke: MUTED, strokeWidth: 0.8, strokeDasharray: "2 4" };
const TIMES = { symbol: "times", stroke: VERMILLION, r: 3 } as const;

export function drawSpectrum(input: FigureInput, document: Document): Drawing {
  const { group, realisation, modes: view } = need(input.field, "modes");
  const { outer_scale_pc, spectral_index: q, band_ratio, model } = input.config.field;
  const from = (2 * Math.PI) / outer_scale_pc;
  const to = (2 * Math.PI) / group.inner_scale_pc;
  // E(k) = N k^-q with the variance of the whole spectrum, inner scale to zero
  const N = group.turbulent_uG ** 2 * (q - 1) * from ** (q - 1);
  const expected = (k: number) => N * k ** -q;
  const expectedLine = (k: number) => (N / q) * (Math.max(k, from) ** -q - to ** -q);

  const { shells } = modeSpectrum(view.modes, shellEdges(from, to, band_ratio ** (1 / PER_BAND)), [1, 0, 0]);
  const waves = shells.map((shell) => {
    // the mean of N k^-q over the shell
    const mean = ((N / (q - 1)) * (shell.low ** (1 - q) - shell.high ** (1 - q))) / (shell.high - shell.low);
    const ratio = shell.E / mean;
    const scatter = ratio / Math.sqrt(2 * shell.waves);
    return { ...shell, expected: mean, ratio, low: Math.max(0, ratio - scatter), high: Math.min(2, ratio + scatter) };
  });
  const bins = view.lines.flatMap(({ field_uG, spacing_pc }) => alongLine(field_uG, spacing_pc, PER_DECADE));
  const line = [...new Set(bins.map(({ k }) => k))]
    .sort((a, b) => a - b)
    .map((k) => {
      const here = bins.filter((bin) => bin.k === k);
      const modes = here.reduce((sum, bin) => sum + bin.modes, 0);
      return { k, E: here.reduce((sum, bin) => sum + bin.E * bin.modes, 0) / modes, modes };
    });

  const x: Axis = { label: "wavenumber k [rad/pc]", log: true, domain: [from / 2.5, to * 2.5] };
  const energies = waves.map(({ E }) => E);
  const y: Axis = {
    label: "E(k) [µG² pc]",
    log: true,
    domain: [
      Math.min(...energies, expected(to), expectedLine(to * 0.7)) / 3,
      Math.max(expected(from), ...energies) * 3,
    ],
  };
  const ratioAxis: Axis = { label: "waves / expected", domain: [0, 2], ticks: [0, 0.5, 1, 1.5, 2] };
  const curve = (E: (k: number) => number, low: number, high: number) =>
    Array.from({ length: 60 }, (_, i) => low * (high / low) ** (i / 59)).map((k) => ({ k, E: E(k) }));
  const inside = line.filter(({ k, E }) => k < to * 1.6 && E > y.domain[0] && k > x.domain[0]);
  const ends = group.levels.slice(1).map((level) => (2 * Math.PI) / level.longest_pc);
  const gridEnds = ends.length > 0 ? [Plot.ruleX(ends, GRID_ENDS)] : [];
  const place = { x: "k", y: "E" };
  const upper: Mark[] = [
    ...gridEnds,
    Plot.line(curve(expected, from, to), { ...place, ...EXPECTED }),
    Plot.line(curve(expectedLine, x.domain[0], to * 0.97), { ...place, ...EXPECTED_LINE, clip: true }),
    Plot.line(inside, { ...place, stroke: VERMILLION, strokeWidth: 1, strokeOpacity: 0.5 }),
    Plot.dot(inside, { ...place, ...TIMES, strokeWidth: 1.5 }),
    Plot.dot(waves, { ...place, fill: BLUE, r: 3.2, stroke: "white", strokeWidth: 0.6 }),
  ];
  const shown = waves.filter(({ ratio }) => ratio <= 2);
  const lower: Mark[] = [
    ...gridEnds,
    Plot.ruleY([1], EXPECTED),
    Plot.link(waves, { x1: "k", x2: "k", y1: "low", y2: "high", stroke: BLUE }),
    Plot.dot(shown, { x: "k", y: "ratio", fill: BLUE, r: 3, stroke: "white", strokeWidth: 0.6 }),
  ];
  const keys: Key[] = [
    {
      text: "waves of this realisation, in shells of k",
      dot: { symbol: "circle", fill: BLUE, stroke: "white", r: 3.5 },
    },
    { text: `expected, power law of index −${plain(q, 3)}`, line: EXPECTED },
    {
      text: "field as interpolated, along straight lines",
      line: { stroke: VERMILLION, strokeWidth: 1 },
      dot: { ...TIMES, fill: "none" },
    },
    { text: "expected along a line", line: EXPECTED_LINE },
    ...(ends.length > 0 ? [{ text: "where one grid ends and the next begins", line: GRID_ENDS }] : []),
  ];
  const { square_uG2: variance, coherence_pc: length } = modeSums(view.modes);
  const subtitle = `Realisation ${realisation}; turbulence level η = ${group.turbulence_level}; scales ${plain(outer_scale_pc, 3)} to ${plain(group.inner_scale_pc, 2)} pc (for ${rigidity(group.rigidity_TV)}); model ${model}; ${view.modes.length / NUMBERS_PER_MODE} waves.`;
  const frame = { width: 680, margin: { top: 8, right: 16, bottom: 42, left: 70 }, x };
  return new Sheet(input, document, {
    name: "spectrum",
    title: `Energy spectrum of the turbulent field, η = ${group.turbulence_level}`,
    subtitle,
    notes: [
      `Variance of the waves ${plain(variance, 3)} µG², of the whole spectrum ${plain(group.turbulent_uG ** 2, 3)} µG². Coherence length of the waves ${plain(length, 3)} pc, of the spectrum ${plain(coherenceLength(outer_scale_pc, group.inner_scale_pc, q), 3)} pc. Bars: scatter expected from the number of waves in a shell; the coarse lattice of a grid's largest waves adds to it.`,
    ],
    description:
      "Energy spectrum of one realisation of the turbulent field against wavenumber, and its ratio to the expected power law.",
    width: 700,
  })
    .chart({ ...frame, height: 370, y }, upper)
    .chart({ ...frame, height: 184, y: ratioAxis, gap: 4 }, lower)
    .legend(keys, { x: 20, width: 660, columns: [40, 360], rowHeight: 18 })
    .drawing({
      about: [
        subtitle,
        "E(k) in uG^2 pc: waves: sum of 2|A|^2 in a shell per interval of k; line: one-sided spectrum along straight lines.",
      ],
      columns: ["what", "k_rad_per_pc", "E", "expected", "count"],
      rows: [
        ...waves.map(({ k, E, expected, waves: count }) => ({ what: "waves", k_rad_per_pc: k, E, expected, count })),
        ...line.map(({ k, E, modes: count }) => {
          return { what: "line", k_rad_per_pc: k, E, expected: k < to ? expectedLine(k) : null, count };
        }),
      ],
    });
}
