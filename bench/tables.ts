// node --import tsx bench/tables.ts: the tables of RESULTS.md, made of the JSON in bench/results/.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EqualErrorResult } from "./equal_error.js";
import type { ScalingResult } from "./scaling.js";
import type { SpeedResult } from "./speed.js";

const read = <T>(part: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, "results", `${part}.json`), "utf8"))[part];

const line = (cells: (string | number)[]): string => `| ${cells.join(" | ")} |`;

function table(head: string[], rows: (string | number)[][]): void {
  console.log([line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n"), "\n");
}

const digits = (value: number): string => (value < 100 ? value.toPrecision(3) : value.toFixed(0));
const ratio = (value: number | null | undefined): string => value?.toFixed(2) ?? "-";

const TWINS = ["C++ without patch", "C++", "C++ tuned"];
const OURS = ["Wasm Node 20", "Wasm Node 24", "Wasm Chromium"];

const speed = read<SpeedResult[]>("speed");
const names = [...new Set(speed.flatMap(({ rows }) => rows.map(({ name }) => name)))];
table(
  ["item", ...names],
  speed.map(({ item, unit, rows }) => {
    const times = names.map((name) => rows.find((row) => row.name === name)?.median);
    return [`${item} [${unit}]`, ...times.map((time) => (time === undefined ? "" : digits(time)))];
  }),
);
table(
  ["item", ...TWINS.map((twin) => `Node 20, 24, Chromium over ${twin}`)],
  speed.map(({ item, rows }) => {
    const over = (twin: string) => OURS.map((name) => ratio(rows.find((row) => row.name === name)?.over[twin]));
    return [item, ...TWINS.map((twin) => over(twin).join(", "))];
  }),
);

const equalError = read<EqualErrorResult[]>("equal-error");
const place = (result: EqualErrorResult): string => `${result.rigidity_TV} TV, level ${result.turbulence_level}`;
table(
  ["", ...equalError[0].curves[0].points.map(({ tolerance }) => tolerance.toExponential())],
  equalError.flatMap((result) =>
    result.curves.map(({ name, points }) => [
      `${place(result)}: ${name}`,
      ...points.map((point) => `${point.us_per_gyroradius.toFixed(2)} (${point.error.toExponential(1)})`),
    ]),
  ),
);
table(
  ["", ...TWINS.map((twin) => `over ${twin}`)],
  equalError.flatMap((result) => {
    const ours = result.curves.map(({ name }) => name).filter((name) => name.startsWith("Wasm"));
    const over = (name: string, twin: string) =>
      result.ratios.find((compared) => compared.name === name && compared.twin === twin)?.at;
    return ours.map((name) => [
      `${place(result)}: ${name}`,
      ...TWINS.map(
        (twin) =>
          over(name, twin)
            ?.map((point) => ratio(point.ratio))
            .join(", ") ?? "",
      ),
    ]);
  }),
);
table(
  ["", "CRPropa", "ours", "times less"],
  equalError.flatMap((result) =>
    result.crpropa.map(({ error, us_per_gyroradius, ours_us_per_gyroradius, our_error, times }) => [
      `${result.rigidity_TV} TV, error ${error}`,
      `${us_per_gyroradius} us`,
      `${ours_us_per_gyroradius.toFixed(2)} us at ${our_error.toPrecision(2)}`,
      times.toFixed(0),
    ]),
  ),
);

const scaling = read<ScalingResult>("scaling");
const pair = (values: Record<string, number>, places: number): string =>
  [values["Wasm Node 24"], values["C++ without patch"]].map((value) => value.toFixed(places)).join(", ");
const level = (wanted: number) => scaling.rigidity.filter((row) => row.turbulence_level === wanted);
table(
  [
    "rigidity [TV]",
    "levels",
    "nodes [MiB]",
    "synthesis [ms]",
    "step, level 1: Node 24, C++ without patch [ns]",
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
