import { join } from "node:path";
import { cores } from "#platform";
import { canonicalJSON } from "../../config/config.js";
import { shown } from "../../config/errors.js";
import { loadKernel, numerics } from "../../flight/kernel.js";
import { openGPU } from "../../gpu/device.js";
import { makeFolders, writeWhole } from "../../store/disk.js";
import type { Check, Level } from "../../validation/check.js";
import { onDevice } from "../../validation/device.js";
import type { Row } from "../../validation/row.js";
import { CHECKS, checksOf, stepsOf, validate, wantedOf } from "../../validation/suite.js";
import { decimals } from "../../words/decimal.js";
import { command, EXIT, UsageError, workersOf } from "../command.js";
import { ensembles } from "../ensembles.js";
import { print, printJSON } from "../output.js";
import { version } from "../package.js";
import { Pace, ProgressLine } from "../progress.js";
import { computingOptions, stoppable } from "../stoppable.js";
import { rowsJSON, rowsTable } from "../text/rows_table.js";

const SECTIONS = Math.max(...CHECKS.map(({ section }) => Number(section[0])));

export default command({
  usage: "validate [--quick|--full] [--out DIR]",
  about: `Checks the physics on this machine: trajectories, the field, diffusion coefficients, Liouville maps, dipoles, and that results
do not depend on grid, box and tolerance. Each row compares a number, with its error, with theory, the literature or an
independent computation. With --out it writes DIR/validation.json and keeps the ensembles, so that the same command continues a
stopped validation. With --device gpu it checks that alone: a graphics processor against the kernel on the same realisations.
Exit code 4 when a row fails.`,
  positionals: [0, 0],
  options: {
    quick: { about: "the checks that fit into a minute or two" },
    full: { about: "small errors, low rigidities, the second field model: hours" },
    only: { value: "N,...", about: `sections to check, as numbered in the table: 1 to ${SECTIONS}` },
    device: { value: "gpu", about: "check the graphics processor against the kernel, and nothing else" },
    out: { value: "DIR", about: "folder for validation.json and the ensembles" },
    ...computingOptions,
  },
  examples: [
    ["a quick check, a minute or two", "larmor validate --quick"],
    ["trajectories and the field alone", "larmor validate --only 1,2"],
    ["a graphics processor and its driver", "larmor validate --quick --device gpu"],
    ["everything, resumable", "larmor validate --full --out validation"],
  ],
  async run(given) {
    if (given.quick && given.full) throw new UsageError("--full: found with --quick, expected one of them");
    const level: Level = given.quick ? "quick" : given.full ? "full" : "default";
    const workers = workersOf(given.workers);
    const sections = given.only === undefined ? undefined : readSections(given.only);
    const { out } = given;
    if (given.device !== undefined && given.device !== "gpu")
      throw new UsageError(`--device: found ${shown(given.device)}, expected gpu`);
    if (given.device && sections) throw new UsageError("--only: found with --device gpu, expected one of them");
    const bench = given.device && (await openGPU());
    const line = new ProgressLine(given.quiet);
    const checks = bench ? [onDevice(bench)] : checksOf(level, sections);
    const stepsBeside = STEPS_A_SECOND * (workers ?? cores());
    const seconds = checks.reduce((sum, check) => sum + check.seconds(level), 0);
    const steps = wantedOf(level, checks).reduce((sum, wanted) => sum + stepsOf(wanted), 0);
    const pace = new Pace(steps + seconds * stepsBeside);
    const dir = out === undefined ? undefined : join(out, "ensembles");
    const stopped = () => (out === undefined ? "stopped" : "stopped; the same command continues");
    return stoppable({ line, stopped }, async (signal) => {
      const ensemble = ensembles({ dir, workers, signal, line, pace });
      let done = 0;
      let counted = 0;
      /** Progress of what a check computes beside its ensembles. */
      const beside = (count: number, total: number) => {
        const { title, seconds } = checks[done];
        pace.add(((count - counted) / total) * seconds(level) * stepsBeside);
        counted = count;
        line.update(() => `${title}: ${count}/${total}${pace.toGo()}`);
      };
      const say = (check: Check, found: Row[]) => {
        const failed = found.filter((row) => !row.pass).length;
        const verdict = failed === 0 ? `${found.length} rows pass` : `${failed} of ${found.length} rows FAIL`;
        line.say(`${++done}/${checks.length} ${check.title}: ${verdict}`);
        counted = 0;
      };
      const rows = await validate({ level, signal, ensemble, progress: beside }, say, checks);
      line.clear();
      const kernel = await loadKernel();
      const pass = rows.every((row) => row.pass);
      const result = {
        larmor: version,
        numerics: await numerics(kernel),
        kernel_sha256: kernel.sha256,
        level,
        ...(bench ? { device: bench.name } : {}),
        pass,
        rows: rowsJSON(rows),
      };
      if (out !== undefined) {
        makeFolders(out);
        writeWhole(join(out, "validation.json"), `${JSON.stringify(result, null, 1)}\n`);
      }
      if (given.json) printJSON(canonicalJSON(result));
      else print(rowsTable(rows));
      return pass ? EXIT.done : EXIT.check;
    }).finally(() => bench?.close());
  },
});

/** Steps of one core, roughly. */
const STEPS_A_SECOND = 1.1e6;

function readSections(text: string): number[] {
  const found = decimals(text);
  if (!found.every((n) => Number.isInteger(n) && n >= 1 && n <= SECTIONS)) {
    throw new UsageError(`--only: found ${shown(text)}, expected numbers of sections from 1 to ${SECTIONS}, as in 1,2`);
  }
  return found;
}
