// node --import tsx bench/tables.ts: the tables of RESULTS.md, made of the JSON in bench/results/.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CRPROPA, CRPROPA_ERRORS } from "./crpropa.js";
import { type EqualErrorResult, ERRORS, MEASURES } from "./equal_error.js";
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

const speed = read<SpeedResult[]>("speed");
const names = [...new Set(speed.flatMap(({ rows }) => rows.map(({ name }) => name)))];
const ours = names.filter((name) => name.startsWith("Wasm"));
const nodes = ours.filter((name) => name.includes("Node"));
/** An item, or each of its integrators. */
const timed = speed.flatMap(({ item, unit, rows }) =>
  [...new Set(rows.map(({ integrator }) => integrator))].map((integrator) => ({
    title: integrator === undefined ? item : `${item}: ${integrator}`,
    unit,
    row: (name: string) => rows.find((row) => row.name === name && row.integrator === integrator),
  })),
);
table(
  ["item", ...names],
  timed.map(({ title, unit, row }) => {
    const times = names.map((name) => row(name)?.median);
    return [`${title} [${unit}]`, ...times.map((time) => (time === undefined ? "" : digits(time)))];
  }),
);
const ends = [...new Set([nodes[0], nodes.at(-1)!, ...ours.filter((name) => !nodes.includes(name))])];
table(
  ["item", ...TWINS.map((twin) => `${ends.map((name) => name.replace("Wasm ", "")).join(", ")} over ${twin}`)],
  timed.map(({ title, row }) => [
    title,
    ...TWINS.map((twin) => ends.map((name) => ratio(row(name)?.over[twin])).join(", ")),
  ]),
);
const flights = timed.filter(({ row }) => row(ours[0])?.integrator !== undefined);
const methods = names.filter((name) => flights.some(({ row }) => row(name) !== undefined));
table(
  ["time over that with rk45", ...methods],
  flights
    .filter(({ row }) => row(ours[0])?.integrator !== "rk45")
    .map(({ title, row }) => [title, ...methods.map((name) => ratio(row(name)?.over_rk45))]),
);
table(
  ["ns an evaluation of the field", ...methods],
  flights
    .filter(({ row }) => row(ours[0])?.evaluation !== undefined)
    .map(({ title, row }) => [title, ...methods.map((name) => digits(row(name)?.evaluation ?? Number.NaN))]),
);

const equalError = read<EqualErrorResult[]>("equal-error");
const place = (result: EqualErrorResult): string => `${result.rigidity_TV} TV, level ${result.turbulence_level}`;
const MEANT = { converged: "from converged paths", back: "there and back" };
table(
  ["", ...equalError[0].curves[0].points.map(({ tolerance }) => tolerance.toExponential())],
  equalError.flatMap((result) =>
    result.curves.map(({ name, integrator, points }) => [
      `${place(result)}: ${name}, ${integrator}`,
      ...points.map(
        ({ us_per_gyroradius, converged, back }) =>
          `${us_per_gyroradius.toFixed(2)} (${converged.toExponential(1)}, ${back.toExponential(1)})`,
      ),
    ]),
  ),
);
for (const measure of MEASURES) {
  table(
    [`at equal error ${MEANT[measure]}`, ...TWINS.map((twin) => `over ${twin}`)],
    equalError.flatMap((result) =>
      result.curves
        .filter(({ name }) => name.startsWith("Wasm"))
        .map(({ name, integrator }) => {
          const over = (twin: string) =>
            result.over_twins.find(
              (row) =>
                row.name === name && row.integrator === integrator && row.twin === twin && row.measure === measure,
            )?.ratios;
          return [
            `${place(result)}: ${name}, ${integrator}`,
            ...TWINS.map((twin) => over(twin)?.map(ratio).join(", ") ?? ""),
          ];
        })
        .filter(([, first]) => first !== ""),
    ),
  );
}
table(
  ["over rk45 of the same program", ...MEASURES.flatMap((measure) => ERRORS.map((e) => `${e}, ${MEANT[measure]}`))],
  equalError.flatMap((result) =>
    result.over_rk45
      .filter(({ measure }) => measure === MEASURES[0])
      .map(({ name, integrator }) => [
        `${place(result)}: ${name}, ${integrator}`,
        ...result.over_rk45
          .filter((row) => row.name === name && row.integrator === integrator)
          .flatMap(({ ratios }) => ratios.map(ratio)),
      ]),
  ),
);
table(
  ["CRPropa over larmor: rk45, magnus", ...CRPROPA_ERRORS.map((error) => error.toExponential())],
  equalError.flatMap((result) =>
    result.crpropa.map(({ field, over_magnus }) => {
      const over = (value: number | null | undefined) => value?.toFixed(1) ?? "-";
      const measured = CRPROPA.find((row) => row.field === field && row.rigidity_TV === result.rigidity_TV);
      return [
        `${result.rigidity_TV} TV, ${field}`,
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
