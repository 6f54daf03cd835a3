import { canonicalJSON } from "../../config/config.js";
import type { GrowingSummary } from "../../response/summary.js";
import { fileOf, type Run } from "../../store/store.js";
import { jsonOption } from "../command.js";
import { picture } from "./picture.js";
import { table } from "./summary_table.js";

export const reportOptions = {
  ...jsonOption,
  quiet: { about: "no progress, messages and picture: the table and errors only" },
} as const;

/** The result of a run on stdout: with `json` the summary and nothing else, else the table and a picture. */
export function report(run: Run, statistics: GrowingSummary, { json, quiet }: { json: boolean; quiet: boolean }): void {
  const summary = statistics.summary();
  if (json) {
    process.stdout.write(`${canonicalJSON(summary)}\n`);
    return;
  }
  const color = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb";
  process.stdout.write(`${table(summary, { color }).trimEnd()}\n`);
  if (quiet) return;
  const drawn = picture(statistics, run.config, run.groups, process.stdout.columns ?? 110);
  if (drawn !== "") process.stdout.write(`\n${drawn}\n`);
  const files = (["summary", "lines", "config"] as const).map((which) => fileOf(run.dir, which));
  process.stderr.write(`larmor: wrote ${files.join(", ")}\n`);
}
