import { type Status, status } from "../../store/store.js";
import { abridged, columns, listed } from "../../words/lines.js";
import { duration, short } from "../../words/numbers.js";
import { command, EXIT, jsonOption, UsageError } from "../command.js";
import { print, printJSON, say, warn } from "../output.js";

export default command({
  usage: "status DIR... [--missing]",
  about: `Shows for each run folder the realisations done and missing, failed particles, and the process that computes it. Reads and
checks every line. A DIR that holds no run is replaced by its subfolders that do. Damaged folders, and those of another run, are
listed (exit 5).`,
  positionals: [1, Number.POSITIVE_INFINITY],
  options: {
    missing: { about: "print only the tasks or shards that are not complete, as sbatch --array takes them: 3,7-9" },
    ...jsonOption,
  },
  examples: [
    ["all shards of a cluster run", "larmor status shards"],
    ["submit what is missing once more", 'sbatch --array="$(larmor status shards --missing)" larmor.sbatch'],
  ],
  async run(given, dirs) {
    if (given.json && given.missing) throw new UsageError("--missing: found with --json, expected one of them");
    const state = await status(dirs);
    for (const problem of state.problems) say(problem);
    for (const note of state.notes) warn(note);
    if (given.json) printJSON(JSON.stringify(state));
    else if (given.missing) printMissing(state);
    else print(statusText(state));
    return state.problems.length > 0 ? EXIT.folder : EXIT.done;
  },
});

function printMissing({ missing_tasks }: Status): void {
  if (missing_tasks === null) {
    throw new UsageError(
      "--missing: found a run that is not sharded, expected shards of one run; continue it with --resume",
    );
  }
  if (missing_tasks !== "") print(`${missing_tasks}\n`);
}

const shards = (list: string): string => abridged(list, countOf(list), ",");
/** How many there are in "3,7-9". */
const countOf = (list: string): number =>
  list.split(",").reduce((sum, range) => {
    const [first, last = first] = range.split("-").map(Number);
    return sum + last - first + 1;
  }, 0);

function statusText(status: Status): string {
  const sharded = status.parts.some((part) => part.shard);
  const parts = status.parts.map((part) => {
    const { dir, shard, state, done, doubled, total, failed, rate_per_s, eta_s, holder } = part;
    const condition = {
      running: `running, ${holder}`,
      killed: `killed, left by ${holder}; continue it with --resume`,
      complete: "complete",
      stopped: "stopped",
    }[state];
    const more = [
      ...(doubled > 0 ? [`${doubled} that other folders have too`] : []),
      ...(rate_per_s === null ? [] : [`${short(rate_per_s * 60)}/min, ${duration(eta_s ?? 0)} to go`]),
      ...(failed > 0 ? [`${failed} particles used up their steps`] : []),
    ];
    const number = sharded ? [shard ? `${shard.index}/${shard.of}` : ""] : [];
    return [dir, ...number, `${done}/${total}`, [condition, ...more].join(", ")];
  });
  const groups = status.groups.map((group) => {
    const count = group.total - group.done;
    const missing = count === 0 ? "complete" : `missing: ${abridged(group.missing, count)}`;
    const { failed_first, failed_realisations } = group;
    const failed =
      failed_realisations === 0 ? "" : `; failed particles in realisation ${listed(failed_first, failed_realisations)}`;
    return `turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV: ${group.done}/${group.total}, ${missing}${failed}`;
  });
  const { done, total, failed, rate_per_s, eta_s } = status;
  const lines = [
    ...columns(parts, sharded ? "lrrl" : "lrl"),
    parts.length > 0 ? "" : "no shard has begun yet",
    ...groups,
    `in all: ${done}/${total}${failed > 0 ? `, ${failed} failed particles` : ""}`,
    ...(rate_per_s === null ? [] : [`${short(rate_per_s * 60)} realisations a minute, ${duration(eta_s ?? 0)} to go`]),
    ...(status.missing_shards ? [`shards to run again: ${shards(status.missing_shards)} of ${status.shards}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}
