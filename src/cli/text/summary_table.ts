/**
 * The summary as tables for the terminal: the mean dipole, the amplitudes of the realisations, the running diffusion tensor, the
 * run; then the warnings.
 */

import type { DipoleStatistics } from "../../response/dipole_statistics.js";
import type { EscapeStatistics } from "../../response/escape_statistics.js";
import type { GroupSummary, Summary } from "../../response/summary.js";
import type { Measured } from "../../statistics/jackknife.js";
import { columns, folded, WIDTH, wrap } from "../../words/lines.js";
import { short, withError } from "../../words/numbers.js";

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

/** What the heads mean. */
const KEY = [
  "eta: turbulence level dB²/(dB² + B0²). R: rigidity. T: path length. g: gradient of the density; matched: scaled so that the diffusion of the run predicts a_iso.",
  "lon, lat: direction of the mean dipole; to -g: its angle to the prediction. a / -3 D(T) g: 1 where the dipoles follow the diffusion of the same run.",
  "5 % to 95 %: quantiles. noise floor: what the finite number of directions makes; rms less noise is free of it. > a_iso: realisations above a_iso.",
  "TGK, msd, flow: three estimates of one D, which agree where their differences are 0 within the errors. r_g: gyroradius.",
  "rejected: trial steps done again with a smaller size. |p| error: largest of a step, and added up along a path; |p| is set back to 1 after each step.",
];

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
      3,
    ),
    ...block(
      "Free escape at |z| = H: the flux is 1 + g.r inside, 0 outside; dipoles with the boundary and without, same trajectories",
      ESCAPE,
      summary.groups.flatMap((group) => (group.escape ? [{ group, escape: group.escape }] : [])),
      colours,
    ),
    ...block("Run", RUN, summary.groups, colours),
    ...(lines.length === 0 ? [] : [...KEY.flatMap((text) => wrap(text, WIDTH, "", "  ")), ""].map(colours.heading)),
    ...warningLines(summary.groups, colours),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

const eta = { name: "eta", unit: "", cell: ({ group }: { group: GroupSummary }) => given(group.turbulence_level) };
const rigidity = { name: "R", unit: "TV", cell: ({ group }: { group: GroupSummary }) => given(group.rigidity_TV) };

interface DipoleLine {
  group: GroupSummary;
  dipole: DipoleStatistics;
}

const MEAN: Column<DipoleLine>[] = [
  eta,
  rigidity,
  { name: "T", unit: "pc", cell: ({ dipole }) => given(dipole.path_pc) },
  { name: "kind", unit: "", cell: ({ dipole }) => dipole.gradient.kind },
  { name: "|g|", unit: "1/kpc", cell: ({ dipole }) => short(dipole.gradient.per_kpc) },
  { name: "lon", unit: "deg", cell: ({ dipole }) => dipole.direction_deg[0].toFixed(1) },
  { name: "lat", unit: "deg", cell: ({ dipole }) => dipole.direction_deg[1].toFixed(1) },
  { name: "to -g", unit: "deg", cell: ({ dipole }) => dipole.angle_deg.toFixed(1) },
  {
    name: "amplitude",
    unit: "1e-3",
    cell: ({ dipole }) => amplitude(dipole.amplitude_of_mean, dipole.amplitude_of_mean_error),
  },
  { name: "a_iso", unit: "1e-3", cell: ({ dipole }) => short(dipole.isotropic_prediction / PER_MILLE) },
  {
    name: "a / a_iso",
    unit: "",
    cell: ({ dipole }) => ratio(dipole.ratio_to_prediction, dipole.ratio_to_prediction_error),
  },
  {
    name: "a / -3 D(T) g",
    unit: "",
    cell: ({ dipole }) => ratio(dipole.ratio_to_diffusion, dipole.ratio_to_diffusion_error),
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
    cell: ({ dipole }: DipoleLine) => short(dipole.quantiles[p] / PER_MILLE),
  })),
  {
    name: "rms less noise",
    unit: "1e-3",
    cell: ({ dipole }) => (dipole.debiased.rms === null ? "not above 0" : short(dipole.debiased.rms / PER_MILLE)),
  },
  { name: "noise floor", unit: "1e-3", cell: ({ dipole }) => short(dipole.noise_floor_halves / PER_MILLE) },
  { name: "> a_iso", unit: "%", cell: ({ dipole }) => (100 * dipole.fraction_above_prediction).toFixed(0) },
];

