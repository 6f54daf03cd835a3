// Transport coefficients of a run: of a folder that is there, or of one made for the purpose by the machinery of `run`.

import { join } from "node:path";
import { type Config, type ConfigInput, groupNumber, groups, resolveConfig } from "../../config/config.js";
import { expectedDiffusion } from "../../config/default_lengths.js";
import { shown } from "../../config/errors.js";
import { FIELD_MODELS, hasSpectrum } from "../../config/field_models.js";
import { synthesise } from "../../flight/field.js";
import { type ModeSums, modeSums } from "../../flight/modes.js";
import { unchecked } from "../../published.js";
import { PAPER_GRADIENT } from "../../response/dipole.js";
import { meanTensors, type Sample } from "../../response/sample.js";
import { type Transport, TransportSample } from "../../response/settled_diffusion.js";
import { makeFolders, writeWhole } from "../../store/disk.js";
import { isFolder, isThere, type Run } from "../../store/store.js";
import { csvText } from "../../words/csv.js";
import { decimals } from "../../words/decimal.js";
import {
  checkFolder,
  command,
  configOptions,
  EXIT,
  UsageError,
  wholeNumber,
  workersOf,
  workersOption,
} from "../command.js";
import { describeIn, override, placeCube, readInput } from "../config_input.js";
import { newDocument } from "../drawing.js";
import { inputOf, readRun } from "../figure_input.js";
import { print, printJSON, say } from "../output.js";
import { planHere, planText } from "../plan.js";
import { transportText } from "../text/diffusion_table.js";
import { reportOptions } from "../text/run_result.js";
import { compute } from "./run.js";

/** Number of fields whose modes are summed for a group's coherence length: fewer where they are large, at least four. */
const FIELDS = 64;
const FIELD_BYTES = 1e9;
/** Gyroradii: no default path is longer, unless six scattering lengths are. */
const LONGEST = 3e4;

export default command({
  usage: "diffusion [DIR | [CONFIG] --out DIR] [options]",
  about: `Prints the diffusion coefficients D_par, D_perp and the drift D_A as D/c in pc by both estimators, and scattering lengths, with
errors over the realisations, beside published values: those of the run in DIR, or of a run made for the purpose in --out DIR. The
defaults of such a run differ from those of larmor run: few directions (nside 2), many realisations, 64 path lengths, and a path
of six scattering lengths, or as long as it takes to leave a coherence length if that is longer. Writes diffusion.json, diffusion.svg (against rigidity and turbulence level),
running.svg (D against the path length), and their CSV.`,
  positionals: [0, 1],
  options: {
    rigidity: { value: "LIST", about: "rigidities in TV: 10,100,1000" },
    eta: { value: "LIST", about: "turbulence levels: 1,0.1" },
    realisations: { value: "N", about: "number of realisations; default 50" },
    set: configOptions.set,
    out: {
      value: "DIR",
      about: "folder for the run and the figures; default for an existing run: its own folder",
    },
    ...workersOption,
    resume: { about: "continue the run in --out DIR, or start it" },
    "dry-run": { about: "print the plan and compute nothing" },
    ...reportOptions,
  },
  examples: [
    ["isotropic turbulence from 1 to 100 PV", "larmor diffusion --eta 1 --rigidity 1000,10000,100000 --out D --resume"],
    ["a scan of the turbulence level", "larmor diffusion --eta 0.1,0.2,0.4,0.7,1 --rigidity 1000 --out scan"],
    ["of an existing run", "larmor diffusion out"],
  ],
  async run(given, [place]) {
    const ready = place !== undefined && (isFolder(place) || (!isThere(place) && given.out === undefined));
    const made = ["rigidity", "eta", "realisations", "workers"] as const;
    const idle = [...made.filter((name) => given[name] !== undefined), ...(given.set.length > 0 ? ["set"] : [])];
    if (given.out !== undefined) checkFolder(given.out);
    if (ready) {
      if (given["dry-run"] || given.resume) idle.push(given.resume ? "resume" : "dry-run");
      if (idle.length > 0)
        throw new UsageError(`--${idle[0]}: found with a run folder, ${place}, expected no folder or --out`);
      const document = await newDocument();
      const { run, samples } = await readRun(place);
      await finish(run, samples, given.out ?? place, document, given);
      return EXIT.done;
    }
    const workers = workersOf(given.workers);
    if (given.out === undefined && !given["dry-run"]) {
      throw new UsageError("--out: found nothing, expected a folder for the run, a run folder to read, or --dry-run");
    }
    const plan = planHere(await configFor(given, place), { workers });
    // single dipoles are not what these runs are for
    plan.warnings = plan.warnings.filter(({ key }) => key !== "particles.nside");
    if (given["dry-run"]) {
      if (given.json) printJSON(JSON.stringify(plan));
      else print(planText(plan));
      return EXIT.done;
    }
    const out = given.out as string;
    const document = await newDocument(); // before hours of work
    return compute(out, plan, { ...given, shard: undefined }, (run, statistics, asked) => {
      const samples = run.groups.flatMap((g) => statistics.sample(g.turbulence_level, g.rigidity_TV) ?? []);
      return finish(run, samples, out, document, asked);
    });
  },
});

