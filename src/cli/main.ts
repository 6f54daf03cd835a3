import { shortened } from "../config/errors.js";
import { catalogue } from "../figures/catalogue.js";
import { definitions } from "../words/lines.js";
import { near } from "../words/near.js";
import { type Command, EXIT, exitText, helpText, readArguments, UsageError } from "./command.js";
import { complain, print } from "./output.js";
import { version } from "./package.js";

/** Every command: what it does, and how it is loaded (only when it is called). */
export const commands: Record<string, [about: string, load: () => Promise<{ default: Command }>]> = {
  run: ["compute an ensemble of realisations, or continue one", () => import("./commands/run.js")],
  merge: ["join the shards of a run", () => import("./commands/merge.js")],
  status: ["show how many realisations of a run are done, and what is missing", () => import("./commands/status.js")],
  slurm: ["prepare a run on a cluster with Slurm, and submit it", () => import("./commands/slurm.js")],
  figure: ["draw figures of a run: Figs 1 to 5 of the paper and more", () => import("./commands/figure.js")],
  export: ["write a run as HDF5, FITS or CSV, or the field of a realisation", () => import("./commands/export.js")],
  field: ["what a field is: spectrum, structure, what it resolves", () => import("./commands/field.js")],
  import: ["make a run folder from an exported HDF5 file", () => import("./commands/import.js")],
  verify: ["compute some realisations of a run again and compare the bytes", () => import("./commands/verify.js")],
  report: [
    "write one HTML file with all figures, tables and the config of a run",
    () => import("./commands/report.js"),
  ],
  infer: ["what measured dipoles say of the gradient and the regular field", () => import("./commands/infer.js")],
  project: ["show a run as a detector on the ground sees it", () => import("./commands/project.js")],
  table: ["the scatter of the dipole and D as a table, for fits", () => import("./commands/table.js")],
  diffusion: [
    "diffusion coefficients and scattering lengths of a run, or of one made for it",
    () => import("./commands/diffusion.js"),
  ],
  resolution: [
    "the dipole with finite energy resolution and composition, or which rigidities to run for it",
    () => import("./commands/resolution.js"),
  ],
  multipoles: [
    "the sky beyond the dipole: power spectrum, local frame, claims of the literature",
    () => import("./commands/multipoles.js"),
  ],
  plan: [
    "path lengths and numbers of directions for a wanted signal to noise, from a pilot",
    () => import("./commands/plan.js"),
  ],
  init: ["write a config file with every key explained", () => import("./commands/init.js")],
  "show-config": ["print the resolved config", () => import("./commands/show_config.js")],
  schema: ["print the JSON schema of the config, or a table of its keys", () => import("./commands/schema.js")],
  validate: ["check that the physics is right on this machine", () => import("./commands/validate.js")],
  claims: ["set the paper's statements beside a run", () => import("./commands/claims.js")],
  convergence: ["change the numerical parameters one at a time", () => import("./commands/convergence.js")],
  bench: ["time this machine", () => import("./commands/bench.js")],
  cite: ["print what to cite, as BibTeX", () => import("./commands/cite.js")],
};

/** Runs the command line; resolves with the exit code. Data go to stdout, messages to stderr. */
export async function main([name, ...rest]: string[]): Promise<number> {
  if (name === "--version" || name === "-V") {
    print(`larmor ${version}\n`);
    return EXIT.done;
  }
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const topic = name === "help" ? rest[0] : undefined;
    if (topic !== undefined) return main([topic, "--help"]);
    (name === undefined ? complain : print)(overview());
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  if (!Object.hasOwn(commands, name)) {
    const kind = name.startsWith("-") ? "option before the command" : "command";
    const like = commandLike(name);
    const hint = like === undefined ? "" : `; did you mean "larmor ${like}"?`;
    throw new UsageError(`${shortened(name)}: unknown ${kind}${hint} (larmor --help lists all)`);
  }
  const { default: command } = await commands[name][1]();
  const end = rest.indexOf("--");
  if (rest.slice(0, end < 0 ? undefined : end).some((arg) => arg === "--help" || arg === "-h")) {
    print(helpText(command));
    return EXIT.done;
  }
  const { given, positionals } = readArguments(command, rest);
  return command.run(given, positionals);
}

function commandLike(name: string): string | undefined {
  if (Object.hasOwn(catalogue, name)) return `figure ${name} DIR`;
  return near(name, ["--version", "--help", ...Object.keys(commands)], (known) => [known]);
}

function overview(): string {
  const rows = Object.entries(commands).map(([name, [about]]) => [name, about] as const);
  return `larmor ${version}: back-tracks cosmic rays through random turbulent magnetic fields and measures the dipole
anisotropy of their arrival directions.

  larmor run --out out          # the main job, 1 to 2 minutes on two cores
  larmor COMMAND --help         # options and examples of a command

Commands
${definitions(rows)}

${exitText()}
`;
}
