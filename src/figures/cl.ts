/** Angular power spectrum of the sky of one realisation. */

import * as Plot from "@observablehq/plot";
import { gradientVector } from "../response/dipole.js";
import { ahlers2014, steadyChain } from "../response/multipoles.js";
import { crossSpectrum, dipolePower, spectrumWithoutNoise } from "../sky/harmonics.js";
import { plain, rigidity, scientific } from "./drawing/format.js";
import { BLUE, GREEN, LINE, ORANGE, VERMILLION } from "./drawing/palette.js";
import { type Axis, chart, type Key, legend, type Mark } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import type { Cell } from "./drawing/table.js";
import { need } from "./field_view.js";
import { gradientSize } from "./gradient_size.js";
import { type Drawing, type FigureInput, identityText } from "./input.js";
import { relativeIntensity } from "./sky.js";

export function drawCl(input: FigureInput, document: Document): Drawing {
  const { group, realisation, sky } = need(input.field, "sky");
  const size = gradientSize(input, group, realisation);
  const map = relativeIntensity(sky, gradientVector(...input.gradient.direction_deg, size.per_kpc)).map((f) => 1 + f);
  const lmax = Math.max(2, Math.floor(1.5 * sky.nside));
  const { power, noise } = spectrumWithoutNoise(map, sky.directions, sky.halves, lmax);
  const cross = crossSpectrum(map, sky.directions, sky.halves, Math.max(2, sky.nside));
  const all = Array.from({ length: lmax }, (_, i) => ({
    l: i + 1,
    C: power[i + 1],
    cross: i + 1 < cross.length ? cross[i + 1] : null,
  }));
  const first = all[0].C;
  const chain = (of: (l: number) => number) => all.map(({ l }) => ({ l, C: first * of(l) }));

  const shown = all.filter((d) => d.C > 0);
  const low = Math.min(...shown.map((d) => d.C), Math.max(noise, 1e-12));
  const x: Axis = {
    label: "multipole l",
    log: true,
    domain: [0.9, lmax * 1.15],
    ticks: [1, 2, 3, 5, 10, 20, 30, 50, 100].filter((l) => l <= lmax),
    format: String,
  };
  const y: Axis = {
    label: "angular power C(l)",
    log: true,
    domain: [
      10 ** Math.floor(Math.log10(low) - 0.2),
      10 ** Math.ceil(Math.log10(Math.max(...shown.map((d) => d.C))) + 0.1),
    ],
  };
  const inside = (value: number) => value > y.domain[0];
  const marks: Mark[] = [
    ...(noise > y.domain[0] ? [Plot.ruleY([noise], LINE.noise)] : []),
    Plot.line(
      chain(ahlers2014).filter((d) => inside(d.C)),
      { x: "l", y: "C", stroke: GREEN, strokeWidth: 1.8, strokeDasharray: "8 3" },
    ),
    Plot.line(
      chain(steadyChain).filter((d) => inside(d.C)),
      { x: "l", y: "C", stroke: ORANGE, strokeWidth: 1.8, strokeDasharray: "2 3" },
    ),
    Plot.line(shown, { x: "l", y: "C", stroke: BLUE, strokeWidth: 1.2, strokeOpacity: 0.5 }),
    Plot.dot(shown, { x: "l", y: "C", fill: BLUE, r: 3.5 }),
    Plot.dot(
      all.filter((d) => d.cross !== null && inside(d.cross)),
      { x: "l", y: "cross", stroke: VERMILLION, symbol: "times", r: 3.2, strokeWidth: 1.4 },
    ),
  ];
  const negative = all.filter((d) => !(d.C > 0)).map((d) => d.l);
  const keys: Key[] = [
    {
      text: "this sky, noise taken off",
      line: { stroke: BLUE, strokeWidth: 1.2 },
      dot: { symbol: "circle", fill: BLUE, stroke: "none", r: 3.5 },
    },
    { text: "cross-spectrum of two half-sets", dot: { symbol: "times", fill: "none", stroke: VERMILLION, r: 3.5 } },
    { text: `noise taken off, ${scientific(noise)}`, line: LINE.noise },
    { text: "Ahlers 2014, from a dipole at −T", line: { stroke: GREEN, strokeWidth: 1.8, strokeDasharray: "8 3" } },
    { text: "the same with a gradient", line: { stroke: ORANGE, strokeWidth: 1.8, strokeDasharray: "2 3" } },
  ];
  const bottom = legend(document, keys, { width: 640, columns: [40, 340], rowHeight: 18 });
  const subtitle = `Realisation ${realisation}; turbulence level η = ${group.turbulence_level}; rigidity ${rigidity(group.rigidity_TV)}; T = ${plain(sky.path_pc, 3)} pc; ${map.length} directions (HEALPix nside ${sky.nside}). ${size.text}`;
  const amplitude = first > 0 ? Math.sqrt(first / dipolePower(1)) : null;
  return {
    svg: sheetSVG({
      name: "cl",
      title: `Angular power of the sky of one realisation, η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`,
      subtitle,
      notes: [
        amplitude === null
          ? ""
          : `C(1) = 4πa²/9 is that of a dipole of a = ${scientific(amplitude)}. The curves are averages over realisations, put through C(1); one sky scatters around them.`,
        negative.length > 0 ? `Not above zero, and not drawn: l = ${negative.join(", ")}.` : "",
        identityText(input),
      ].filter((note) => note !== ""),
      description: "Angular power spectrum of the sky of one realisation, with the noise level and two predictions.",
      width: 680,
      height: 400 + bottom.height + 6,
      pieces: [
        {
          x: 0,
          y: 0,
          width: 670,
          height: 400,
          plot: chart(
            { document, width: 670, height: 400, margin: { top: 10, right: 16, bottom: 42, left: 66 }, x, y },
            marks,
          ),
        },
        { x: 20, y: 402, width: 640, height: bottom.height, plot: bottom.plot },
      ],
    }),
    missing: [],
    table: {
      about: [subtitle, `Noise taken off: ${scientific(noise, 4)} at all l.`, identityText(input)],
      columns: ["l", "C_l", "cross_spectrum", "ahlers_2014", "steady_chain"],
      rows: all.map((d): Cell[] => [d.l, d.C, d.cross, first * ahlers2014(d.l), first * steadyChain(d.l)]),
    },
  };
}