/** The config of a run for transport coefficients: what is given, and defaults for the rest. */
async function configFor(
  given: { rigidity?: string; eta?: string; realisations?: string; set: string[]; quiet: boolean },
  file: string | undefined,
): Promise<Config> {
  const input = readInput(file, []);
  if (given.rigidity !== undefined) override(input, `particles.rigidity_TV=${list("--rigidity", given.rigidity)}`);
  if (given.eta !== undefined) override(input, `field.turbulence_level=${list("--eta", given.eta)}`);
  if (given.realisations !== undefined) {
    override(input, `ensemble.realisations=${wholeNumber("--realisations", given.realisations, 1, 1e7)}`);
  }
  for (const text of given.set) override(input, text);
  placeCube(input, process.cwd());
  await describeIn(input, given.quiet);
  return transportConfig(input);
}

function list(option: string, text: string): string {
  const numbers = decimals(text);
  if (!numbers.every((n) => n > 0)) {
    throw new UsageError(
      `${option}: found ${shown(text)}, expected numbers above 0 with commas between, as in 10,100,1000`,
    );
  }
  return JSON.stringify(numbers);
}

/** Resolves a config with the defaults of this command. */
function transportConfig(input: unknown): Config {
  resolveConfig(input as ConfigInput); // an error names what was given, not what is filled in below
  const { field, particles, transport, ensemble } = input as ConfigInput;
  const filled: ConfigInput = {
    field,
    particles: { nside: 2, ...particles },
    transport: { outputs: 64, ...transport },
    ensemble,
  };
  const config = resolveConfig(filled);
  if (transport?.path_pc !== undefined || !hasSpectrum(config.field.model)) return config;
  const path_pc: Record<string, Record<string, number>> = {};
  for (const group of groups(config)) {
    const { turbulence_level, rigidity_TV } = group;
    path_pc[turbulence_level] = { ...path_pc[turbulence_level], [rigidity_TV]: longPath(config, group) };
  }
  return resolveConfig({ ...filled, transport: { ...filled.transport, path_pc } });
}

/**
 * Six scattering lengths 3 D/c; at turbulence level 1, where particles first diffuse along the local field, at least l_c^2/D: the
 * path on which they leave the coherence length, but not more than 3e4 gyroradii. Two digits.
 */
