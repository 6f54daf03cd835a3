import { fileOf, merge } from "../../store/store.js";
import { command, EXIT, UsageError } from "../command.js";
import { report, reportOptions } from "../text/run_result.js";

export default command({
  usage: "merge DIR... --out DIR",
  about: `Puts the folders of shards together into one run folder, the same bytes whatever the number and order of the shards
(and summary.json the same as that of the run in one piece). A DIR without a run stands for the run folders in it. Strict:
a realisation that is missing, doubled or damaged, or a folder of another run, is refused, and each is listed (exit 5).`,
  positionals: [1, Number.POSITIVE_INFINITY],
  options: { out: { value: "DIR", about: "the merged run; a new or empty folder" }, ...reportOptions },
  examples: [
    ["two shards", "larmor merge shards/1 shards/2 --out whole"],
    ["all shards in a folder", "larmor merge shards --out all"],
  ],
  async run(given, dirs) {
    if (given.out === undefined) throw new UsageError("--out: found nothing, expected the folder of the merged run");
    const say = (message: string) => {
      if (!given.quiet) process.stderr.write(`larmor: ${message}\n`);
    };
    const { run, statistics } = await merge(dirs, given.out, { say });
    say(`merged ${run.done()} realisations into ${fileOf(given.out, "lines")}`);
    report(run, statistics, given);
    return EXIT.done;
  },
});
