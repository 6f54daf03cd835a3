// The table of `larmor plan`.

import type { Axis, Scaled } from "../../response/signal_noise.js";
import {
  type AxisPlan,
  type Choice,
  type GroupSignalPlan,
  LARGEST_CHANGE,
  LEAST_CORRELATION,
  type PathPlan,
} from "../../run/signal_plan.js";
import type { Measured } from "../../statistics/jackknife.js";
import { columns, folded, WIDTH, wrap } from "../../words/lines.js";
import { counted, duration, percent, short, withError } from "../../words/numbers.js";
import { nameOf } from "../plan.js";

/** One group: a row for each path length, then what is configured and what is chosen. */
export function signalTable(plan: GroupSignalPlan, wanted: number, realisations: number): string {
  const { axes, paths, cheapest, fields, nsides, cost } = plan;
  const only = axes.length === 1;
  const named = (what: string, axis: Axis) => (only ? what : `${what}, ${axis}`);
  const names = [
    "T [pc]",
    ...axes.flatMap((axis) => [named("signal [pc]", axis), named("noise", axis)]),
    `nside for ${short(wanted)}`,
    "CPU time",
    ...axes.flatMap((axis) => [named("signal changes", axis), named("correlation", axis)]),
  ];
  const rows = paths.map((path, p) => cells(plan, path, p, cheapest));
  const table = folded([names, ...rows], 1).flatMap((part) => ["", ...columns(part, "r")]);
  const pilot = `${counted(fields, "field")}, 2 rotated grids of nside ${nsides.join(", ")} in each; ${short(cost.step_us, 2)} us a step, ${short(1e6 / cost.step_us, 2)} steps a second`;
  const lines = [
    `as configured: T = ${short(plan.path_pc)} pc, nside ${plan.nside}; signal to noise ${axes.map((axis) => reached(plan, axis)).join(", ")}; ${duration(plan.core_seconds)}`,
    ...(cheapest === null
      ? [`no nside that a config can have reaches a signal to noise of ${short(wanted)} at a path that changes little`]
      : [`* cheapest: ${chosen(cheapest)}`]),
    ...axes
      .filter(() => !only)
      .map((axis) => {
        const choice = plan.cheapest_of_axis[axis] ?? null;
        return `for a gradient ${axis} B0 alone: ${choice === null ? "none" : chosen(choice)}`;
      }),
    `CPU time is that of ${counted(realisations, "realisation")}, good to ${percent(cost.relative_error)} on this machine`,
    ...(plan.failed === 0
      ? []
      : [
          `${counted(plan.failed, "particle")} of the pilot used up the steps of a particle: responses are wrong there`,
        ]),
  ];
  return [nameOf(plan), ...wrap(pilot, WIDTH, "  "), ...table, "", ...lines.flatMap((line) => wrap(line, WIDTH))].join(
    "\n",
  );
}

/** What the words of the table mean. */
export const SIGNAL_LEGEND = [
  "signal: rms over the fields of |R e|, e a unit vector along or across B0, without noise; noise: rms of one realisation with the config's nside, from the scatter between rotated grids. <=: scaled from the pilot's finest grid, a bound.",
  `signal changes, correlation: of this T beside the config's own, in the same fields. The cheapest is sought where, errors included, the signal changes by at most ${percent(LARGEST_CHANGE)} and the correlation is at least ${LEAST_CORRELATION}; another T is another measurement. More --seconds make the errors smaller.`,
]
  .flatMap((text) => wrap(text, WIDTH))
  .join("\n");

const chosen = ({ path_pc, nside, core_seconds }: Choice): string =>
  `T = ${short(path_pc, 4)} pc, nside ${nside}, ${duration(core_seconds)}`;

function reached({ axes, paths }: GroupSignalPlan, axis: Axis): string {
  const ratio = (paths[paths.length - 1].axes[axis] as AxisPlan).ratio_as_configured;
  const value = ratio === null ? "not above 0" : `${ratio.bound ? ">= " : ""}${withError(ratio.value, ratio.error)}`;
  return axes.length === 1 ? value : `${axis} B0 ${value}`;
}

function cells(plan: GroupSignalPlan, path: PathPlan, p: number, cheapest: Choice | null): string[] {
  const plans = plan.axes.map((axis) => path.axes[axis] as AxisPlan);
  const choice = plan.choices[p];
  return [
    `${path.path_pc === cheapest?.path_pc ? "* " : ""}${short(path.path_pc, 4)}`,
    ...plans.flatMap(({ signal, noise_as_configured }) => [measured(signal), noise(noise_as_configured)]),
    choice === null ? "none" : `${choice.nside}${range(plans, choice.nside)}`,
    choice === null ? "" : duration(choice.core_seconds),
    ...plans.flatMap(({ change, correlation }) => [relative(change), measured(correlation)]),
  ];
}

const measured = (number: Measured | null): string =>
  number === null ? "not above 0" : withError(number.value, number.error || null);

const noise = ({ value, error, bound }: Scaled): string => `${bound ? "<= " : ""}${withError(value, error)}`;

const relative = (number: Measured | null): string =>
  number === null ? "unknown" : `${withError(100 * number.value, number.error ? 100 * number.error : null)} %`;

/** " (4 to 16)": what nside is if signal to noise is off by its error; nothing where that is the same. */
function range(plans: AxisPlan[], nside: number): string {
  const bound = (end: 0 | 1) => Math.max(...plans.map(({ nside_range }) => nside_range[end] ?? Infinity));
  const [least, most] = [bound(0), bound(1)];
  if (least === nside && most === nside) return "";
  return ` (${least} to ${most === Infinity ? "?" : most})`;
}
