import { type Status, status } from "../../store/store.js";
import { namedText } from "../../words/indices.js";
import { command, EXIT, jsonOption, UsageError } from "../command.js";
import { duration } from "../text/words.js";

export default command({
  usage: "status DIR... [--missing]",
  about: `Shows how far the run folders are: realisations done and missing, failed particles, who is running. Reads and checks
every line. A DIR without a run stands for the run folders in it. A damaged or foreign folder is listed and gives exit 5.`,
  positionals: [1, Number.POSITIVE_INFINITY],
  options: {
    missing: { about: "print only the shards that are not complete, as an array job wants them: 3,7-9" },
    ...jsonOption,
  },
  examples: [
    ["all shards of a cluster run", "larmor status shards"],
    ["submit what is missing once more", 'sbatch --array="$(larmor status shards --missing)" larmor.sbatch'],
  ],
  async run(given, dirs) {
    if (given.json && given.missing) throw new UsageError("--missing: found with --json, expected one of them");
    const found = await status(dirs);
    for (const problem of found.problems) process.stderr.write(`larmor: ${problem}\n`);
    for (const note of found.notes) process.stderr.write(`larmor: warning: ${note}\n`);
    if (given.json) process.stdout.write(`${JSON.stringify(found)}\n`);
    else if (given.missing) printMissing(found);
    else process.stdout.write(statusText(found));
    return found.problems.length > 0 ? EXIT.folder : EXIT.done;
  },
});

function printMissing(found: Status): void {
  if (found.missing_shards === null) {
    throw new UsageError(
      "--missing: found a run that is not sharded, expected shards of one run; continue it with --resume",
    );
  }
  if (found.missing_shards !== "") process.stdout.write(`${found.missing_shards}\n`);
}

function statusText(found: Status): string {
  const lines: string[] = [];
  const width = Math.max(6, ...found.parts.map((part) => part.dir.length));
  for (const part of found.parts) {
    const { state, done, total, failed, rate_per_s, eta_s, holder } = part;
    const share = `${String(done).padStart(String(total).length)}/${total}`;
    const more: string[] = [state];
    if (state === "running") more.push(`${holder}`);
    if (state === "killed") more.push(`left by ${holder}; continue it with --resume`);
    if (rate_per_s !== null)
      more.push(`${Number((rate_per_s * 60).toPrecision(3))}/min, ${duration(eta_s ?? 0)} to go`);
    if (failed > 0) more.push(`${failed} particles used up their steps`);
    const shard = part.shard ? `  ${part.shard.index}/${part.shard.of}` : "";
    lines.push(`${part.dir.padEnd(width)}${shard}  ${share}  ${more.join(", ")}`);
  }
  lines.push(found.parts.length > 0 ? "" : "no shard has begun yet");
  for (const group of found.groups) {
    const missing = group.missing === "" ? "complete" : `missing: ${group.missing}`;
    const { failed_first, failed_realisations } = group;
    const failed =
      failed_realisations === 0
        ? ""
        : `; failed particles in realisation ${namedText(failed_first, failed_realisations)}`;
    lines.push(
      `turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV: ${group.done}/${group.total}, ${missing}${failed}`,
    );
  }
  lines.push(`in all: ${found.done}/${found.total}${found.failed > 0 ? `, ${found.failed} failed particles` : ""}`);
  if (found.rate_per_s !== null) {
    lines.push(
      `${Number((found.rate_per_s * 60).toPrecision(3))} realisations a minute, ${duration(found.eta_s ?? 0)} to go`,
    );
  }
  if (found.missing_shards) lines.push(`shards to run again: ${found.missing_shards} of ${found.shards}`);
  return `${lines.join("\n")}\n`;
}
