import type { Config, Model } from "../../config/config.js";
import { isFolder } from "../../store/disk.js";
import { readStored } from "../../store/store.js";
import { command, configOptions, EXIT } from "../command.js";
import { configOf } from "../config_input.js";
import { version } from "../package.js";

interface Work {
  /** why it is to be cited */
  for: string;
  bibtex: string;
}

/** A BibTeX entry; braces are put around the values. */
function entry(kind: string, key: string, fields: Record<string, string>): string {
  const rows = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}}`);
  return `@${kind}{${key},\n${rows.join(",\n")}\n}`;
}

const ALWAYS: Work[] = [
  {
    for: "the method",
    bibtex: entry("article", "Mertsch2015", {
      author: "Mertsch, Philipp and Funk, Stefan",
      title: "Solution to the cosmic ray anisotropy problem",
      journal: "Phys. Rev. Lett.",
      volume: "114",
      pages: "021101",
      year: "2015",
      doi: "10.1103/PhysRevLett.114.021101",
      eprint: "1408.3630",
      archiveprefix: "arXiv",
    }),
  },
  {
    for: "the software",
    bibtex: entry("software", "larmor", { author: "{the larmor authors}", title: "larmor", version }),
  },
  {
    for: "the directions",
    bibtex: entry("article", "Gorski2005", {
      author: "G{\\'o}rski, K. M. and others",
      title:
        "{HEALPix}: A Framework for High-Resolution Discretization and Fast Analysis of Data Distributed on the Sphere",
      journal: "Astrophys. J.",
      volume: "622",
      pages: "759",
      year: "2005",
      doi: "10.1086/427976",
      eprint: "astro-ph/0409513",
      archiveprefix: "arXiv",
    }),
  },
  {
    for: "the isotropic prediction",
    bibtex: entry("article", "Blasi2012", {
      author: "Blasi, Pasquale and Amato, Elena",
      title: "Diffusive propagation of cosmic rays from supernova remnants in the {Galaxy}. {II}: anisotropy",
      journal: "JCAP",
      volume: "01",
      pages: "011",
      year: "2012",
      doi: "10.1088/1475-7516/2012/01/011",
      eprint: "1105.4529",
      archiveprefix: "arXiv",
    }),
  },
];

const OF_MODEL: Record<Model, Work[]> = {
  "nested-grids": [
    {
      for: "the nested grids",
      bibtex: entry("article", "Giacinti2012", {
        author: "Giacinti, G. and Kachelrie{\\ss}, M. and Semikoz, D. V. and Sigl, G.",
        title: "Cosmic Ray Anisotropy as Signature for the Transition from Galactic to Extragalactic Cosmic Rays",
        journal: "JCAP",
        volume: "07",
        pages: "031",
        year: "2012",
        doi: "10.1088/1475-7516/2012/07/031",
        eprint: "1112.5599",
        archiveprefix: "arXiv",
      }),
    },
  ],
  "plane-waves": [
    {
      for: "the plane waves",
      bibtex: entry("article", "Giacalone1999", {
        author: "Giacalone, J. and Jokipii, J. R.",
        title: "The Transport of Cosmic Rays across a Turbulent Magnetic Field",
        journal: "Astrophys. J.",
        volume: "520",
        pages: "204",
        year: "1999",
        doi: "10.1086/307452",
      }),
    },
    {
      for: "the isotropy of the plane waves",
      bibtex: entry("article", "Tautz2013", {
        author: "Tautz, R. C. and Dosch, A.",
        title: "On numerical turbulence generation for test-particle simulations",
        journal: "Phys. Plasmas",
        volume: "20",
        pages: "022302",
        year: "2013",
        eprint: "1301.7164",
        archiveprefix: "arXiv",
      }),
    },
  ],
  uniform: [],
};

/** What to cite for a config, as BibTeX, each entry below why. */
export const citations = (config: Config): string =>
  [...ALWAYS, ...OF_MODEL[config.field.model]].map((work) => `% ${work.for}\n${work.bibtex}`).join("\n\n");

export default command({
  usage: "cite [CONFIG | DIR]",
  about: "Prints what to cite for the set-up of a config or of a run folder, as BibTeX.",
  positionals: [0, 1],
  options: configOptions,
  examples: [["for a run", "larmor cite out > references.bib"]],
  async run(given, [source]) {
    const config: Config =
      source !== undefined && isFolder(source) ? readStored(source).config : configOf(given, source);
    process.stdout.write(`${citations(config)}\n`);
    return EXIT.done;
  },
});
