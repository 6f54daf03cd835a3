// Makes the gallery: figures, their numbers and the summary that they are drawn from in examples/gallery/, and docs/gallery.md.
//
//   npm run build && node --import tsx tools/gallery.ts DIR --took "1 h 10 min" --on "two cores of an AMD EPYC, Node 24"
//       of the complete run in DIR
//   node --import tsx tools/gallery.ts
//       after a change of the drawing: again from examples/gallery/run.json, but for the figures of one realisation, the
//       detector's view and the claims, which need the run
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Precomputed, unpacked } from "../page/precomputed.js";
import { newDocument } from "../src/cli/drawing.js";
import { readMeasurements } from "../src/cli/figure_input.js";
import { version } from "../src/cli/package.js";
import { writeDrawing } from "../src/cli/write_drawing.js";
import { groups } from "../src/config/config.js";
import { fromRecords } from "../src/figures/catalogue.js";
import { figures } from "../src/figures/index.js";
import type { FigureInput } from "../src/figures/input.js";
import { PAPER_GRADIENT } from "../src/response/dipole.js";
import { precomputedOf } from "./precomputed.js";

const GALLERY = "examples/gallery";
const SUMMARY = `${GALLERY}/run.json`;
const PAGE = "docs/gallery.md";

/** What run.json holds: the summary, and what is not in a run folder. */
interface GalleryRun extends Precomputed {
  made: { took: string; on: string };
}

/** Figures, commands and what to look for, in the order of the page. */
const SHOWN: { name: string; command: string; see: string }[] = [
  {
    name: "fig1",
    command: "larmor figure fig1 paper",
    see: `Measured dipoles lie far below isotropic diffusion, the more so the higher the energy. With the gradient across the
regular field, five realisations (the same at all rigidities) come down to the data; some rise with energy, some fall and
rise again. The bands, which the paper does not have, show how usual that is.`,
  },
  {
    name: "fig2",
    command: "larmor figure fig2 paper",
    see: `Turbulence alone: the dipoles scatter far from the direction that isotropic diffusion predicts (diamond), and are on
average larger; their mean (square) reproduces the prediction.`,
  },
  {
    name: "fig3",
    command: "larmor figure fig3 paper",
    see: `Turbulence alone, all longitudes of the gradient: no direction is preferred, and the scatter is far too small to reach
the measured amplitudes.`,
  },
  {
    name: "fig4",
    command: "larmor figure fig4 paper",
    see: `A regular field (cross) at right angles to the gradient (star): the dipoles cluster about the line of the field, not
that of the gradient, and are much smaller than isotropic diffusion predicts.`,
  },
  {
    name: "fig5",
    command: "larmor figure fig5 paper",
    see: `A regular field, all longitudes of the gradient: the amplitude follows the cosine of the angle between them, with little
scatter except near 90 degrees. There most realisations are below the KASCADE limit, and some agree with EAS-TOP.`,
  },
  {
    name: "angle",
    command: "larmor figure angle paper",
    see: "How near to 90 degrees the angle must be.",
  },
  {
    name: "convergence",
    command: "larmor figure convergence paper",
    see: "Running diffusion coefficients by two estimators, with published values: whether T is long enough.",
  },
  {
    name: "phase",
    command: "larmor figure phase paper",
    see: `Amplitude and phase of the first harmonic over the rigidities, the field as HAWC and IceCube have it and the gradient at
right angles to it: phases lie at the two ends of the field's line, and flip from one to the other in 15 of 50 realisations
([more](phase.md)).`,
  },
  {
    name: "projection",
    command: "larmor project paper --dec -90..-25 --smear-logE 0.3",
    see: `The run with its regular field along the one inferred by HAWC and IceCube, as a detector in the southern sky sees it:
amplitude projected on the equatorial plane, and phase.`,
  },
  {
    name: "sky",
    command: "larmor figure sky paper",
    see: "The sky of one realisation: the dipole, and structure on all angular scales.",
  },
  {
    name: "cl",
    command: "larmor figure cl paper",
    see: "The angular power spectrum of that sky, without the noise of the finite number of directions.",
  },
  {
    name: "trajectory",
    command: "larmor figure trajectory paper",
    see: `Particles in that realisation, followed back in time from the observer: they move along the regular field, with
reversals.`,
  },
  {
    name: "spectrum",
    command: "larmor figure spectrum paper",
    see: "The spectrum of the field itself: of its waves, and as it is interpolated.",
  },
];

