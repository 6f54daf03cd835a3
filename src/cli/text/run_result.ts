import { canonicalJSON } from "../../config/config.js";
import type { GrowingSummary } from "../../response/summary.js";
import { fileOf, type JournalEntry, type Run, readJournal } from "../../store/store.js";
import { WIDTH, wrap } from "../../words/lines.js";
import { duration } from "../../words/numbers.js";
import { shellWord } from "../../words/shell.js";
import { jsonOption } from "../command.js";
import { coloured, print, printColoured, printJSON, say, stdoutWidth } from "../output.js";
import { findingsOf, findingText } from "./findings.js";
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
    printJSON(canonicalJSON(summary));
    return;
  }
  printColoured(`${table(summary, { color: coloured() }).trimEnd()}\n`);
  if (quiet) return;
  const drawn = picture(statistics, run.config, run.groups, stdoutWidth());
  if (drawn !== "") print(`\n${drawn}\n`);
  const found = findingsOf(samplesOf(run, statistics), run.config).map(findingText);
  if (found.length > 0) print(`\n${found.flatMap((line) => wrap(line, WIDTH, "", "  ")).join("\n")}\n`);
  for (const line of [tookText(run), ...nextText(run)]) say(line);
}

const samplesOf = ({ groups }: Run, statistics: GrowingSummary) =>
  groups.flatMap(({ turbulence_level, rigidity_TV }) => statistics.sample(turbulence_level, rigidity_TV) ?? []);

/** How long the run took, and where it is. */
function tookText({ dir }: Run): string {
  const parts = readJournal(dir);
  const files = (["summary", "lines", "config"] as const).map((which) => fileOf(dir, which));
  return `${parts.length === 0 ? "" : `took ${timeText(parts)}; `}wrote ${files.join(", ")}`;
}

/** "1 min 45 s", "1 h 4 min in 3 parts" */
function timeText(parts: JournalEntry[]): string {
  const time = duration(parts.reduce((sum, { seconds }) => sum + seconds, 0));
  return parts.length > 1 ? `${time} in ${parts.length} parts` : time;
}

/** What to do with the run, as commands. */
function nextText(run: Run): string[] {
  const dir = shellWord(run.dir);
  const { shard } = run.provenance;
  if (shard) return [`this is shard ${shard.index} of ${shard.of}; with all of them: larmor merge SHARD... --out DIR`];
  const regular = run.groups.some(({ regular_uG }) => regular_uG > 0);
  const figures = regular ? "fig4 fig5" : "fig2 fig3";
  return [`next: larmor figure ${figures} ${dir}`, `      larmor report ${dir}`, `      larmor claims ${dir}`];
}
