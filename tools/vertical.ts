// The dipoles of the densities of a run, alone and with the gradient in the plane across B0, as a table (CSV) on stdout:
//
//   node --import tsx tools/vertical.ts DIR
import { readRun } from "../src/cli/figure_input.js";
import { mixedDipoles, mixedStatistics } from "../src/response/density_mixture.js";
import { GRADIENT_PER_KPC, gradientVector } from "../src/response/dipole.js";

const [dir] = process.argv.slice(2);
const { samples } = await readRun(dir);
const none = [0, 0, 0];
const gradient = gradientVector(90, 0, GRADIENT_PER_KPC);
const columns =
  "turbulence_level,rigidity_TV,path_pc,directions,density,gradient_per_kpc,realisations,median,median_error,q16,q84,rms_debiased,noise_floor";
const lines = samples.flatMap((sample) => {
  const { turbulence_level, rigidity_TV, path_pc, directions, densities = [] } = sample.group;
  const row = (density: string | undefined, g: ArrayLike<number>) => {
    const all = mixedStatistics(mixedDipoles(sample, g, density));
    const { realisations, median, median_error, q16, q84, rms_debiased, noise_floor } = all;
    const numbers = [median, median_error, q16, q84, rms_debiased, noise_floor].map((x) => x?.toExponential(3) ?? "");
    const size = g === none ? 0 : GRADIENT_PER_KPC;
    const about = [turbulence_level, rigidity_TV, path_pc.at(-1), directions, density ?? "", size, realisations];
    return [...about, ...numbers].join(",");
  };
  if (sample.rows.length === 0) return [];
  return [row(undefined, gradient), ...densities.flatMap(({ name }) => [row(name, none), row(name, gradient)])];
});
process.stdout.write(`${[columns, ...lines].join("\n")}\n`);
