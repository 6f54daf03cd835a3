import { dirname, join } from "node:path";
import { fieldNeeded, fromRecords } from "../../figures/catalogue.js";
import { type Drawing, FigureError } from "../../figures/input.js";
import { writeWhole } from "../../store/disk.js";
import { isFolder, isThere, readJournal } from "../../store/store.js";
import { csvText } from "../../words/csv.js";
import { gradientOptions, viewOf, viewOptions } from "../analysis_options.js";
import { command, EXIT, UsageError, wholeNumber } from "../command.js";
import { newDocument } from "../drawing.js";
import { viewField } from "../field_views.js";
import { inputOf, multipolesOf, readMeasurements, readRun, sayIncomplete } from "../figure_input.js";
import { fileProgress } from "../map_options.js";
import { printNames, say } from "../output.js";
import { ProgressLine } from "../progress.js";
import { findingsOf } from "../text/findings.js";
import { type ReportFigure, reportPage } from "../text/report_page.js";
import { readValidation } from "../text/report_validation.js";
import { citations } from "./cite.js";

export default command({
  usage: "report DIR [--out FILE] [options]",
  about: `Writes one HTML file with all figures of a run, its tables, config, provenance and what to cite. The file needs no network and can
be printed. Where the folder holds validation.json (larmor validate --out DIR), its rows are included.`,
  positionals: [1, 1],
  options: {
    out: { value: "FILE", about: "the file; default: report.html in the run folder" },
    ...gradientOptions,
    direction: viewOptions.direction,
    data: {
      value: "FILE",
      multiple: true,
      about: "also draw your own measurements: a CSV with the columns of data/dipoles.csv",
    },
    realisation: { value: "K", about: "add the figures of one realisation, which is computed again" },
  },
  examples: [
    ["of the main job", "larmor report out"],
    ["with the field and the sky of realisation 3", "larmor report out --realisation 3 --out talk.html"],
  ],
  async run(given, [dir]) {
    const view = viewOf({ ...given, "turbulence-level": undefined, "rigidity-TV": undefined });
    const realisation =
      given.realisation === undefined ? null : wholeNumber("--realisation", given.realisation, 0, 1e7);
    const measured = readMeasurements(given.data);
    const out = given.out ?? join(dir, "report.html");
    if (isThere(out) && isFolder(out)) throw new UsageError(`--out: found a folder, ${out}, expected a file`);
    if (!isThere(dirname(out)) && given.out !== undefined) {
      throw new UsageError(`--out: found no folder ${dirname(out)}, expected one that is there`);
    }

    const document = await newDocument();
    const { figures } = await import("../../figures/index.js");
    const validation = readValidation(dir);
    const { run, samples, summary } = await readRun(dir, view.gradient);
    sayIncomplete(run);
    const recorded = run.config.transport.multipoles !== undefined;
    const input = { ...inputOf(run, samples, { measured, ...view }), multipoles: multipolesOf(run) };
    const line = new ProgressLine(false);
    const drawn: ReportFigure[] = [];
    const missing: string[] = [];
    for (const [name, { title, draw }] of Object.entries(figures)) {
      const field = fieldNeeded(figures[name], recorded && realisation === null);
      if (!fromRecords(figures[name], recorded) && (field === undefined || realisation === null)) continue;
      try {
        const drawing: Drawing =
          field === undefined
            ? draw(input, document)
            : draw(
                {
                  ...input,
                  field: await viewField(
                    input,
                    field,
                    name,
                    { dir, realisation: realisation as number },
                    {
                      progress: fileProgress(line, name),
                    },
                  ),
                },
                document,
              );
        drawn.push({ name, title, svg: drawing.svg, csv: csvText(drawing.table) });
        missing.push(...drawing.missing);
      } catch (error) {
        if (!(error instanceof FigureError)) throw error;
        missing.push(error.message);
      }
    }
    const { direction_deg, per_kpc, kind, density } = view.gradient;
    const page = reportPage({
      config: run.config,
      provenance: run.provenance,
      summary: summary(),
      figures: drawn,
      missing,
      measured,
      citations: citations(run.config),
      validation,
      findings: findingsOf(samples, run.config, { measured, gradient: view.gradient }),
      journal: readJournal(dir),
      gradient: `Gradient ${per_kpc}/kpc at (l, b) = (${direction_deg.join("°, ")}°), ${density === undefined ? (kind ?? "matched at turbulence level 1, else literal") : `literal, and density ${density} beside it`}.`,
    });
    for (const what of missing) say(what);
    if (drawn.length === 0) return EXIT.folder;
    writeWhole(out, page);
    printNames([out]);
    return EXIT.done;
  },
});
