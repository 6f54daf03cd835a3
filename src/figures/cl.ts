/** Angular power spectrum of the sky of one realisation. */

import * as Plot from "@observablehq/plot";
import { ahlers2014, steadyChain } from "../published.js";
import { crossSpectrum, dipolePower, spectrumWithoutNoise } from "../sky/harmonics.js";
import { rigidity, scientific } from "../words/numbers.js";
import { BLUE, GREEN, LINE, ORANGE, VERMILLION } from "./drawing/palette.js";
import type { Axis, Key, Mark } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import type { Drawing, FigureInput } from "./input.js";
import { intensityMap } from "./sky.js";

const AHLERS = { stroke: GREEN, strokeWidth: 1.8, strokeDasharray: "8 3" };
const STEADY = { stroke: ORANGE, strokeWidth: 1.8, strokeDasharray: "2 3" };
const CROSS = { symbol: "times", stroke: VERMILLION } as const;

export function drawCl(input: FigureInput, document: Document): Drawing {
  const { group, sky, map, text } = intensityMap(input, "cl");
  const intensity = map.map((f) => 1 + f);
  const lmax = Math.max(2, Math.floor(1.5 * sky.nside));
  const { power, noise } = spectrumWithoutNoise(intensity, sky.directions, sky.halves, lmax);
  const cross = crossSpectrum(intensity, sky.directions, sky.halves, Math.max(2, sky.nside));
  const first = power[1];
  const multipoles = Array.from({ length: lmax }, (_, i) => ({
    l: i + 1,
    C: power[i + 1],
    cross: i + 1 < cross.length ? cross[i + 1] : null,
    ahlers: first * ahlers2014(i + 1),
    steady: first * steadyChain(i + 1),
  }));

  const positive = multipoles.filter(({ C }) => C > 0);
  const low = Math.min(...positive.map(({ C }) => C), Math.max(noise, 1e-12));
  const high = Math.max(...positive.map(({ C }) => C));
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
    domain: [10 ** Math.floor(Math.log10(low) - 0.2), 10 ** Math.ceil(Math.log10(high) + 0.1)],
  };
  const above = (key: "cross" | "ahlers" | "steady") => multipoles.filter((d) => (d[key] ?? 0) > y.domain[0]);
  const marks: Mark[] = [
    ...(noise > y.domain[0] ? [Plot.ruleY([noise], LINE.noise)] : []),
    Plot.line(above("ahlers"), { x: "l", y: "ahlers", ...AHLERS }),
    Plot.line(above("steady"), { x: "l", y: "steady", ...STEADY }),
    Plot.line(positive, { x: "l", y: "C", stroke: BLUE, strokeWidth: 1.2, strokeOpacity: 0.5 }),
    Plot.dot(positive, { x: "l", y: "C", fill: BLUE, r: 3.5 }),
    Plot.dot(above("cross"), { x: "l", y: "cross", ...CROSS, r: 3.2, strokeWidth: 1.4 }),
  ];
  const keys: Key[] = [
    {
      text: "this sky, noise taken off",
      line: { stroke: BLUE, strokeWidth: 1.2 },
      dot: { symbol: "circle", fill: BLUE, stroke: "none", r: 3.5 },
    },
    { text: "cross-spectrum of two half-sets", dot: { ...CROSS, fill: "none", r: 3.5 } },
    { text: `noise taken off, ${scientific(noise)}`, line: LINE.noise },
    { text: "Ahlers 2014, from a dipole at −T", line: AHLERS },
    { text: "the same with a gradient", line: STEADY },
  ];
  const negative = multipoles.filter(({ C }) => !(C > 0)).map(({ l }) => l);
  return new Sheet(input, document, {
    name: "cl",
    title: `Angular power of the sky of one realisation, η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`,
    subtitle: text,
    notes: [
      first > 0
        ? `C(1) = 4πa²/9 is that of a dipole of a = ${scientific(Math.sqrt(first / dipolePower(1)))}. The curves are averages over realisations, put through C(1); one sky scatters around them.`
        : "",
      negative.length > 0 ? `Not above zero, and not drawn: l = ${negative.join(", ")}.` : "",
    ],
    description: "Angular power spectrum of the sky of one realisation, with the noise level and two predictions.",
    width: 680,
  })
    .chart({ width: 670, height: 400, margin: { top: 10, right: 16, bottom: 42, left: 66 }, x, y }, marks)
    .legend(keys, { x: 20, gap: 2, width: 640, columns: [40, 340], rowHeight: 18 })
    .drawing({
      about: [text, `Noise taken off: ${scientific(noise, 4)} at all l.`],
      columns: ["l", "C_l", "cross_spectrum", "ahlers_2014", "steady_chain"],
      rows: multipoles.map(({ l, C, cross, ahlers, steady }) => ({
        l,
        C_l: C,
        cross_spectrum: cross,
        ahlers_2014: ahlers,
        steady_chain: steady,
      })),
    });
}
