/**
 * The summary as tables for the terminal, 110 columns wide: the mean dipole, the amplitudes of the realisations, the running
 * diffusion tensor, the run; then what must be known about the numbers.
 */

import type { DipoleStatistics } from "../../response/dipole_statistics.js";
import type { EscapeStatistics } from "../../response/escape_statistics.js";
import type { GroupSummary, Summary } from "../../response/summary.js";
import type { Measured } from "../../statistics/jackknife.js";

const WIDTH = 110;
const ABSENT = "-";
/** The unit of dipole amplitudes in the table. */
const PER_MILLE = 1e-3;

type Paint = (text: string) => string;
interface Colours {
  title: Paint;
  heading: Paint;
  warning: Paint;
}
const ansi =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`;
const COLOURED: Colours = { title: ansi(1), heading: ansi(2), warning: ansi(33) };
const PLAIN: Colours = { title: String, heading: String, warning: String };

/** A column: what it is, its unit, and its cell for each line. */
interface Column<Line> {
  name: string;
  unit: string;
  cell: (line: Line) => string;
}

export function table(summary: Summary, options: { color?: boolean } = {}): string {
  const colours = options.color === true ? COLOURED : PLAIN;
  const lines = summary.groups.flatMap((group) => (group.dipole === null ? [] : [{ group, dipole: group.dipole }]));
  const { convention } = summary;
  return [
    ...block(
      `Mean dipole a (${convention} convention; g: gradient; a_iso: isotropic diffusion, D from B/C)`,
      MEAN,
      lines,
      colours,
    ),
    ...block("Dipole amplitudes of the realisations", AMPLITUDES, lines, colours),
    ...block(
      "Running D(T)/c: TGK from <n r(-T)>, msd from d<r r>/dT, flow from <n(-T) r(-T)>; D_A: antisymmetric, drift",
      DIFFUSION,
      coefficients(summary),
      colours,
    ),
    ...block(
      "Free escape at |z| = H: the flux is 1 + g.r inside, 0 outside; dipoles with the boundary and without, same trajectories",
      ESCAPE,
      summary.groups.flatMap((group) => (group.escape ? [{ group, escape: group.escape }] : [])),
      colours,
    ),
    ...block("Run", RUN, summary.groups, colours),
    ...warningLines(summary.groups, colours),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

const eta = { name: "eta", unit: "", cell: ({ group }: { group: GroupSummary }) => plain(group.turbulence_level) };
const rigidity = { name: "R", unit: "TV", cell: ({ group }: { group: GroupSummary }) => plain(group.rigidity_TV) };

interface DipoleLine {
  group: GroupSummary;
  dipole: DipoleStatistics;
}

const MEAN: Column<DipoleLine>[] = [
  eta,
  rigidity,
  { name: "T", unit: "pc", cell: ({ dipole }) => plain(dipole.path_pc) },
  { name: "kind", unit: "", cell: ({ dipole }) => dipole.gradient.kind },
  { name: "|g|", unit: "1/kpc", cell: ({ dipole }) => digits(dipole.gradient.per_kpc, 3) },
  { name: "lon", unit: "deg", cell: ({ dipole }) => dipole.direction_deg[0].toFixed(1) },
  { name: "lat", unit: "deg", cell: ({ dipole }) => dipole.direction_deg[1].toFixed(1) },
  { name: "to -g", unit: "deg", cell: ({ dipole }) => dipole.angle_deg.toFixed(1) },
  {
    name: "amplitude",
    unit: "1e-3",
    cell: ({ dipole }) => amplitude(dipole.amplitude_of_mean, dipole.amplitude_of_mean_error),
  },
  { name: "a_iso", unit: "1e-3", cell: ({ dipole }) => digits(dipole.isotropic_prediction / PER_MILLE, 3) },
  {
    name: "a / a_iso",
    unit: "",
    cell: ({ dipole }) => withError(dipole.ratio_to_prediction, dipole.ratio_to_prediction_error),
  },
  {
    name: "a / -3 D(T) g",
    unit: "",
    cell: ({ dipole }) => withError(dipole.ratio_to_diffusion, dipole.ratio_to_diffusion_error),
  },
];

const AMPLITUDES: Column<DipoleLine>[] = [
  eta,
  rigidity,
  { name: "mean", unit: "1e-3", cell: ({ dipole }) => amplitude(dipole.mean, dipole.mean_error) },
  { name: "median", unit: "1e-3", cell: ({ dipole }) => amplitude(dipole.median, dipole.median_error) },
  ...["0.05", "0.16", "0.84", "0.95"].map((p) => ({
    name: `${Math.round(Number(p) * 100)} %`,
    unit: "1e-3",
    cell: ({ dipole }: DipoleLine) => digits(dipole.quantiles[p] / PER_MILLE, 3),
  })),
  {
    name: "rms less noise",
    unit: "1e-3",
    cell: ({ dipole }) => (dipole.debiased.rms === null ? "not above 0" : digits(dipole.debiased.rms / PER_MILLE, 3)),
  },
  { name: "noise floor", unit: "1e-3", cell: ({ dipole }) => digits(dipole.noise_floor / PER_MILLE, 3) },
  { name: "> a_iso", unit: "%", cell: ({ dipole }) => (100 * dipole.fraction_above_prediction).toFixed(0) },
];

interface EscapeLine {
  group: GroupSummary;
  escape: EscapeStatistics;
}

const ESCAPE: Column<EscapeLine>[] = [
  eta,
  rigidity,
  { name: "H", unit: "pc", cell: (line) => plain(line.escape.height_pc) },
  { name: "T", unit: "pc", cell: ({ group }) => plain(group.path_pc[group.path_pc.length - 1]) },
  {
    name: "escaped",
    unit: "%",
    cell: ({ escape: { escaped, escaped_sem } }) => {
      const last = escaped.length - 1;
      return withError(100 * escaped[last], escaped_sem && 100 * escaped_sem[last]);
    },
  },
  ...(["with_boundary", "without"] as const).flatMap((kind): Column<EscapeLine>[] => {
    const name = kind === "without" ? "without" : "with";
    return [
      {
        name: `median, ${name}`,
        unit: "1e-3",
        cell: (line) => amplitude(line.escape[kind].median.value, line.escape[kind].median.error),
      },
      {
        name: "rms less noise",
        unit: "1e-3",
        cell: (line) => {
          const { value } = line.escape[kind].mean_square;
          return value < 0 ? "not above 0" : digits(Math.sqrt(value) / PER_MILLE, 3);
        },
      },
    ];
  }),
];

/** A coefficient of one group; the antisymmetric one has one estimator only. */
interface CoefficientLine {
  group: GroupSummary;
  name: string;
  estimates: (Measured | null)[];
}

const DIFFUSION: Column<CoefficientLine>[] = [
  eta,
  rigidity,
  { name: "T", unit: "pc", cell: ({ group }) => plain(group.path_pc[group.path_pc.length - 1]) },
  { name: "", unit: "", cell: ({ name }) => name },
  ...["TGK", "msd", "flow", "TGK - msd", "TGK - flow"].map((name, i) => ({
    name,
    unit: "pc",
    cell: ({ estimates }: CoefficientLine) => measured(estimates[i]),
  })),
];

function coefficients({ groups }: Summary): CoefficientLine[] {
  return groups.flatMap((group): CoefficientLine[] => {
    if (group.diffusion === null) return [];
    const { tgk, msd, flow, tgk_minus_msd, tgk_minus_flow } = group.diffusion;
    const of = (name: string, key: "isotropic" | "parallel" | "perpendicular") => ({
      group,
      name,
      estimates: [tgk[key], msd[key], flow[key], tgk_minus_msd[key], tgk_minus_flow[key]],
    });
    if (tgk.parallel === null) return [of("trace/3", "isotropic")];
    const drift = { group, name: "D_A", estimates: [tgk.antisymmetric, null, null, null, null] };
    return [of("D_par", "parallel"), of("D_perp", "perpendicular"), drift];
  });
}

const RUN: Column<GroupSummary>[] = [
  { name: "eta", unit: "", cell: (group) => plain(group.turbulence_level) },
  { name: "R", unit: "TV", cell: (group) => plain(group.rigidity_TV) },
  { name: "r_g", unit: "pc", cell: (group) => digits(group.gyroradius_pc, 3) },
  { name: "directions", unit: "", cell: (group) => String(group.directions) },
  { name: "realisations", unit: "", cell: (group) => `${group.realisations} of ${group.realisations_requested}` },
  { name: "steps", unit: "", cell: (group) => digits(group.steps, 3) },
  {
    name: "rejected",
    unit: "%",
    cell: ({ steps, rejected }) => (steps > 0 ? ((100 * rejected) / (steps + rejected)).toFixed(1) : ABSENT),
  },
  { name: "drift of |p|", unit: "", cell: (group) => group.momentum_drift.toExponential(1) },
  { name: "along a path", unit: "", cell: (group) => group.momentum_correction.toExponential(1) },
  {
    name: "failed particles",
    unit: "",
    cell: ({ failed, failed_realisations }) => (failed === 0 ? "0" : `${failed} in ${failed_realisations}`),
  },
];

function block<Line>(title: string, columns: Column<Line>[], lines: Line[], colours: Colours): string[] {
  if (lines.length === 0) return [];
  const cells = columns.map(({ name, unit, cell }) => [name, unit === "" ? "" : `[${unit}]`, ...lines.map(cell)]);
  const widths = cells.map((column) => Math.max(...column.map((text) => text.length)));
  const narrow = widths.reduce((sum, width) => sum + width + 2, -2) > WIDTH;
  const row = (r: number) =>
    cells
      .map((column, c) => column[r].padStart(widths[c]))
      .join(narrow ? " " : "  ")
      .trimEnd();
  return [
    colours.title(title),
    colours.heading(row(0)),
    colours.heading(row(1)),
    ...lines.map((_, l) => row(l + 2)),
    "",
  ];
}

function warningLines(groups: GroupSummary[], colours: Colours): string[] {
  return groups.flatMap(({ turbulence_level, rigidity_TV, warnings }) =>
    warnings.flatMap((text) =>
      wrapped(`eta ${plain(turbulence_level)}, ${plain(rigidity_TV)} TV: ${text}`).map(colours.warning),
    ),
  );
}

/** Broken between words, later lines indented. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `  ${word}`);
  }
  return lines;
}

function amplitude(value: number, error: number | null): string {
  return withError(value / PER_MILLE, error === null ? null : error / PER_MILLE);
}

function measured(estimate: Measured | null): string {
  return estimate === null ? ABSENT : withError(estimate.value, estimate.error);
}

/** "17.12 ± 0.53": the error to two digits, the value to as many decimals; "5.671 ± 0" and "5.671 ± 2e-9" for small errors. */
function withError(value: number | null, error: number | null): string {
  if (value === null) return ABSENT;
  if (error === null) return digits(value, 3);
  const largest = Math.max(Math.abs(value), error);
  if (error < 1e-4 * largest || largest === 0)
    return `${digits(value, 4)} ± ${error === 0 ? "0" : error.toExponential(0)}`;
  if (largest >= 1e5 || largest < 1e-4) return `${value.toExponential(1)} ± ${error.toExponential(0)}`;
  const decimals = Math.max(0, Math.min(1 - magnitude(error), 4 - magnitude(largest)));
  const text = value.toFixed(decimals);
  // no sign on a rounded zero
  return `${Number(text) === 0 ? text.replace("-", "") : text} ± ${error.toFixed(decimals)}`;
}

/** A number to so many digits, without exponent where it is short. */
function digits(value: number, count: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e5 || size < 1e-4) return value.toExponential(count - 1);
  return value.toFixed(Math.max(0, count - 1 - magnitude(value)));
}

/** As given, shortened where it is long. */
function plain(value: number): string {
  const text = String(value);
  return text.length <= 7 ? text : String(Number(value.toPrecision(5)));
}

/** Power of ten of the leading digit; of 0 that of a number too small to matter. */
function magnitude(value: number): number {
  return value === 0 ? -20 : Math.floor(Math.log10(Math.abs(value)));
}