interface EscapeLine {
  group: GroupSummary;
  escape: EscapeStatistics;
}

const ESCAPE: Column<EscapeLine>[] = [
  eta,
  rigidity,
  { name: "H", unit: "pc", cell: (line) => given(line.escape.height_pc) },
  { name: "T", unit: "pc", cell: ({ group }) => given(group.path_pc[group.path_pc.length - 1]) },
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
          return value < 0 ? "not above 0" : short(Math.sqrt(value) / PER_MILLE);
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
  { name: "", unit: "", cell: ({ name }) => name },
  { name: "T", unit: "pc", cell: ({ group }) => given(group.path_pc[group.path_pc.length - 1]) },
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
    const line = (name: string, key: "isotropic" | "parallel" | "perpendicular") => ({
      group,
      name,
      estimates: [tgk[key], msd[key], flow[key], tgk_minus_msd[key], tgk_minus_flow[key]],
    });
    if (tgk.parallel === null) return [line("trace/3", "isotropic")];
    const drift = { group, name: "D_A", estimates: [tgk.antisymmetric, null, null, null, null] };
    return [line("D_par", "parallel"), line("D_perp", "perpendicular"), drift];
  });
}

const RUN: Column<GroupSummary>[] = [
  { name: "eta", unit: "", cell: (group) => given(group.turbulence_level) },
  { name: "R", unit: "TV", cell: (group) => given(group.rigidity_TV) },
  { name: "r_g", unit: "pc", cell: (group) => short(group.gyroradius_pc) },
  { name: "directions", unit: "", cell: (group) => String(group.directions) },
  { name: "realisations", unit: "", cell: (group) => `${group.realisations} of ${group.realisations_requested}` },
  { name: "steps", unit: "", cell: (group) => short(group.steps) },
  {
    name: "rejected",
    unit: "%",
    cell: ({ steps, rejected }) => (steps > 0 ? ((100 * rejected) / (steps + rejected)).toFixed(1) : ABSENT),
  },
  { name: "|p| error, step", unit: "", cell: (group) => short(group.momentum_drift, 2) },
  { name: "|p| error, path", unit: "", cell: (group) => short(group.momentum_correction, 2) },
  {
    name: "failed particles",
    unit: "",
    cell: ({ failed, failed_realisations }) => (failed === 0 ? "0" : `${failed} in ${failed_realisations}`),
  },
];

/** @param kept the columns that say what a line is about, by default turbulence level and rigidity */
function block<Line>(title: string, table: Column<Line>[], lines: Line[], colours: Colours, kept = 2): string[] {
  if (lines.length === 0) return [];
  const rows = [
    table.map(({ name }) => name),
    table.map(({ unit }) => (unit === "" ? "" : `[${unit}]`)),
    ...lines.map((line) => table.map(({ cell }) => cell(line))),
  ];
  return [
    ...wrap(title, WIDTH).map(colours.title),
    ...folded(rows, kept).flatMap((part) => {
      const [names, units, ...numbers] = columns(part, "r");
      return [colours.heading(names), colours.heading(units), ...numbers, ""];
    }),
  ];
}

function warningLines(groups: GroupSummary[], colours: Colours): string[] {
  return groups.flatMap(({ turbulence_level, rigidity_TV, warnings }) =>
    warnings.flatMap((text) =>
      wrap(`eta ${given(turbulence_level)}, ${given(rigidity_TV)} TV: ${text}`, WIDTH, "", "  ").map(colours.warning),
    ),
  );
}

function amplitude(value: number, error: number | null): string {
  return withError(value / PER_MILLE, error === null ? null : error / PER_MILLE);
}

function measured(estimate: Measured | null): string {
  return estimate === null ? ABSENT : withError(estimate.value, estimate.error);
}

/** A ratio that cannot be formed is absent. */
function ratio(value: number | null, error: number | null): string {
  return value === null ? ABSENT : withError(value, error);
}

/** A parameter of the run. */
const given = (value: number): string => short(value, 5);