function longPath({ field }: Config, group: ReturnType<typeof groups>[number]): number {
  const { turbulence_level, rigidity_TV, gyroradius_pc, inner_scale_pc } = group;
  const D = expectedDiffusion(field, turbulence_level, rigidity_TV);
  const l_c = unchecked.coherenceLength(field.outer_scale_pc, inner_scale_pc, field.spectral_index);
  const leave = turbulence_level === 1 ? Math.min((l_c * l_c) / D, LONGEST * gyroradius_pc) : 0;
  return Number(Math.max(18 * D, leave).toPrecision(2));
}

/** Analyses a run, writes the files and prints the result. */
async function finish(
  run: Run,
  samples: Sample[],
  out: string,
  document: Document,
  { json, quiet }: { json: boolean; quiet: boolean },
): Promise<void> {
  const { config, provenance } = run;
  const ofGroups = run.groups.map((group) => new TransportSample(config, group));
  for (const record of run.records()) {
    ofGroups[groupNumber(run.groups, record)].add(record);
  }
  const transports: Transport[] = [];
  for (const sample of ofGroups) {
    const result = sample.result(await ownModes(config, sample));
    if (result !== null) transports.push(result);
  }
  if (transports.length === 0) throw new UsageError(`${run.dir}: found no realisation yet, expected one or more`);
  const running = samples
    .filter(({ rows }) => rows.length > 0)
    .map((sample) => ({
      turbulence_level: sample.group.turbulence_level,
      rigidity_TV: sample.group.rigidity_TV,
      path_pc: sample.group.path_pc,
      ...runningTensors(sample),
    }));
  const result = {
    config_sha256: provenance.config_sha256,
    numerics: provenance.numerics,
    groups: transports,
    running,
  };

  const { drawDiffusion } = await import("../../figures/diffusion.js");
  const { drawConvergence } = await import("../../figures/running_diffusion.js");
  const gradient = { ...PAPER_GRADIENT, kind: null };
  const input = inputOf(run, samples, { measured: [], gradient, convention: "momentum", only: {} });
  const drawings = {
    diffusion: drawDiffusion(input, transports, document),
    running: drawConvergence(input, document),
  };
  makeFolders(out);
  const files = [["diffusion.json", `${JSON.stringify(result)}\n`]];
  for (const [name, { svg, table }] of Object.entries(drawings))
    files.push([`${name}.svg`, svg], [`${name}.csv`, csvText(table)]);
  for (const [name, text] of files) writeWhole(join(out, name), text);
  if (json) printJSON(JSON.stringify(result));
  else print(transportText(transports));
  if (!quiet) say(`wrote ${files.map(([name]) => join(out, name)).join(", ")}`);
}

/** D_ij(T)/c at every recorded T, [P][3][3] in pc with standard errors: -R/3, half the slope of <r r>, the flow. */
function runningTensors(sample: Sample) {
  const { response, slope, flow } = meanTensors(sample);
  const scaled = (tensors: number[][][] | null, factor: number) =>
    tensors?.map((tensor) => tensor.map((row) => row.map((x) => x * factor + 0))) ?? null;
  return {
    tgk_pc: scaled(response.mean, -1 / 3),
    tgk_sem_pc: scaled(response.sem, 1 / 3),
    msd_pc: slope.mean,
    msd_sem_pc: slope.sem,
    flow_pc: flow.mean,
    flow_sem_pc: flow.sem,
  };
}

/** Mean over the first fields of a group; none without modes. */
async function ownModes(config: Config, { group, size }: TransportSample): Promise<ModeSums | undefined> {
  if (!FIELD_MODELS[config.field.model].modes) return undefined;
  const count = Math.min(FIELDS, size, Math.max(4, Math.floor(FIELD_BYTES / group.memory_bytes)));
  let [square, weighted] = [0, 0];
  for (let k = 0; k < count; k++) {
    const field = await synthesise(config, k, group);
    const sums = modeSums(field.modes());
    field.dispose();
    square += sums.square_uG2 / count;
    weighted += (sums.square_uG2 * sums.coherence_pc) / count;
  }
  return count === 0 ? undefined : { square_uG2: square, coherence_pc: weighted / square };
}
