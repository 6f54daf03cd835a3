import { join } from "node:path";
import { type Claim, LEAST_REALISATIONS, open, type Results } from "../../claims/claim.js";
import { energyClaims } from "../../claims/energies.js";
import { extraClaims, extraWanted } from "../../claims/extra.js";
import { type ReadingRow, readings, readingsWanted } from "../../claims/readings.js";
import { memoryClaims, problem, strongClaims } from "../../claims/strong.js";
import { verticalClaims } from "../../claims/vertical.js";
import { weakClaims } from "../../claims/weak.js";
import { canonicalJSON } from "../../config/config.js";
import { makeFolders, writeWhole } from "../../store/disk.js";
import { Run, statisticsOf } from "../../store/store.js";
import { stepsOf } from "../../validation/suite.js";
import { WIDTH, wrap } from "../../words/lines.js";
import { quantity } from "../../words/numbers.js";
import { command, EXIT, workersOf } from "../command.js";
import { ensembles } from "../ensembles.js";
import { print, printJSON, warn } from "../output.js";
import { version } from "../package.js";
import { Pace, ProgressLine } from "../progress.js";
import { computingOptions, stoppable } from "../stoppable.js";
import { claimsPage } from "../text/claims_page.js";

export default command({
  usage: "claims DIR [--out DIR]",
  about: `Compares the statements of Mertsch & Funk 2015 with the run in DIR: for each the computed number with its error, and whether the
statement holds, does not hold, or cannot be said yet, and then what to run. All directions and sizes of the gradient come from the stored
responses. With --out, statements that need other parameters or maps of the sky are computed too (minutes; resumable), and
OUT/claims.json and OUT/claims.md are written.`,
  positionals: [1, 1],
  options: {
    out: { value: "DIR", about: "compute what the run does not hold, and write claims.json, claims.md" },
    ...computingOptions,
  },
  examples: [
    ["what the main job says", "larmor claims out"],
    ["everything", "larmor run --preset paper --out paper && larmor claims paper --out claims"],
  ],
  async run(given, [dir]) {
    const { out } = given;
    const workers = workersOf(given.workers);
    const stored = await Run.read(dir, warn);
    const statistics = statisticsOf(stored);
    const results: Results = {
      config: stored.config,
      sample(turbulence_level, rigidity_TV) {
        const found = statistics.sample(turbulence_level, rigidity_TV);
        return found === undefined || found.rows.length < LEAST_REALISATIONS ? undefined : found;
      },
    };
    const line = new ProgressLine(given.quiet);
    const stopped = () => (out === undefined ? "stopped" : "stopped; the same command continues");
    return stoppable({ line, stopped }, async (signal) => {
      const claims = [
        ...problem(),
        ...strongClaims(results),
        ...weakClaims(results),
        ...energyClaims(results),
        ...memoryClaims(results),
        ...verticalClaims(results),
      ];
      let rows: ReadingRow[] = [];
      if (out === undefined) claims.push(...withoutExtra());
      else {
        const steps = [...extraWanted, ...readingsWanted].reduce((sum, wanted) => sum + stepsOf(wanted), 0);
        const ensemble = ensembles({ dir: join(out, "ensembles"), workers, signal, line, pace: new Pace(steps) });
        const show = (made: number, total: number) => line.update(() => `claims, maps of the sky: ${made}/${total}`);
        claims.push(...(await extraClaims(stored.config, ensemble, show, signal)));
        rows = await readings(ensemble);
      }
      line.clear();
      const { numerics, kernel_sha256, config_sha256 } = stored.provenance;
      const result = { larmor: version, numerics, kernel_sha256, config_sha256, claims, readings: rows };
      if (out !== undefined) {
        makeFolders(out);
        writeWhole(join(out, "claims.json"), `${JSON.stringify(result, null, 1)}\n`);
        writeWhole(join(out, "claims.md"), claimsPage(claims, rows, stored.config, stored.provenance));
      }
      if (given.json) printJSON(canonicalJSON(result));
      else print(text(claims));
      return EXIT.done;
    });
  },
});

function withoutExtra(): Claim[] {
  const needs = "needs runs of its own: add --out DIR";
  return [
    { name: "Refs 34 and 35", statement: "Their parameters give their diffusion coefficients." },
    { name: "other reading", statement: "The same with 4 uG as the strength of the turbulent field alone." },
    { name: "multipoles", statement: "Anisotropies extend to the highest multipoles of the resolution." },
  ].map((claim) => open({ ...claim, needs }));
}

/** Three lines a claim; runs of claims with one statement say it once. */
function text(claims: Claim[]): string {
  const lines: string[] = [];
  let statement = "";
  for (const claim of claims) {
    if (claim.statement !== statement) lines.push("", ...wrap(claim.statement, WIDTH));
    statement = claim.statement;
    const verdict = claim.verdict.toUpperCase();
    if (claim.value === null) {
      lines.push(...wrap(`${verdict}: ${claim.needs ?? ""}`, WIDTH, "  ", "    "));
      continue;
    }
    const value = quantity(claim.value, claim.error, claim.unit);
    const unsure = claim.needs === null ? "" : ` (${claim.needs})`;
    lines.push(
      ...wrap(`${verdict}: ${value}${unsure}`, WIDTH, "  ", "    "),
      ...wrap(`${claim.computed}; holds if ${claim.holds_if}`, WIDTH, "    "),
      ...wrap(claim.sample, WIDTH, "    "),
    );
  }
  const count = (verdict: Claim["verdict"]) => claims.filter((claim) => claim.verdict === verdict).length;
  lines.push(
    "",
    `${count("holds")} hold, ${count("does not hold")} do not hold, ${count("cannot be said")} cannot be said`,
  );
  return `${lines.slice(1).join("\n")}\n`;
}
