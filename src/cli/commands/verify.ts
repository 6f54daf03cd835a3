import { randomBytes } from "node:crypto";
import { shown } from "../../config/errors.js";
import { groupName } from "../../store/store.js";
import { verification } from "../../store/verify.js";
import { command, EXIT, jsonOption, UsageError, wholeNumber } from "../command.js";
import { print, printJSON, say } from "../output.js";
import { stoppable } from "../stoppable.js";

const DEFAULT_COUNT = "3";

export default command({
  usage: "verify DIR... [--count K] [--seed SEED]",
  about: `Computes K randomly chosen realisations of a run again, in one thread, and compares the bytes of their lines. A DIR that holds
no run is replaced by its subfolders that do. Exit 4 if a line differs; exit 5 if a folder is damaged or of other numerics.`,
  positionals: [1, Number.POSITIVE_INFINITY],
  options: {
    count: { value: "K", about: `number of realisations; default ${DEFAULT_COUNT}` },
    seed: { value: "SEED", about: "seed of the choice, any word; default: a new one, which is printed" },
    ...jsonOption,
  },
  examples: [
    ["three realisations of a run", "larmor verify out"],
    ["the same choice again", "larmor verify out --count 10 --seed 3f9a01c2"],
  ],
  async run(given, dirs) {
    const count = wholeNumber("--count", given.count ?? DEFAULT_COUNT, 1, 1e6);
    const seed = given.seed ?? randomBytes(4).toString("hex");
    if (!/^[\w.-]{1,64}$/.test(seed)) {
      throw new UsageError(`--seed: found ${shown(seed)}, expected letters, digits, points and dashes`);
    }
    const { done, chosen, other_kernel, results } = await verification(dirs, count, seed);
    say(`${chosen.length} of ${done} realisations chosen with --seed ${seed}`);
    if (other_kernel) say(`made by another kernel (${other_kernel.slice(0, 12)}) with the same numerics`);
    const stopped = () => `stopped; the same choice again: --seed ${seed}`;
    return stoppable({ stopped }, async (signal) => {
      const rows = [];
      for await (const { group, realisation, file, line, same, differ } of results(signal)) {
        const { turbulence_level, rigidity_TV } = group;
        rows.push({ turbulence_level, rigidity_TV, realisation, file, line, same, differ });
        if (given.json) continue;
        const verdict = same
          ? "same bytes"
          : `DIFFERS: ${differ.join(", ") || "in its spelling only"} (${file} line ${line})`;
        print(`${groupName(group)}, realisation ${realisation}: ${verdict}\n`);
      }
      const different = rows.filter((row) => !row.same).length;
      const result = { seed, done, verified: rows, same: different === 0 };
      const verdict = result.same ? `all ${rows.length} have the same bytes` : `${different} of ${rows.length} differ`;
      if (given.json) printJSON(JSON.stringify(result));
      else print(`${verdict}\n`);
      return result.same ? EXIT.done : EXIT.check;
    });
  },
});
