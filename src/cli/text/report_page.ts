// The report as one HTML file that needs nothing else: no script, no font, no address to load from.
import { type Config, canonicalJSON, storedConfig } from "../../config/config.js";
import type { Measurement } from "../../figures/measured/measurements.js";
import type { GroupSummary, Summary } from "../../response/summary.js";
import type { Measured } from "../../statistics/jackknife.js";
import type { JournalEntry, Provenance } from "../../store/store.js";
import { escaped } from "../../words/markup.js";
import { duration, percent, plain, rigidity, scientific, typeset, withError } from "../../words/numbers.js";
import type { Finding } from "./findings.js";
import { type Validation, validationTable } from "./report_validation.js";

export interface ReportFigure {
  name: string;
  title: string;
  svg: string;
  csv: string;
}

export interface Report {
  config: Config;
  provenance: Provenance;
  summary: Summary;
  figures: ReportFigure[];
  /** what could not be drawn, and what the run lacks */
  missing: string[];
  measured: Measurement[];
  citations: string;
  /** what `larmor validate --out` wrote into the folder; undefined: nothing */
  validation: Validation | undefined;
  /** what was found, for the summary at the top */
  findings: Finding[];
  /** who computed when; empty: not known */
  journal: JournalEntry[];
  /** the gradient in words */
  gradient: string;
}

const STYLE = `
:root { color-scheme: light; }
body { font: 16px/1.5 Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; color: #222; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; } h2 { border-bottom: 1px solid #999; padding-bottom: .2rem; margin-top: 2.5rem; }
figure { margin: 1.5rem 0; } figure svg { width: 100%; height: auto; } figcaption { font-size: .85rem; color: #444; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; } caption { text-align: left; font-weight: bold; padding: .4rem 0; }
th, td { border: 1px solid #999; padding: .2rem .5rem; text-align: right; vertical-align: top; } th { background: #eee; } td.text, th.text { text-align: left; } td.line { white-space: nowrap; }
td:nth-child(2):not([class]) { white-space: nowrap; }
@media screen and (max-width: 40rem) { td.words { min-width: 14rem; } }
pre { background: #f4f4f4; border: 1px solid #ccc; padding: .6rem; overflow-x: auto; font-size: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.warning { border-left: .4rem solid #222; padding: .1rem .8rem; background: #f4f4f4; } a { color: #003d7a; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } figure, tr { break-inside: avoid; } h2, h3, caption { break-after: avoid; } pre { border: 0; } .wide { overflow: visible; } table { font-size: 7.5pt; } th, td { padding: .1rem .25rem; } a[download] { display: none; } }
`;

export function reportPage(report: Report): string {
  const { provenance, summary, config } = report;
  const done = summary.groups.reduce((n, group) => n + group.realisations, 0);
  const asked = summary.groups.reduce((n, group) => n + group.realisations_requested, 0);
  const title = `Dipole anisotropy of cosmic rays: run ${provenance.config_sha256.slice(0, 12)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(`larmor ${provenance.larmor}; ${done} of ${asked} realisations, seed ${config.ensemble.seed}, field model ${config.field.model}. ${report.gradient}`)}</p>
<p>Cosmic rays are followed back in time through random realisations of the turbulent magnetic field; a gradient of their density then
makes a dipole in their arrival directions. Turbulence level η = δB²/(δB² + B₀²). Vectors in the tables are in the <b>momentum</b> convention
(where particles go, as in Mertsch and Funk 2015); a telescope sees them from the opposite direction.</p>
${findingsTable(report.findings)}
${warningsOf(report)}
<h2>Figures</h2>
${report.figures.map(figure).join("\n")}
<h2>Tables</h2>
${dipoleTable(summary.groups)}
${diffusionTable(summary.groups)}
${runTable(summary.groups)}
${validationSection(report)}
<h2>Config</h2>
<p>${download("config.json", "application/json", canonicalJSON(storedConfig(config)), "config.json")} makes this run again: <code>larmor run config.json --out DIR</code></p>
<pre>${escaped(JSON.stringify(config, null, 2))}</pre>
<h2>Provenance</h2>
${keyed([
  ["larmor", provenance.larmor],
  ["numerics (changes where bits of results change)", String(provenance.numerics)],
  ["SHA-256 of the kernel", provenance.kernel_sha256],
  ["SHA-256 of the config without the number of realisations: the identity of the run", provenance.config_sha256],
  ["realisations asked for", String(provenance.realisations)],
  ...(provenance.shard ? [["shard", `${provenance.shard.index} of ${provenance.shard.of}`] as [string, string]] : []),
])}
${journalTable(report.journal)}
<h2>How to cite</h2>
<pre>${escaped(report.citations)}</pre>
<h2>Measurements drawn</h2>
<p>Amplitudes as published, mostly first harmonics in right ascension, which are projections on the equatorial plane.</p>
${measurementTable(report.measured)}
</body>
</html>
`;
}

