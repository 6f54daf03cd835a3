// Writes what docs/multipoles.md says of a run: the rows of its statements, the bands of declinations, its pictures and all numbers.
//
//   npm run build && node --import tsx tools/multipoles.ts DIR
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { MultipoleClaim } from "../src/claims/multipoles.js";
import type { MultipoleStatistics } from "../src/response/multipole_statistics.js";
import type { BandGeometry, PartialSky } from "../src/response/partial_sky.js";
import type { Measured } from "../src/statistics/jackknife.js";
import { percent, withError } from "../src/words/numbers.js";

const PAGE = "docs/multipoles.md";
const GALLERY = "examples/gallery/multipoles";
const BANDS = ["-90..-25", "-20..60"];

const [dir] = process.argv.slice(2);
if (dir === undefined) throw new Error("expected the folder of a run with multipoles");
const larmor = (...args: string[]) =>
  execFileSync(process.execPath, ["dist/cli.js", ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1e8,
  });

interface Found {
  groups: MultipoleStatistics[];
  claims: MultipoleClaim[];
  bands: BandGeometry[];
  partial_skies: PartialSky[];
}
const found = BANDS.map((band): Found => JSON.parse(larmor("multipoles", dir, "--dec", band, "--json")));
larmor("figure", "cl", "shape", dir, "--out", GALLERY);
writeFileSync(`${GALLERY}/statistics.json`, larmor("multipoles", dir, "--json"));
const { config_sha256 } = JSON.parse(readFileSync(`${dir}/provenance.json`, "utf8"));

const text = ({ value, error }: Measured) => withError(value, error);
const { groups, claims } = found[0];
const runs = groups.map(
  ({ turbulence_level, rigidity_TV, path_pc, nside, lmax, realisations }) =>
    `| ${turbulence_level} | ${rigidity_TV} | ${path_pc} | ${12 * nside * nside} | ${lmax} | ${realisations} |`,
);
// T, directions and realisations stand in the table of the groups
const numbers = (line: string) => line.replace(/ \([^()]*realisations\)/, "").replaceAll("|", "/");
const rows = claims.map(
  ({ source, statement, turbulence_level, found: lines, verdict }) =>
    `| **${verdict}** | ${turbulence_level} | ${statement} (${source}) | ${lines.map(numbers).join("<br>")} |`,
);
const partial = found.flatMap(({ bands, partial_skies }, k) =>
  partial_skies.map(({ turbulence_level, rigidity_TV, spectra }, g) => {
    const { gradient, kept, debiased } = spectra[0];
    const { kept_by_band_mean, condition } = bands[g];
    const cells = [
      BANDS[k],
      `${turbulence_level}, ${rigidity_TV} TV, ${gradient === "any" ? "any gradient" : `gradient ${gradient} B0`}`,
      percent(kept_by_band_mean[1]),
      ...[1, 2].flatMap((l) => [text(kept.band[l]), text(kept.each_declination[l])]),
      debiased === null ? `not inverted (condition ${condition.toPrecision(2)})` : text(debiased.whole_sky[1]),
    ];
    return `| ${cells.join(" | ")} |`;
  }),
);
const section = `The run \`${config_sha256.slice(0, 12)}\`:

| level | rigidity [TV] | T [pc] | directions | L | realisations |
| --- | --- | --- | --- | --- | --- |
${runs.join("\n")}

| verdict | level | statement | found |
| --- | --- | --- | --- |
${rows.join("\n")}

What is left of the pseudo-C_l of a band by normalising to its mean, or each declination to its own; and C_1 by the coupling matrix
over that of the whole sky (B0 as inferred by HAWC and IceCube):

| declinations | group | vertical dipole, mean of the band | l = 1, band | l = 1, declination | l = 2, band | l = 2, declination | C_1 over the true one |
| --- | --- | --- | --- | --- | --- | --- | --- |
${partial.join("\n")}

![Angular power](../${GALLERY}/cl.svg)

![Shape against pitch angle](../${GALLERY}/shape.svg)

The numbers drawn: [cl.csv](../${GALLERY}/cl.csv), [shape.csv](../${GALLERY}/shape.csv); all:
[statistics.json](../${GALLERY}/statistics.json), as of \`larmor multipoles DIR --json\`.
`;
const page = readFileSync(PAGE, "utf8");
const [start, end] = ["<!-- of the run -->\n", "<!-- end -->"];
if (!page.includes(start) || !page.includes(end)) throw new Error(`${PAGE}: its marks are gone`);
const [before, after] = [page.slice(0, page.indexOf(start) + start.length), page.slice(page.indexOf(end))];
writeFileSync(PAGE, `${before}\n${section}\n${after}`);
console.log(`${PAGE}, ${GALLERY}: run ${config_sha256.slice(0, 12)}`);