const { values, positionals } = parseArgs({
  options: { took: { type: "string" }, on: { type: "string" } },
  allowPositionals: true,
});
const [dir] = positionals;
if (dir !== undefined) {
  const { took, on } = values;
  if (took === undefined || on === undefined)
    throw new Error("expected --took and --on: how long the run took, and on what");
  const run: GalleryRun = { made: { took, on }, ...(await precomputedOf(dir)) };
  writeFileSync(SUMMARY, `${JSON.stringify(run)}\n`);
  const larmor = (...args: string[]) =>
    execFileSync(process.execPath, ["dist/cli.js", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
  larmor("figure", "sky", "cl", "trajectory", "spectrum", dir, "--out", GALLERY);
  // 7000 points of paths: `larmor figure trajectory` writes them
  rmSync(`${GALLERY}/trajectory.csv`);
  larmor("project", dir, "--dec", "-90..-25", "--smear-logE", "0.3", "--out", GALLERY);
  writeFileSync(`${GALLERY}/claims.txt`, larmor("claims", dir));
}
const run: GalleryRun = JSON.parse(readFileSync(SUMMARY, "utf8"));
const input: FigureInput = {
  config: run.config,
  samples: unpacked(run),
  config_sha256: run.config_sha256,
  measured: readMeasurements([]),
  gradient: { ...PAPER_GRADIENT, kind: null },
  convention: "momentum",
  only: {},
};
const unseen = Object.keys(figures).filter(
  (name) => fromRecords(figures[name], false) && !SHOWN.some((s) => s.name === name),
);
if (unseen.length > 0) throw new Error(`the gallery says nothing of ${unseen.join(", ")}: add it to SHOWN`);
const document = await newDocument();
for (const { name } of SHOWN) {
  if (figures[name] === undefined || !fromRecords(figures[name], false)) continue;
  writeDrawing(GALLERY, name, figures[name].draw(input, document));
}
writeFileSync(PAGE, page(run));
console.log(`${GALLERY}, ${PAGE}: run ${run.config_sha256.slice(0, 12)}, result ${run.result_sha256.slice(0, 16)}`);

function page({ config, config_sha256, numerics, kernel_sha256, result_sha256, made }: GalleryRun): string {
  const rows = groups(config).map((g) => {
    const path = g.path_pc[g.path_pc.length - 1];
    return `| ${g.turbulence_level} | ${g.rigidity_TV} | ${g.directions} (${g.nside}) | ${path} | ${config.ensemble.realisations} |`;
  });
  const sections = SHOWN.map(
    ({ name, command, see }) => `## ${name}

\`${command}\`

${see}

![${name}](../${GALLERY}/${name}.svg)
${name === "trajectory" ? "" : `\n[The numbers drawn](../${GALLERY}/${name}.csv)\n`}`,
  );
  return `# Gallery: the paper at full statistics

The figures of Mertsch & Funk 2015 (arXiv:1408.3630) and more, drawn from one run:

    larmor run --preset paper --out paper

| turbulence level | rigidity [TV] | directions (nside) | T [pc] | realisations |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

Run \`${config_sha256}\`,
seed ${config.ensemble.seed}, larmor ${version}, numerics ${numerics}, kernel \`${kernel_sha256.slice(0, 16)}\`; SHA-256 of its lines
\`${result_sha256}\`.
It took ${made.took} on
${made.on}.
[claims.txt](../${GALLERY}/claims.txt) has what it says about each statement of the paper. The figures of the ensemble are drawn
from the summary in [run.json](../${GALLERY}/run.json) (\`tools/gallery.ts\`), those of one realisation from realisation 0,
computed again.

${sections.join("\n")}`;
}
