import { join } from "node:path";
import { shortened } from "../../config/errors.js";
import { catalogue, type FigureEntry, fieldNeeded, fromRecords } from "../../figures/catalogue.js";
import type { FieldView } from "../../figures/field_view.js";
import { type Drawing, FigureError } from "../../figures/input.js";
import { loadKernel, numerics } from "../../flight/kernel.js";
import { isThere } from "../../store/store.js";
import { columns } from "../../words/lines.js";
import { near } from "../../words/near.js";
import { viewOf, viewOptions } from "../analysis_options.js";
import { command, EXIT, UsageError, wholeNumber } from "../command.js";
import { newDocument, pngOf } from "../drawing.js";
import { checkRealisation, viewField } from "../field_views.js";
import { inputOf, multipolesOf, readRun, sayIncomplete } from "../figure_input.js";
import { checkOptions, dataOf, FIGURES } from "../figure_options.js";
import { figureSky, figureSkyOptions, inRun, isOnSky } from "../figure_sky.js";
import { fileProgress } from "../map_options.js";
import { printNames, say } from "../output.js";
import { ProgressLine } from "../progress.js";
import { stoppable } from "../stoppable.js";
import { checkPictureFolder, writeDrawing } from "../write_drawing.js";

const entries: Record<string, FigureEntry> = catalogue;
/** Figures that other commands draw. */
const ELSEWHERE: Record<string, string> = {
  projection: "larmor project DIR",
  infer: "larmor infer DIR --out DIR",
};

