// A realisation looked at closely, made up: waves of a known spectrum, positions linear in the direction, circles for paths.

import type { FieldView } from "../../src/figures/field_view.js";
import type { FigureInput } from "../../src/figures/input.js";
import { loadKernel, pixelCentres } from "../../src/flight/kernel.js";
import { halfSets } from "../../src/sky/healpix.js";
import { gyroradius_pc } from "../../src/units.js";
import { uniforms } from "./synthetic.js";

export async function syntheticField(input: FigureInput): Promise<FieldView> {
  const sample = input.samples.find(({ group }) => group.turbulence_level === 0.1 && group.rigidity_TV === 1000);
  if (sample === undefined) throw new Error("turbulence level 0.1 at 1000 TV expected");
  const { group } = sample;
  const uniform = uniforms(5);
  const nside = 4;
  const directions = await pixelCentres(await loadKernel(), nside);
  const response = [
    [-100, 8, 0],
    [0, -6, 0.5],
    [0, -0.5, -6],
  ];
  const positions_pc = directions.map((_, index) => {
    const [i, j] = [3 * Math.floor(index / 3), index % 3];
    return [0, 1, 2].reduce((sum, k) => sum + directions[i + k] * response[k][j], 0) + 3 * (uniform() - 0.5);
  });

  const waves = 600;
  const modes = new Float64Array(9 * waves);
  const [from, to] = [(2 * Math.PI) / 100, (2 * Math.PI) / group.inner_scale_pc];
  for (let w = 0; w < waves; w++) {
    const k = from * (to / from) ** ((w + 0.5) / waves);
    // E(k) dk with equal steps in log k: amplitude^2 ~ k^-5/3 k
    const size = Math.sqrt((group.turbulent_uG ** 2 / 3) * (k / from) ** (-2 / 3) * (Math.log(to / from) / waves));
    modes.set([k, 0, 0, 0, size * uniform(), 0, 0, 0, size * uniform()], 9 * w);
  }
  const points = 1024;
  const field_uG = new Float64Array(3 * points).map(() => uniform() - 0.5);

  const turns = (length: number) => {
    const path_pc = Array.from({ length: 40 }, (_, p) => (length * (p + 1)) / 40);
    const r = gyroradius_pc(group.rigidity_TV, 4);
    const positions = path_pc.flatMap((s) =>
      [0, 1].flatMap((k) => [(k === 0 ? 1 : -0.6) * s * 0.5, r * Math.sin(s / r), r * (1 - Math.cos(s / r)) * (k + 1)]),
    );
    return { path_pc, positions_pc: Float64Array.from(positions) };
  };
  const whole = turns(20);
  const near = turns(2);
  const T = group.path_pc[group.path_pc.length - 1];
  return {
    group,
    realisation: 0,
    modes: { modes, lines: [{ spacing_pc: 0.05, field_uG }] },
    sky: { nside, directions, halves: halfSets(nside), path_pc: T, positions_pc },
    paths: { ...whole, particles: 2, near_path_pc: near.path_pc, near_positions_pc: near.positions_pc },
  };
}
