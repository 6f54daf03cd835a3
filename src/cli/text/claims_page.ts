// The verdicts of `claims` as a Markdown page: what docs/claims.md is.
import type { Claim, Verdict } from "../../claims/claim.js";
import type { ReadingRow } from "../../claims/readings.js";
import type { Config } from "../../config/config.js";
import { GRADIENT_PER_KPC, KASCADE } from "../../published.js";
import type { Provenance } from "../../store/store.js";
import { wrap } from "../../words/lines.js";
import { quantity } from "../../words/numbers.js";

const COUNTED: [Verdict, string][] = [
  ["holds", "hold"],
  ["does not hold", "do not hold"],
  ["cannot be said", "cannot be said"],
];

export function claimsPage(claims: Claim[], rows: ReadingRow[], config: Config, provenance: Provenance): string {
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
    `(OUT/claims.md), the gradient literal and ${GRADIENT_PER_KPC}/kpc where nothing else is said.`,
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
  return `${[...lines, ...readingsSection(rows)].join("\n")}\n`;
}

/** Readings whose trough reaches ten degrees to either side within two standard errors. */
const tenDegrees = (rows: ReadingRow[]): string[] =>
  rows
    .filter(({ reach_deg: { value, error } }) => Math.abs(value - 10) <= 2 * (error ?? 0))
    .map(({ reading }) => reading);

function readingsSection(rows: ReadingRow[]): string[] {
  if (rows.length === 0) return [];
  const head = ["reading", "T [pc]", "within EAS-TOP", "below KASCADE", "the same at 80 degrees", "reach [degrees]"];
  return [
    "",
    "## Other readings of the paper's parameters",
    "",
    ...wrap(
      `Fig. 5 at 1 PV: which reading gives the paper's 20 % within EAS-TOP, a majority below KASCADE, and a trough of 10 degrees on either side? Level 0.1, 4 uG in all, a literal gradient of ${GRADIENT_PER_KPC}/kpc (a thin disc of sources in a halo of 4 kpc), a limit of ${KASCADE} (between two of KASCADE, which are from memory), |delta|, but for what the row says; 768 directions; runs of their own with one to four outputs, so that the paths are not those of the run above. *Reach*: how far from 90 degrees the median stays below the limit. It is asin(limit/a(0)), a(0) = 3 D_par |g| the amplitude along B0: a statement about the size of the gradient and the limit, not about trajectories.`,
      110,
    ),
    "",
    `| ${head.join(" | ")} |`,
    `|${" --- |".repeat(head.length)}`,
    ...rows.map((row) => {
      const numbers = [row.within_eas_top, row.below_kascade, row.below_kascade_at_80, row.reach_deg];
      const cells = numbers.map(({ value, error }) => quantity(value, error));
      const name = `${row.reading} (${row.realisations})`;
      return `| ${[name, String(row.path_pc), ...cells].map(cell).join(" | ")} |`;
    }),
    "",
    ...wrap(
      `Ten degrees, within two errors: ${tenDegrees(rows).join("; ") || "none"}. Fig. 1's "almost two orders of magnitude" want a larger gradient than ${GRADIENT_PER_KPC}/kpc, Fig. 5's ten degrees a smaller one: with one literal gradient and this limit both do not come out.`,
      110,
    ),
  ];
}

const cell = (text: string): string => text.replace(/\|/g, "\\|").replace(/</g, "&lt;");
