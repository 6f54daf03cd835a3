import { directionsOfWaves } from "../../config/anisotropies.js";
import type { Config } from "../../config/config.js";
import { FIELD_MODELS } from "../../config/field_models.js";
import { integrationMethod } from "../../config/integrators.js";
import { BLASI_2012, bibtex, GORSKI_2005, MERTSCH_2015, type Work } from "../../config/works.js";
import { isFolder } from "../../store/disk.js";
import { readStored } from "../../store/store.js";
import { command, configOptions, EXIT } from "../command.js";
import { configOf } from "../config_input.js";
import { print } from "../output.js";
import { version } from "../package.js";

/** For every run; the software's version is the program's. */
const ALWAYS: Work[] = [
  MERTSCH_2015,
  {
    for: "the software",
    bibtex: bibtex("software", "larmor", { author: "{the larmor authors}", title: "larmor", version }),
  },
  GORSKI_2005,
  BLASI_2012,
];

/** What to cite for a config, as BibTeX, each entry below why. */
export const citations = (config: Config): string =>
  [
    ...ALWAYS,
    ...FIELD_MODELS[config.field.model].works,
    ...directionsOfWaves(config.field.anisotropy).works,
    ...integrationMethod(config.particles.integrator).works,
  ]
    .map((work) => `% ${work.for}\n${work.bibtex}`)
    .join("\n\n");

export default command({
  usage: "cite [CONFIG | DIR]",
  about: "Prints what to cite for the set-up of a config or of a run folder, as BibTeX.",
  positionals: [0, 1],
  options: configOptions,
  examples: [["for a run", "larmor cite out > references.bib"]],
  async run(given, [source]) {
    const config: Config =
      source !== undefined && isFolder(source) ? readStored(source).config : await configOf(given, source);
    print(`${citations(config)}\n`);
    return EXIT.done;
  },
});