function warningsOf({ summary, missing }: Report): string {
  const all = summary.groups.flatMap((group) =>
    group.warnings.map((text) => `Turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV: ${text}`),
  );
  const lines = [...all, ...missing];
  if (lines.length === 0) return "";
  return `<div class="warning"><p><b>Warnings</b></p><ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul></div>`;
}

function figure({ name, title, svg, csv }: ReportFigure): string {
  const link = download(`${name}.csv`, "text/csv", csv, "the numbers drawn (CSV)");
  return `<figure id="${escaped(name)}">\n<h3>${escaped(name)}: ${escaped(title)}</h3>\n${svg.trim()}\n<figcaption>${link}</figcaption>\n</figure>`;
}

function download(file: string, type: string, content: string, text: string): string {
  const body = encodeURIComponent(content).replace(/'/g, "%27");
  return `<a download="${escaped(file)}" href="data:${type};charset=utf-8,${body}">${escaped(text)}</a>`;
}

type Column<T> = [heading: string, cell: (row: T) => string, kind?: "text"];

function table<T>(caption: string, columns: Column<T>[], rows: T[]): string {
  const mark = (kind: "text" | undefined) => (kind ? ' class="text"' : "");
  const head = columns.map(([heading, , kind]) => `<th scope="col"${mark(kind)}>${escaped(heading)}</th>`).join("");
  const body = rows.map(
    (row) => `<tr>${columns.map(([, cell, kind]) => `<td${mark(kind)}>${escaped(cell(row))}</td>`).join("")}</tr>`,
  );
  return `<div class="wide"><table><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

const keyed = (rows: [string, string][]) =>
  `<div class="wide"><table><tbody>${rows.map(([key, value]) => `<tr><th scope="row" class="text">${escaped(key)}</th><td class="text">${escaped(value)}</td></tr>`).join("")}</tbody></table></div>`;

const groupColumns: Column<GroupSummary>[] = [
  ["η", (g) => String(g.turbulence_level)],
  ["R", (g) => rigidity(g.rigidity_TV)],
];
const amplitude = (value: number, error: number | null) =>
  typeset(withError(value * 1e3, error === null ? null : error * 1e3));

function dipoleTable(groups: GroupSummary[]): string {
  const with_ = groups.filter((g) => g.dipole !== null);
  const d = (g: GroupSummary) => g.dipole!;
  return table(
    "Dipoles at the last path length, amplitudes in units of 10⁻³",
    [
      ...groupColumns,
      ["T [pc]", (g) => plain(d(g).path_pc, 3)],
      ["gradient [1/kpc]", (g) => `${plain(d(g).gradient.per_kpc, 3)} ${d(g).gradient.kind}`],
      ["vector mean", (g) => amplitude(d(g).amplitude_of_mean, d(g).amplitude_of_mean_error)],
      [
        "towards (l, b)",
        (g) =>
          d(g)
            .direction_deg.map((a) => `${plain(Math.round(a) + 0, 3)}°`)
            .join(", "),
      ],
      ["mean", (g) => amplitude(d(g).mean, d(g).mean_error)],
      ["median", (g) => amplitude(d(g).median, d(g).median_error)],
      ["16 to 84 %", (g) => `${plain(d(g).quantiles["0.16"] * 1e3, 2)} to ${plain(d(g).quantiles["0.84"] * 1e3, 2)}`],
      [
        "rms without noise",
        (g) => (d(g).debiased.rms === null ? "not above 0" : plain((d(g).debiased.rms as number) * 1e3, 3)),
      ],
      ["noise floor", (g) => plain(d(g).noise_floor_halves * 1e3, 3)],
      ["isotropic diffusion", (g) => plain(d(g).isotropic_prediction * 1e3, 3)],
      ["vector mean / isotropic", (g) => typeset(withError(d(g).ratio_to_prediction, d(g).ratio_to_prediction_error))],
    ],
    with_,
  );
}

function diffusionTable(groups: GroupSummary[]): string {
  const value = (estimate: Measured | null) =>
    estimate === null ? "" : typeset(withError(estimate.value, estimate.error));
  const d = (g: GroupSummary) => g.diffusion!;
  return table(
    "Running diffusion coefficients D(T)/c in pc at the last path length: from the response, −R/3, and from the mean square displacement",
    [
      ...groupColumns,
      ["isotropic, −R/3", (g) => value(d(g).tgk.isotropic)],
      ["displacement", (g) => value(d(g).msd.isotropic)],
      ["along B₀, −R/3", (g) => value(d(g).tgk.parallel)],
      ["displacement", (g) => value(d(g).msd.parallel)],
      ["across B₀, −R/3", (g) => value(d(g).tgk.perpendicular)],
      ["displacement", (g) => value(d(g).msd.perpendicular)],
      ["drift", (g) => value(d(g).tgk.antisymmetric)],
    ],
    groups.filter((g) => g.diffusion !== null),
  );
}

/** The result on one look: a column for each group, as in the README. */
function findingsTable(findings: Finding[]): string {
  if (findings.length === 0) return "";
  const pair = (value: number, error: number | null) => typeset(withError(value, error));
  const rows: [string, (finding: Finding) => string][] = [
    ["path length T", ({ dipole }) => `${plain(dipole.path_pc, 3)} pc`],
    ["gradient", ({ gradient, dipole }) => `${gradient}, ${plain(dipole.gradient.per_kpc, 3)}/kpc`],
    ["isotropic diffusion predicts", ({ dipole }) => scientific(dipole.isotropic_prediction, 3)],
    ["dipole amplitude, median", ({ dipole }) => pair(dipole.median, dipole.median_error)],
    ["amplitude of the mean dipole", ({ dipole }) => pair(dipole.amplitude_of_mean, dipole.amplitude_of_mean_error)],
    ["noise floor", ({ dipole }) => scientific(dipole.noise_floor_halves)],
    [
      "below the KASCADE limit",
      ({ limit }) =>
        limit === null
          ? "no limit there"
          : `${percent(limit.below)}, as first harmonics ${percent(limit.harmonics_below)}; limit ${scientific(limit.amplitude)}`,
    ],
  ];
  const name = ({ group }: Finding) => `η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`;
  const head = findings.map((finding) => `<th scope="col">${escaped(name(finding))}</th>`).join("");
  const body = rows.map(
    ([heading, cell]) =>
      `<tr><th scope="row" class="text">${heading}</th>${findings.map((finding) => `<td class="line">${escaped(cell(finding))}</td>`).join("")}</tr>`,
  );
  return `<h2>What was found</h2>\n<div class="wide"><table><thead><tr><td></td>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

/** At most so many lines of the journal. */
const MOST_PARTS = 50;

function journalTable(journal: JournalEntry[]): string {
  if (journal.length === 0) return "";
  const seconds = journal.reduce((sum, entry) => sum + entry.seconds, 0);
  const more = journal.length > MOST_PARTS ? `, the first ${MOST_PARTS} of ${journal.length}` : "";
  return table<JournalEntry>(
    `When and where it was computed: ${duration(seconds)} in all${more}. The results do not depend on it.`,
    [
      ["begun", ({ begun }) => begun.slice(0, 16).replace("T", " "), "text"],
      ["duration", (entry) => duration(entry.seconds)],
      ["realisations", (entry) => String(entry.realisations)],
      ["workers", (entry) => String(entry.workers)],
      ["larmor", (entry) => entry.larmor],
      ["Node", (entry) => entry.node],
      ["machine", (entry) => entry.machine, "text"],
    ],
    journal.slice(0, MOST_PARTS),
  );
}

const runTable = (groups: GroupSummary[]): string =>
  table(
    "Run",
    [
      ...groupColumns,
      ["realisations", (g) => `${g.realisations} of ${g.realisations_requested}`],
      ["directions", (g) => String(g.directions)],
      ["gyroradius [pc]", (g) => plain(g.gyroradius_pc, 3)],
      ["steps", (g) => scientific(g.steps, 3)],
      ["largest drift of |p| in a step", (g) => scientific(g.momentum_drift)],
      ["failed particles", (g) => String(g.failed)],
    ],
    groups,
  );

function validationSection({ validation, provenance }: Report): string {
  if (validation === undefined) return "";
  const { summary, cells } = validationTable(validation, provenance.kernel_sha256);
  const headings = ["check", "verdict", "found", "expected", "what", "source", "sample"];
  const sections = [...new Set(cells.map(([section]) => section))].map((section) => {
    const rows = cells
      .filter((row) => row[0] === section)
      .map(([, ...row]) => `<tr>${row.map(validationCell).join("")}</tr>`);
    return `<tbody><tr><th scope="rowgroup" class="text" colspan="${headings.length}">${escaped(section)}</th></tr>\n${rows.join("\n")}</tbody>`;
  });
  const head = headings.map((heading) => `<th scope="col" class="text">${escaped(heading)}</th>`).join("");
  return `<h2>Validation</h2>\n<p>${escaped(summary)}</p>
<div class="wide"><table><caption>Checks of the physics on the machine that made them</caption><thead><tr>${head}</tr></thead>${sections.join("\n")}</table></div>`;
}

/** Verdict and numbers stay on a line, where a narrow screen shows them; words beside them are not squeezed into tall rows. */
function validationCell(text: string, column: number): string {
  const content = text === "FAIL" ? "<b>FAIL</b>" : escaped(text);
  return `<td class="text${column === 0 ? "" : column < 4 ? " line" : " words"}">${content}</td>`;
}

const measurementTable = (measured: Measurement[]): string =>
  table<Measurement>(
    "Measured dipoles",
    [
      ["experiment", (m) => m.experiment, "text"],
      ["E [TeV]", (m) => String(m.energy_TeV)],
      ["amplitude", (m) => `${m.kind === "upper_limit" ? "< " : ""}${scientific(m.amplitude, 3)}`],
      ["phase [°]", (m) => (m.phase_deg === null ? "" : String(m.phase_deg))],
      ["reference", (m) => m.reference, "text"],
      ["from", (m) => m.provenance, "text"],
    ],
    measured,
  );
