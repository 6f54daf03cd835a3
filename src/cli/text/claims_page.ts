// The verdicts of `claims` as a Markdown page: what docs/claims.md is.
import type { Claim, Verdict } from "../../claims/claim.js";
import type { Config } from "../../config/config.js";
import type { Provenance } from "../../store/store.js";
import { quantity } from "../../words/numbers.js";

const COUNTED: [Verdict, string][] = [
  ["holds", "hold"],
  ["does not hold", "do not hold"],
  ["cannot be said", "cannot be said"],
];

export function claimsPage(claims: Claim[], config: Config, provenance: Provenance): string {
  const { config_sha256, numerics, kernel_sha256, realisations, shard } = provenance;
  const { field, particles } = config;
  const run = [
    `run \`${config_sha256.slice(0, 12)}\`${shard ? ` (shard ${shard.index} of ${shard.of})` : ""}`,
    `turbulence levels ${field.turbulence_level?.join(", ")}`,
    `rigidities ${particles.rigidity_TV.join(", ")} TV`,
    `${realisations} realisations asked for, seed ${config.ensemble.seed}`,
    `numerics ${numerics}`,
    `kernel \`${kernel_sha256.slice(0, 12)}\``,
  ];
  const counts = COUNTED.map(
    ([verdict, words]) => `${claims.filter((claim) => claim.verdict === verdict).length} ${words}`,
  );
  const lines = [
    "# The paper's statements beside a run",
    "",
    "Statements of Mertsch & Funk 2015 (PRL 114, 021101; arXiv:1408.3630) in words of our own, what larmor computes for each, and whether it",
    "holds. A verdict is given only where two standard errors do not reach across a bound. Written by `larmor claims DIR --out OUT`",
    "(OUT/claims.md), the gradient literal and 0.14/kpc where nothing else is said.",
    "",
    `Of ${run.join("; ")}: ${counts.join(", ")}.`,
  ];
  let statement = "";
  for (const claim of claims) {
    if (claim.statement !== statement) {
      lines.push(
        "",
        `**${cell(claim.statement)}**`,
        "",
        "| | found | holds if | verdict |",
        "| --- | --- | --- | --- |",
      );
    }
    statement = claim.statement;
    if (claim.value === null) {
      lines.push(`| ${cell(claim.name)} | | | ${claim.verdict}: ${cell(claim.needs ?? "")} |`);
      continue;
    }
    const why = claim.needs === null ? "" : `: ${claim.needs}`;
    const found = `**${quantity(claim.value, claim.error, claim.unit)}**: ${claim.computed} (${claim.sample})`;
    lines.push(`| ${[claim.name, found, claim.holds_if, `${claim.verdict}${why}`].map(cell).join(" | ")} |`);
  }
  return `${lines.join("\n")}\n`;
}

const cell = (text: string): string => text.replace(/\|/g, "\\|").replace(/</g, "&lt;");
