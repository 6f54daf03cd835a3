import { importHDF5 } from "../../export/import.js";
import { fileOf } from "../../store/store.js";
import { command, EXIT, UsageError } from "../command.js";
import { need } from "../optional_packages.js";
import { printNames, say } from "../output.js";

export default command({
  usage: "import FILE.h5 --out DIR",
  about: `Makes a run folder from what \`larmor export --hdf5\` wrote. The lines of realisations.jsonl are those of the exported run,
byte for byte, in order; each is compared with its stored checksum. A damaged file is refused (exit 5).`,
  positionals: [1, 1],
  options: { out: { value: "DIR", about: "the run; a new or empty folder" } },
  examples: [["there and back", "larmor export out --hdf5 --out run.h5 && larmor import run.h5 --out again"]],
  async run(given, [file]) {
    if (given.out === undefined) throw new UsageError("--out: found nothing, expected the folder of the run");
    await need("HDF5");
    const run = await importHDF5(file, given.out, { say });
    say(`${run.done()} of ${run.total()} realisations`);
    printNames([fileOf(given.out, "lines")]);
    return EXIT.done;
  },
});
