import { fileOf, merge } from "../../store/store.js";
import { command, EXIT, UsageError } from "../command.js";
import { say } from "../output.js";
import { report, reportOptions } from "../text/run_result.js";

export default command({
  usage: "merge DIR... --out DIR",
  about: `Joins the shards of a run into one run folder. Its bytes do not depend on the number and order of the shards; summary.json is
that of the same run computed in one piece. A DIR that holds no run is replaced by its subfolders that do. Realisations that
are missing, doubled or damaged, and folders of another run, are listed, and nothing is merged (exit 5).`,
  positionals: [1, Number.POSITIVE_INFINITY],
  options: { out: { value: "DIR", about: "the merged run; a new or empty folder" }, ...reportOptions },
  examples: [
    ["two shards", "larmor merge shards/1 shards/2 --out whole"],
    ["all shards in a folder", "larmor merge shards --out all"],
  ],
  async run(given, dirs) {
    if (given.out === undefined) throw new UsageError("--out: found nothing, expected the folder of the merged run");
    const tell = given.quiet ? () => {} : say;
    const { run, statistics } = await merge(dirs, given.out, { say: tell });
    tell(`merged ${run.done()} realisations into ${fileOf(given.out, "lines")}`);
    report(run, statistics, given);
    return EXIT.done;
  },
});
