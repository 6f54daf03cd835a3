// Transport coefficients as tables for the terminal.

import type { Estimates, Transport } from "../../response/settled_diffusion.js";
import type { Measured } from "../../statistics/jackknife.js";
import { short } from "./words.js";

type Line = (string | null)[];

export function transportText(transports: Transport[]): string {
  const parts = [
    section("D/c in pc, mean over the second half of the path", [
      ["eta", "TV", "T [pc]", "n x N", "", "from <r r>", "from <n r>", "difference", "expected", "of"],
      ...transports.flatMap(coefficientLines),
    ]),
    section("Scattering length c tau in pc", [
      ["eta", "TV", "r_g/l_c", "3 D/c", "dipole decays", "D(T) late/early", "D_perp/D_par", "eta^2.3"],
      ...transports.map(
        (t): Line => [
          String(t.turbulence_level),
          String(t.rigidity_TV),
          t.x === null ? "-" : short(t.x),
          withError(t.scattering.from_diffusion),
          t.scattering.from_decay === null ? "not resolved" : withError(t.scattering.from_decay),
          withError(t.growth),
          withError(t.perpendicular_over_parallel),
          number(t.expected.casse2002_ratio),
        ],
      ),
    ]),
    ...notes(transports),
  ];
  return `${parts.join("\n\n")}\n`;
}

function coefficientLines(t: Transport): Line[] {
  const { expected } = t;
  const name = [
    String(t.turbulence_level),
    String(t.rigidity_TV),
    `${short(t.window_pc[0])} to ${short(t.window_pc[1])}`,
    `${t.realisations} x ${t.directions}`,
  ];
  const of = (label: string, { msd, tgk, difference }: Estimates, value: number | null, source: string): Line => [
    ...name,
    label,
    withError(msd),
    withError(tgk),
    withError(difference),
    number(value),
    value === null ? "" : source,
  ];
  if (t.drift === null) {
    const lines = [of("trace/3", t.isotropic, expected.harari2014, "Harari+ 2014")];
    if (expected.small_deflections !== null) {
      lines.push([...name.map(() => ""), "", "", "", "", number(expected.small_deflections), "(4/3) r_g^2/l_c"]);
    }
    lines.push(of("one axis", t.parallel, null, ""), of("other two", t.perpendicular, null, ""));
    return lines;
  }
  return [
    of("D_par", t.parallel, expected.paper_parallel, "Mertsch & Funk 2015"),
    of("D_perp", t.perpendicular, null, ""),
    [...name, "D_A", "", withError(t.drift), "", number(expected.drift), "r_g(B0)/3, weak turbulence"],
  ];
}

function notes(transports: Transport[]): string[] {
  const failed = transports.reduce((sum, t) => sum + t.failed, 0);
  const moving = transports.filter(
    ({ growth: g }) => g !== null && g.error !== null && Math.abs(g.value - 1) > Math.max(0.1, 3 * g.error),
  );
  const names = moving.map((t) => `eta ${t.turbulence_level}, ${t.rigidity_TV} TV`).join("; ");
  const said: string[] = [];
  if (moving.length > 0)
    said.push(
      `D(T) has not settled within T (${names}): published values are for long T; use a longer transport.path_pc.`,
    );
  if (failed > 0) said.push(`${failed} particles used up their steps and are counted where they stopped.`);
  return said.length === 0 ? [] : [said.join("\n")];
}

function section(title: string, lines: Line[]): string {
  const cells = lines.map((line) => line.map((cell) => cell ?? ""));
  const widths = cells[0].map((_, c) => Math.max(...cells.map((line) => (line[c] ?? "").length)));
  const last = widths.length - 1;
  const rows = cells.map((line) =>
    line
      .map((cell, c) => (c === last ? cell : cell.padStart(widths[c])))
      .join("  ")
      .trimEnd(),
  );
  return [title, ...rows].join("\n");
}

const number = (value: number | null): string => (value === null ? "" : short(value));

/** "2.31 ± 0.04": the error to two digits. */
function withError(measured: Measured | null): string {
  if (measured === null) return "-";
  const { value, error } = measured;
  if (error === null || !(error > 0)) return short(value);
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(error)));
  return decimals > 8
    ? `${short(value)} ± ${short(error, 2)}`
    : `${value.toFixed(decimals)} ± ${error.toFixed(decimals)}`;
}
