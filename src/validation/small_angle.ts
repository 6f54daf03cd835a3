// The limit of high rigidity, where theory is exact: the gyroradius far above the coherence length, every wave deflects a
// little, and directions diffuse. D = (4/3) c r_g^2/l_c, and multipoles decay at rates 1 : 3 : 6.

import { groups, resolveConfig } from "../config/config.js";
import { synthesise } from "../flight/field.js";
import { modeSums } from "../flight/modes.js";
import { backtrackSky } from "../response/arrival_maps.js";
import { decayLength, multipoleLeft } from "../response/multipoles.js";
import { byLevel, type Check, type Context, sampleText } from "./check.js";
import { agrees, type Row } from "./row.js";

const OUTPUTS = 12;

/** r_g = 270 pc, 13 coherence lengths; a box of four wavelengths, as paths are nearly straight across many boxes. */
const config = resolveConfig({
  field: { turbulence_level: [1], inner_scale_gyroradii: 5 / 270.26, box_wavelengths: 4 },
  particles: { rigidity_TV: [1e6], nside: 2 },
  transport: { path_pc: 12000, outputs: OUTPUTS },
});

async function rows({ level, signal, progress }: Context): Promise<Row[]> {
  const realisations = byLevel(level, 40, 160, 800);
  const group = groups(config)[0];
  const left: number[][][] = []; // [realisation][l - 1][path]
  let strength = 0; // sum of <B^2> l_c, which sets the deflection
  for (let k = 0; k < realisations; k++) {
    signal?.throwIfAborted();
    const field = await synthesise(config, k);
    const modes = field.modes();
    const { square_uG2, coherence_pc } = modeSums(modes);
    strength += square_uG2 * coherence_pc;
    const arrivals = await backtrackSky(field, group.nside, group.path_pc, { signal });
    left.push([1, 2, 3].map((l) => multipoleLeft(arrivals, l)));
    field.dispose();
    progress?.(k + 1, realisations);
  }
  // the ensemble's mean decays; realisation k left out for the jackknife
  const decays = (without: number): { D: number; ratio2: number; ratio3: number } => {
    const used = left.filter((_, k) => k !== without);
    const mean = [0, 1, 2].map((l) =>
      group.path_pc.map((_, t) => used.reduce((sum, correlation) => sum + correlation[l][t], 0) / used.length),
    );
    const lengths = mean.map((values) => decayLength(group.path_pc, values, 0.1)?.length_pc ?? Number.NaN);
    // D = (1/3) integral of the velocity correlation, by the trapezium from 1 at T = 0, its tail an exponential
    let integral = 0;
    mean[0].forEach((value, t) => {
      const before = t === 0 ? 1 : mean[0][t - 1];
      integral += ((value + before) / 2) * (group.path_pc[t] - (t === 0 ? 0 : group.path_pc[t - 1]));
    });
    const D = (integral + mean[0][OUTPUTS - 1] * lengths[0]) / 3;
    return { D, ratio2: lengths[0] / lengths[1], ratio3: lengths[0] / lengths[2] };
  };
  const all = decays(-1);
  const each = left.map((_, k) => decays(k));
  const error = (quantity: (d: typeof all) => number): number => {
    const mean = each.reduce((sum, decay) => sum + quantity(decay), 0) / realisations;
    const squares = each.reduce((sum, decay) => sum + (quantity(decay) - mean) ** 2, 0);
    return Math.sqrt(((realisations - 1) / realisations) * squares);
  };
  // r_g^2/l_c with the <B^2> and the coherence length of the run's own modes
  const theory = ((4 / 3) * group.gyroradius_1uG_pc ** 2) / (strength / realisations);
  const sample = sampleText(group, realisations);
  const source = "small-angle scattering; Harari et al. 2014";
  return [
    agrees({
      section: "3 diffusion",
      name: "D, high-rigidity limit",
      what: "D/c at r_g = 13 l_c, from the decay of the velocity's correlation, over (4/3) r_g^2/l_c of the run's modes",
      value: all.D / theory,
      error: error((d) => d.D) / theory,
      expected: 1,
      sigmas: 3,
      relative: 0.05,
      bounds: "5 % for the next order in l_c/r_g",
      source,
      sample,
    }),
    agrees({
      section: "4 distributions",
      name: "decay of the quadrupole",
      what: "decay rate of a homogeneous quadrupole at -T over that of a dipole, r_g = 13 l_c",
      value: all.ratio2,
      error: error((d) => d.ratio2),
      expected: 3,
      sigmas: 4,
      relative: 0.03,
      bounds: "3 % for the onset over a coherence length",
      source: "isotropic angular diffusion: l(l + 1)/2",
      sample,
    }),
    agrees({
      section: "4 distributions",
      name: "decay of the octupole",
      what: "decay rate of a homogeneous l = 3 at -T over that of a dipole, r_g = 13 l_c",
      value: all.ratio3,
      error: error((d) => d.ratio3),
      expected: 6,
      sigmas: 4,
      relative: 0.05,
      bounds: "5 % for the onset over a coherence length",
      source: "isotropic angular diffusion: l(l + 1)/2",
      sample,
    }),
  ];
}

export const smallAngle: Check = {
  section: "3 diffusion",
  title: "high-rigidity limit and decay of multipoles",
  seconds: (level) => byLevel(level, 12, 48, 240),
  rows,
};
