import { isGroup } from "../../config/config.js";
import { isotropicPrediction } from "../../response/diffusion.js";
import {
  LEAST_COVERED,
  type MixtureStatistics,
  mixed,
  rigiditiesFor,
  type Selection,
  weightsOf,
} from "../../response/mixture.js";
import type { Sample } from "../../response/sample.js";
import { gradientOf, gradientOptions, positive } from "../analysis_options.js";
import { command, EXIT, jsonOption, UsageError } from "../command.js";
import { readRun } from "../figure_input.js";
import { short, withError } from "../text/words.js";

const { "gradient-deg": direction, "gradient-per-kpc": size } = gradientOptions;

export default command({
  usage: "resolution [DIR] [options]",
  about: `The dipole of what a detector takes for one energy: protons and helium nuclei, whose rigidity is half the protons', with true
energies that are log-normal about it. Without DIR it says which rigidities to run; with the run folder DIR, which must have
them, it sets the dipole of the mixture beside that of one rigidity, realisation by realisation, for a literal gradient.`,
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
    ["what they say", "larmor resolution mixture --sigma 0.3 --helium 0.5"],
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
      process.stdout.write(given.json ? `${JSON.stringify(json)}\n` : toml(selection, wanted));
      return EXIT.done;
    }
    const { direction_deg, per_kpc } = gradientOf({ ...given, gradient: "literal" });
    const { run, samples } = await readRun(dir, { direction_deg, per_kpc });
    const found = run.config.particles.rigidity_TV;
    const mixtures = {
      one: { ...selection, sigma: 0, helium: 0 },
      resolution: { ...selection, helium: 0 },
      "resolution and composition": selection,
    };
    const all = Object.entries(mixtures).map(([name, of]) => {
      const { weights, covered } = weightsOf(of, found);
      if (covered < LEAST_COVERED) {
        const missing = `particles.rigidity_TV = [${rigiditiesFor(selection).join(", ")}]`;
        throw new UsageError(
          `${dir}: found rigidities ${found.join(", ")} TV, expected ${missing}; or nearer ones (larmor resolution writes the config)`,
        );
      }
      return { name, weights };
    });
    const levels = [...new Set(samples.map(({ group }) => group.turbulence_level))];
    const groups = levels.flatMap((turbulence_level) => {
      const of = found.map(
        (R) => samples.find(({ group }) => isGroup(group, { turbulence_level, rigidity_TV: R })) as Sample,
      );
      // the same realisations for all three: those that have every rigidity
      const every = all[2].weights.map((weight, k) => weight + all[1].weights[k] + all[0].weights[k]);
      return all.map(({ name, weights }) => {
        const dipoles = mixed(of, weights, { direction_deg, per_kpc }, every);
        if (dipoles === null)
          throw new UsageError(`${dir}: found no realisation that has all rigidities, expected some`);
        return { turbulence_level, mixture: name, weights, dipoles };
      });
    });
    const result = { ...selection, gradient: { direction_deg, per_kpc, kind: "literal" }, rigidity_TV: found, groups };
    process.stdout.write(given.json ? `${JSON.stringify(result)}\n` : text(result));
    return EXIT.done;
  },
});

function fromZero(option: string, text: string, most: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= most)) {
    throw new UsageError(`${option}: found "${text}", expected a number from 0 to ${most}`);
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

function text(result: Result): string {
  const { gradient, rigidity_TV, groups } = result;
  const lines = [
    `Dipoles of ${inWords(result)}`,
    `gradient ${gradient.per_kpc}/kpc at (${gradient.direction_deg.join(", ")}) degrees, literal; isotropic diffusion ${short(isotropicPrediction(result.energy_TeV, gradient.per_kpc))} at ${short(result.energy_TeV)} TV`,
  ];
  let level = Number.NaN;
  for (const { turbulence_level, mixture, weights, dipoles } of groups) {
    if (turbulence_level !== level) {
      lines.push("", `turbulence level ${turbulence_level}, ${dipoles.realisations} realisations`);
      lines.push(row(["", "median", "mean", "rms less noise", "of the mean vector", "noise floor", "rigidities"]));
    }
    level = turbulence_level;
    const square = dipoles.mean_square;
    const rms = square.value > 0 ? Math.sqrt(square.value) : null;
    lines.push(
      row([
        mixture,
        withError(dipoles.median.value, dipoles.median.error),
        withError(dipoles.mean.value, dipoles.mean.error),
        rms === null ? "not above 0" : withError(rms, square.error === null ? null : square.error / (2 * rms)),
        withError(dipoles.amplitude_of_mean.value, dipoles.amplitude_of_mean.error),
        short(dipoles.noise_floor, 2),
        String(weights.filter((weight) => weight > 0.005).length),
      ]),
    );
  }
  lines.push("", `rigidities [TV] ${rigidity_TV.map((R) => short(R, 4)).join(", ")}`);
  return `${lines.join("\n")}\n`;
}

const WIDTHS = [28, 19, 19, 19, 20, 13, 12];
const row = (cells: string[]): string =>
  cells.map((cell, c) => (c === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[c]))).join("");