export default command({
  usage: "figure NAME... DIR [--out DIR] [--png] [options]",
  about: `Draws figures from a run folder. No trajectory is computed again, so that changing the gradient costs nothing. For each NAME it
writes NAME.svg, and NAME.csv with the numbers drawn. An option that none of the figures named reads is refused.

${columns(
  [
    ...Object.entries<FigureEntry>(catalogue).map(([name, { title, field }]) => [
      `  ${name}`,
      `${title}${field ? " *" : ""}`,
    ]),
    ["  all", "all of these but those marked *, which compute one realisation again"],
  ],
  "l",
).join("\n")}

Two more are drawn by commands of their own, as they need options of their own: ${Object.entries(ELSEWHERE)
    .map(([name, line]) => `${name} by "${line}"`)
    .join(", ")}.`,
  positionals: [2, Number.POSITIVE_INFINITY],
  options: {
    out: { value: "DIR", about: "folder for the figures; default: figures in the run folder" },
    png: { about: "also write NAME.png" },
    font: { value: "FILE", about: "a TrueType font for --png; default: DejaVu Sans, or what the machine has" },
    ...viewOptions,
    ...figureSkyOptions,
    data: {
      value: "FILE",
      multiple: true,
      about:
        "also draw your own measurements, a CSV with the columns of data/dipoles.csv: with fig1 and phase all, with fig3, fig5 and angle that nearest in energy, and what agrees with it; with cl of a run with multipoles: one of measured C_l (docs/multipoles.md)",
    },
    realisation: { value: "K", about: "the realisation of the figures with *; default 0" },
  },
  examples: [
    ["the paper's figures", "larmor figure fig1 fig2 fig3 fig4 fig5 out --png"],
    [
      "another direction and size of the gradient, at no cost",
      "larmor figure fig4 out --gradient-deg 60,20 --gradient-per-kpc 0.27",
    ],
    ["your own measurements in Figs 1 and 5", "larmor figure fig1 fig5 out --data mine.csv --out pictures"],
    [
      "amplitude and phase, with the Sun's motion and a gradient towards the Galactic centre",
      "larmor figure phase paper --compton-getting lic --gradient-deg gc",
    ],
  ],
  async run(given, positionals) {
    const names = positionals.slice(0, -1);
    const dir = positionals[positionals.length - 1];
    // before the names: of "--gradient-deg 60 20" the 20 stands among them
    const view = viewOf(isOnSky(given) ? { ...given, "gradient-deg": undefined } : given);
    checkNames(names, dir);
    // before a run is read, "all" may have those of one with multipoles
    const asked = { typed: names, names: listed(names, true) };
    checkOptions(given, asked);
    dataOf(given.data, asked);
    const onSky = figureSky(given);
    const realisation = given.realisation === undefined ? 0 : wholeNumber("--realisation", given.realisation, 0, 1e7);
    const out = given.out ?? join(dir, "figures");
    checkPictureFolder(out);

    const document = await newDocument();
    const png = await pngOf(given);
    const { figures } = await import("../../figures/index.js");
    const { run, samples } = await readRun(dir, view.gradient);
    const { sky, species } = onSky;
    const direction_deg = inRun(run.config, view.gradient.density, onSky) ?? view.gradient.direction_deg;
    sayIncomplete(run);
    // a realisation that is asked for is drawn, also where the run has the ensemble's multipoles
    const recorded = run.config.transport.multipoles !== undefined;
    const ensemble = recorded && given.realisation === undefined;
    const closeUp = (name: string) => fieldNeeded(entries[name], ensemble);
    const wanted = listed(names, recorded);
    const recordedOnly = wanted.find((name) => entries[name].multipoles && closeUp(name) === undefined);
    if (recordedOnly !== undefined && view.gradient.density !== undefined)
      throw new UsageError(
        `--density: found with ${recordedOnly}, expected without: a run records the multipoles of gradients alone; larmor figure sky cl --realisation K computes those of one realisation with a density`,
      );
    checkOptions(given, { typed: names, names: wanted, ensemble });
    const { measured, measured_power } = dataOf(given.data, { typed: names, names: wanted, ensemble });
    const multipoles = wanted.some((name) => entries[name].multipoles) ? multipolesOf(run) : undefined;
    const looked = { ...view, measured, gradient: { ...view.gradient, direction_deg } };
    const input = { ...inputOf(run, samples, looked), multipoles, measured_power, sky, species };
    for (const name of wanted.filter(closeUp)) checkRealisation(input, name, { dir, realisation });
    if (wanted.some(closeUp)) {
      const here = await numerics(await loadKernel());
      if (here !== run.provenance.numerics) {
        say(
          `the run was made with numerics ${run.provenance.numerics}, this has ${here}; the field drawn may not be the run's`,
        );
      }
    }
    // `sky` and `cl` look at the same map
    const views = new Map<string, FieldView>();
    const line = new ProgressLine(false);
    const seen = async (field: NonNullable<FigureEntry["field"]>, name: string, signal: AbortSignal) => {
      const watch = { signal, progress: fileProgress(line, name) };
      const found = views.get(field) ?? (await viewField(input, field, name, { dir, realisation }, watch));
      views.set(field, found);
      return found;
    };
    let failed = 0;
    const drawn: string[] = [];
    const stopped = () => {
      const left = wanted.slice(wanted.indexOf(drawn.at(-1) ?? "") + 1);
      return `stopped; drawn: ${drawn.join(", ") || "none"}; not drawn: ${left.join(", ")}`;
    };
    return stoppable({ line, stopped }, async (signal) => {
      for (const name of wanted) {
        let drawing: Drawing;
        try {
          const { draw } = figures[name];
          const field = closeUp(name);
          drawing = draw(field ? { ...input, field: await seen(field, name, signal) } : input, document);
        } catch (error) {
          if (!(error instanceof FigureError)) throw error;
          line.say(error.message);
          failed += 1;
          continue;
        }
        for (const what of drawing.missing) line.say(what);
        printNames(writeDrawing(out, name, drawing, png));
        drawn.push(name);
      }
      // of "all", those that the run has are enough
      return failed > 0 && (failed === wanted.length || !names.includes("all")) ? EXIT.folder : EXIT.done;
    });
  },
});

/** The figures without "all", which is those that a run with or without multipoles can have drawn from its records. */
function listed(names: string[], recorded: boolean): string[] {
  const possible = FIGURES.filter((name) => fromRecords(entries[name], recorded));
  return [...new Set(names.flatMap((name) => (name === "all" ? possible : [name])))];
}

function checkNames(names: string[], dir: string): void {
  const isName = (name: string) => name === "all" || Object.hasOwn(catalogue, name);
  if (isName(dir) && !isThere(dir)) {
    throw new UsageError(`found "${dir}" as the last argument, expected the run folder: larmor figure NAME... DIR`);
  }
  for (const name of names) {
    if (Object.hasOwn(ELSEWHERE, name))
      throw new UsageError(`${name}: found with figure, expected the command that draws it: ${ELSEWHERE[name]}`);
    if (!isName(name)) {
      const like = near(name, [...FIGURES, "all"], (known) => [known]);
      const hint = like === undefined ? "." : `; did you mean ${like}?`;
      throw new UsageError(`${shortened(name)}: unknown figure${hint} Known are ${FIGURES.join(", ")}, all`);
    }
  }
}
