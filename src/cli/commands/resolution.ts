import { isGroup } from "../../config/config.js";
import { shown } from "../../config/errors.js";
import { isotropicPrediction } from "../../published.js";
import {
  LEAST_COVERED,
  type MixtureStatistics,
  mixed,
  rigiditiesFor,
  type Selection,
  weightsOf,
} from "../../response/mixture.js";
import type { Sample } from "../../response/sample.js";
import { decimal } from "../../words/decimal.js";
import { columns, folded, WIDTH, wrap } from "../../words/lines.js";
import { short, withError } from "../../words/numbers.js";
import { gradientOf, gradientOptions, positive } from "../analysis_options.js";
import { command, EXIT, jsonOption, UsageError } from "../command.js";
import { readRun } from "../figure_input.js";
import { print, printJSON } from "../output.js";

const { "gradient-deg": direction, "gradient-per-kpc": size } = gradientOptions;

export default command({
  usage: "resolution [DIR] [options]",
  about: `The dipole of the events that a detector assigns to one energy: protons and helium nuclei, whose rigidity is half the protons',
with log-normal true energies. Without DIR it prints the rigidities to run; with a run folder DIR that has them it compares the
dipole of the mixture with that of one rigidity, realisation by realisation, for a literal gradient.`,
  positionals: [0, 1],
  options: {
    "energy-TeV": { value: "E", about: "median of the true energies; default 1000" },
    sigma: { value: "X", about: "standard deviation of ln E, 0 to 2; default 0.3" },
    helium: { value: "X", about: "fraction of helium nuclei by number, 0 to 1; default 0.5" },
    "gradient-deg": direction,
    "gradient-per-kpc": size,
    ...jsonOption,
  },
  examples: [
    ["which rigidities", "larmor resolution --energy-TeV 1000 --sigma 0.3"],
    ["as a config to run", "larmor resolution --sigma 0.3 > mixture.toml && larmor run mixture.toml --out mixture"],
    ["their dipoles", "larmor resolution mixture --sigma 0.3 --helium 0.5"],
  ],
  async run(given, [dir]) {
    const energy = given["energy-TeV"];
    const selection: Selection = {
      energy_TeV: energy === undefined ? 1000 : positive("--energy-TeV", energy, "an energy in TeV"),
      sigma: fromZero("--sigma", given.sigma ?? "0.3", 2),
      helium: fromZero("--helium", given.helium ?? "0.5", 1),
    };
    const wanted = rigiditiesFor(selection);
    if (dir === undefined) {
      const json = { ...selection, rigidity_TV: wanted, weights: weightsOf(selection, wanted).weights };
      if (given.json) printJSON(JSON.stringify(json));
      else print(toml(selection, wanted));
      return EXIT.done;
    }
    const { direction_deg, per_kpc } = gradientOf({ ...given, gradient: "literal" });
    const { run, samples } = await readRun(dir, { direction_deg, per_kpc });
    const { rigidity_TV } = run.config.particles;
    const selections = {
      one: { ...selection, sigma: 0, helium: 0 },
      resolution: { ...selection, helium: 0 },
      "resolution and composition": selection,
    };
    const mixtures = Object.entries(selections).map(([name, selected]) => {
      const { weights, covered } = weightsOf(selected, rigidity_TV);
      if (covered < LEAST_COVERED) {
        const missing = `particles.rigidity_TV = [${rigiditiesFor(selection).join(", ")}]`;
        throw new UsageError(
          `${dir}: found rigidities ${rigidity_TV.join(", ")} TV, expected ${missing}; or nearer ones (larmor resolution writes the config)`,
        );
      }
      return { name, weights };
    });
    const levels = [...new Set(samples.map(({ group }) => group.turbulence_level))];
    const groups = levels.flatMap((turbulence_level) => {
      const rigidities = rigidity_TV.map(
        (R) => samples.find(({ group }) => isGroup(group, { turbulence_level, rigidity_TV: R })) as Sample,
      );
      // the same realisations for all three: those that have every rigidity
      const every = rigidity_TV.map((_, k) => mixtures.reduce((sum, { weights }) => sum + weights[k], 0));
      return mixtures.map(({ name, weights }) => {
        const dipoles = mixed(rigidities, weights, { direction_deg, per_kpc }, every);
        if (dipoles === null)
          throw new UsageError(`${dir}: found no realisation that has all rigidities, expected some`);
        return { turbulence_level, mixture: name, weights, dipoles };
      });
    });
    const result = { ...selection, gradient: { direction_deg, per_kpc, kind: "literal" }, rigidity_TV, groups };
    if (given.json) printJSON(JSON.stringify(result));
    else print(text(result));
    return EXIT.done;
  },
});

function fromZero(option: string, text: string, most: number): number {
  const value = decimal(text);
  if (!(value >= 0 && value <= most)) {
    throw new UsageError(`${option}: found ${shown(text)}, expected a number from 0 to ${most}`);
  }
  return value;
}

const inWords = ({ energy_TeV, sigma, helium }: Selection): string =>
  `${short(energy_TeV)} TeV, ln E with a standard deviation of ${sigma}, helium ${short(100 * helium)} % of the nuclei`;

const toml = (selection: Selection, rigidities: number[]): string =>
  `# ${inWords(selection)}\n[particles]\nrigidity_TV = [${rigidities.join(", ")}]\n`;

interface Result extends Selection {
  gradient: { direction_deg: number[]; per_kpc: number };
  rigidity_TV: number[];
  groups: { turbulence_level: number; mixture: string; weights: number[]; dipoles: MixtureStatistics }[];
}

function text({ gradient: { per_kpc, direction_deg }, rigidity_TV, groups, ...selection }: Result): string {
  const { energy_TeV } = selection;
  const head = [
    ...wrap(`Dipoles of ${inWords(selection)}`, WIDTH),
    ...wrap(
      `gradient ${per_kpc}/kpc at (${direction_deg.join(", ")}) degrees, literal; isotropic diffusion ${short(isotropicPrediction(energy_TeV, per_kpc))} at ${short(energy_TeV)} TV`,
      WIDTH,
    ),
  ];
  const levels = [...new Set(groups.map((group) => group.turbulence_level))].flatMap((level) => {
    const mixtures = groups.filter((group) => group.turbulence_level === level);
    const names = ["", "median", "mean", "rms less noise", "of the mean vector", "noise floor", "rigidities"];
    return [
      "",
      `turbulence level ${level}, ${mixtures[0].dipoles.realisations} realisations`,
      ...folded([names, ...mixtures.map(mixtureCells)], 1).flatMap((part) => columns(part, "lr")),
    ];
  });
  const rigidities = wrap(`rigidities [TV] ${rigidity_TV.map((R) => short(R, 4)).join(", ")}`, WIDTH);
  return `${[...head, ...levels, "", ...rigidities].join("\n")}\n`;
}

function mixtureCells({ mixture, weights, dipoles }: Result["groups"][number]): string[] {
  const { median, mean, mean_square: square, amplitude_of_mean, noise_floor } = dipoles;
  const rms = square.value > 0 ? Math.sqrt(square.value) : null;
  return [
    mixture,
    withError(median.value, median.error),
    withError(mean.value, mean.error),
    rms === null ? "not above 0" : withError(rms, square.error === null ? null : square.error / (2 * rms)),
    withError(amplitude_of_mean.value, amplitude_of_mean.error),
    short(noise_floor, 2),
    String(weights.filter((weight) => weight > 0.005).length),
  ];
}
