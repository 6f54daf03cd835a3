// Transport coefficients as tables for the terminal.

import type { Estimates, Transport } from "../../response/settled_diffusion.js";
import type { Measured } from "../../statistics/jackknife.js";
import { columns, folded, WIDTH, wrap } from "../../words/lines.js";
import { short, withError } from "../../words/numbers.js";

type Line = string[];

export function transportText(transports: Transport[]): string {
  return `${[
    "D/c in pc, mean over the second half of the path",
    ...section(3, [
      ["eta", "TV", "", "T [pc]", "n x N", "from <r r>", "from <n r>", "difference", "expected", "by"],
      ...transports.flatMap(coefficientLines),
    ]),
    "",
    "Scattering length c tau in pc",
    ...section(2, [
      ["eta", "TV", "r_g/l_c", "3 D/c", "dipole decays", "D(T) late/early", "D_perp/D_par", "C&R 2004", "eta^2.3"],
      ...transports.map(scatteringLine),
    ]),
    ...notes(transports),
  ].join("\n")}\n`;
}

/** A table without columns and lines that are empty: not every turbulence level, nor every coefficient, has an expected value. */
function section(kept: number, [names, ...lines]: Line[]): string[] {
  const filled = names.map((_, c) => lines.some((line) => line[c] !== ""));
  const rows = [names, ...lines].map((line) => line.filter((_, c) => filled[c]));
  return folded(rows, kept).flatMap((part, i) => {
    const lines = part.filter((line) => line.slice(kept).some((cell) => cell !== ""));
    return [...(i === 0 ? [] : [""]), ...columns(lines, "r")];
  });
}

function coefficientLines(t: Transport): Line[] {
  const { expected } = t;
  const group = [String(t.turbulence_level), String(t.rigidity_TV)];
  const published = (value: number | null, source: string) => [number(value), value === null ? "" : source];
  const line = (label: string, estimates: string[], value: number | null, source: string): Line => [
    ...group,
    label,
    `${short(t.window_pc[0])} to ${short(t.window_pc[1])}`,
    `${t.realisations} x ${t.directions}`,
    ...estimates,
    ...published(value, source),
  ];
  const all = ({ msd, tgk, difference }: Estimates) => [msd, tgk, difference].map(measured);
  const { harari2014, small_deflections, paper_parallel, drift } = expected;
  if (t.drift !== null) {
    return [
      line("D_par", all(t.parallel), paper_parallel, "Mertsch & Funk 2015"),
      line("D_perp", all(t.perpendicular), null, ""),
      line("D_A", ["", measured(t.drift), ""], drift, "r_g(B0)/3, weak turbulence"),
    ];
  }
  return [
    line("trace/3", all(t.isotropic), harari2014, "Harari+ 2014"),
    ...(small_deflections === null
      ? []
      : [[...group, "", "", "", "", "", "", ...published(small_deflections, "(4/3) r_g^2/l_c")]]),
    line("one axis", all(t.parallel), null, ""),
    line("other two", all(t.perpendicular), null, ""),
  ];
}

const scatteringLine = (t: Transport): Line => [
  String(t.turbulence_level),
  String(t.rigidity_TV),
  t.x === null ? "-" : short(t.x),
  measured(t.scattering.from_diffusion),
  t.scattering.from_decay === null ? "not resolved" : measured(t.scattering.from_decay),
  measured(t.growth),
  measured(t.perpendicular_over_parallel),
  number(t.expected.candia_roulet2004_ratio),
  number(t.expected.casse2002_ratio),
];

function notes(transports: Transport[]): string[] {
  const failed = transports.reduce((sum, t) => sum + t.failed, 0);
  const moving = transports.filter(
    ({ growth: g }) => g !== null && g.error !== null && Math.abs(g.value - 1) > Math.max(0.1, 3 * g.error),
  );
  const names = moving.map((t) => `eta ${t.turbulence_level}, ${t.rigidity_TV} TV`).join("; ");
  const sentences = [
    moving.length === 0
      ? ""
      : `D(T) has not settled within T (${names}), while published values are for long T: take a longer transport.path_pc.`,
    failed === 0 ? "" : `${failed} particles used up their steps; they are counted at the place where they stopped.`,
  ].filter((sentence) => sentence !== "");
  return sentences.length === 0 ? [] : ["", ...sentences.flatMap((sentence) => wrap(sentence, WIDTH))];
}

const number = (value: number | null): string => (value === null ? "" : short(value));

const measured = (estimate: Measured | null): string =>
  estimate === null ? "-" : withError(estimate.value, estimate.error);
