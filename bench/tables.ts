// node --import tsx bench/tables.ts: the tables of RESULTS.md, made of the JSON in bench/results/.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CRPROPA, CRPROPA_ERRORS } from "./crpropa.js";
import { type EqualErrorResult, MEASURES } from "./equal_error.js";
import type { ScalingResult } from "./scaling.js";
import type { SpeedResult } from "./speed.js";

const read = <T>(part: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, "results", `${part}.json`), "utf8"))[part];

const line = (cells: (string | number)[]): string => `| ${cells.join(" | ")} |`;

function table(head: string[], rows: (string | number)[][]): void {
  console.log([line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n"), "\n");
}

const digits = (value: number): string =>
  Number.isNaN(value) ? "-" : value < 100 ? value.toPrecision(3) : value.toFixed(0);
const ratio = (value: number | null | undefined): string => value?.toFixed(2) ?? "-";

const TWINS = ["C++ without patch", "C++", "C++ tuned"];
const short = (name: string): string => name.replace(/^Wasm /, "");

const speed = read<SpeedResult[]>("speed");
/** Node 22 lies between 20 and 24: the JSON has it. */
const names = [...new Set(speed.flatMap(({ rows }) => rows.map(({ name }) => name)))].filter((n) => !n.endsWith("22"));
const ours = names.filter((name) => name.startsWith("Wasm"));
/** An item, or each of its integrators. */
const timed = speed.flatMap(({ item, unit, rows }) =>
  [...new Set(rows.map(({ integrator }) => integrator))].map((integrator) => ({
    title: integrator === undefined ? item : `${item}: ${integrator}`,
    unit,
    integrator,
    row: (name: string) => rows.find((row) => row.name === name && row.integrator === integrator),
  })),
);
const compared = timed.filter(({ integrator }) => integrator !== "rotations");
table(
  ["item", ...names.map(short)],
  compared.map(({ title, unit, row }) => {
    const times = names.map((name) => row(name)?.median);
    return [`${title} [${unit}]`, ...times.map((time) => (time === undefined ? "" : digits(time)))];
  }),
);
table(
  [ours.map(short).join(", ").replaceAll(", Node", ","), ...TWINS.map((twin) => `over ${twin}`)],
  compared.map(({ title, row }) => [
    title,
    ...TWINS.map((twin) => ours.map((name) => ratio(row(name)?.over[twin])).join(", ")),
  ]),
);
const methods = [...ours, "C++ tuned", "C++"];
table(
  ["time over that with rk45, same tolerance", ...methods.map(short)],
  timed
    .filter(({ integrator }) => integrator === "magnus" || integrator === "rotations")
    .map(({ title, row }) => [title, ...methods.map((name) => ratio(row(name)?.over_rk45))]),
);

const equalError = read<EqualErrorResult[]>("equal-error");
/** All others are in the JSON. */
const SHOWN = ["C++ tuned", "Wasm Node 24"];
const place = ({ rigidity_TV, turbulence_level }: EqualErrorResult): string =>
  `${rigidity_TV < 1000 ? `${rigidity_TV} TV` : `${rigidity_TV / 1000} PV`}, level ${turbulence_level}`;
const MEANT = { converged: "from converged paths", back: "there and back" };
table(
  ["", ...equalError[0].curves[0].points.map(({ tolerance }) => tolerance.toExponential())],
  equalError.flatMap((result) =>
    result.curves
      .filter(({ name, integrator }) => SHOWN.includes(name) && integrator !== "rotations")
      .map(({ name, integrator, points }) => [
        `${place(result)}: ${short(name)}, ${integrator}`,
        ...points.map(
          ({ us_per_gyroradius, converged }) => `${us_per_gyroradius.toFixed(2)} (${converged.toExponential(1)})`,
        ),
      ]),
  ),
);
table(
  ["magnus over rk45", ...methods.map(short)],
  equalError.flatMap((result) =>
    MEASURES.map((measure) => [
      `${place(result)}, ${MEANT[measure]}`,
      ...methods.map((name) => {
        const own = ({ over_rk45 }: EqualErrorResult) =>
          over_rk45.find((row) => row.name === name && row.integrator === "magnus" && row.measure === measure)!;
        return own(result).ratios.map(ratio).join(", ");
      }),
    ]),
  ),
);
table(
  ["time of CRPropa over that of larmor: rk45, magnus", ...CRPROPA_ERRORS.map((error) => error.toExponential())],
  equalError.flatMap((result) =>
    result.crpropa.map(({ field, over_magnus }) => {
      const over = (value: number | null | undefined) => value?.toFixed(1) ?? "-";
      const measured = CRPROPA.find((row) => row.field === field && row.rigidity_TV === result.rigidity_TV);
      return [
        `${place(result)}, ${field}`,
        ...over_magnus.map((value, i) => `${over(measured?.over_rk45[i])}, ${over(value)}`),
      ];
    }),
  ),
);

const scaling = read<ScalingResult>("scaling");
const pair = (values: Record<string, number>, places: number): string =>
  Object.values(values)
    .map((value) => value.toFixed(places))
    .join(", ");
const level = (wanted: number) => scaling.rigidity.filter((row) => row.turbulence_level === wanted);
table(
  [
    "rigidity [TV]",
    "levels",
    "nodes [MiB]",
    "synthesis [ms]",
    `step, level 1: ${Object.keys(scaling.rigidity[0].ns_per_step).join(", ")} [ns]`,
    "step, level 0.1 [ns]",
    "gyroradius, level 1 [us]",
    "gyroradius, level 0.1 [us]",
  ],
  level(1).map((row, i) => {
    const weak = level(0.1)[i];
    return [
      row.rigidity_TV,
      row.levels,
      row.memory_MiB.toFixed(1),
      row.synthesis_ms.toFixed(1),
      pair(row.ns_per_step, 0),
      pair(weak.ns_per_step, 0),
      pair(row.us_per_gyroradius, 2),
      pair(weak.us_per_gyroradius, 2),
    ];
  }),
);
