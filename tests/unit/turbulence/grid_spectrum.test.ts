import { suite } from "uvu";
import * as assert from "uvu/assert";
import { gridSpectrum } from "../../../src/turbulence/grid_spectrum.js";
import { exponent } from "../../../src/turbulence/power_law.js";
import { NOT_TURNED, powerLaw, sumOfWaves, type Wave } from "./cubes.js";

const test = suite("spectrum of a cube");

type Three = [number, number, number];
const grid = (cells: Three, cell_pc: Three = [1, 1, 1]) => ({ cells, cell_pc, turn: NOT_TURNED, scale_uG: 1 });
const close = (a: number, b: number, relative: number, what = "") =>
  assert.ok(Math.abs(a - b) <= relative * Math.abs(b), `${what} ${a} is not ${b}`);
const variance = ({ re, im }: Wave) => 2 * [...re, ...im].reduce((sum, a) => sum + a * a, 0);

test("has the exact variance of each known wave in its shell, in cubes of any numbers of cells", async () => {
  const waves: Wave[] = [
    { k: [1, 0, 0], re: [0, 1, 0.5], im: [0.2, 0, 0] },
    { k: [0, -2, 0], re: [0.3, 0, 0], im: [0, 0, 0.4] },
    { k: [1, 2, -2], re: [0, 0.2, 0.2], im: [0.1, 0, 0] },
    { k: [-3, 1, 2], re: [0.1, 0, 0], im: [0, 0.3, 0] },
  ];
  for (const n of [12, 15, 14, 37]) {
    const { shells, square_uG2 } = await gridSpectrum(grid([n, n, n]), sumOfWaves([n, n, n], waves));
    const inShell = [waves[0], waves[1], waves[2], waves[3]].map(variance);
    inShell.forEach((expected, i) => {
      close(shells[i].variance, expected, 1e-5, `${n}, shell ${i + 1}:`);
    });
    close(
      square_uG2,
      inShell.reduce((a, b) => a + b),
      1e-5,
    );
    close(shells[0].k, (2 * Math.PI) / n, 1e-12);
  }
  // sides and cells of their own: the wave (1, 0, 0) is the longest, 14 x 2 pc; (0, 0, 1) has 10 pc
  const unequal = await gridSpectrum(grid([14, 9, 10], [2, 1, 1]), sumOfWaves([14, 9, 10], [waves[0], waves[1]]));
  close(unequal.square_uG2, variance(waves[0]) + variance(waves[1]), 1e-5);
  close(unequal.shells[0].variance, variance(waves[0]), 1e-5);
  close(unequal.coherence_pc, (variance(waves[0]) * 14 + (variance(waves[1]) * 4.5) / 2) / unequal.square_uG2, 1e-5);
});

test("keeps all of the variance of the values, whatever they are: Nyquist waves too", async () => {
  for (const cells of [
    [8, 8, 8],
    [7, 6, 5],
    [1, 1, 16],
  ] as Three[]) {
    const values = Float32Array.from({ length: 3 * cells[0] * cells[1] * cells[2] }, (_, i) => Math.sin(7.3 * i * i));
    const sums = [0, 0, 0];
    let squares = 0;
    values.forEach((x, i) => {
      sums[i % 3] += (3 * x) / values.length;
      squares += (3 * x * x) / values.length;
    });
    const { square_uG2 } = await gridSpectrum(grid(cells), values);
    close(square_uG2, squares - sums.reduce((sum, mean) => sum + mean * mean, 0), 1e-5, cells.join());
  }
});

test("a power law has its slope within its error, whatever it is", async () => {
  for (const [slope, seed] of [
    [5 / 3, 1],
    [2.5, 2],
    [1, 3],
  ]) {
    const { shells } = await gridSpectrum(grid([40, 40, 40]), powerLaw(40, slope, seed));
    const points = shells.slice(2, 15).map(({ k, E, waves }) => ({ x: k, y: E, relative: 1 / Math.sqrt(2 * waves) }));
    const { value, error } = exponent(points);
    assert.ok(error !== null && error < 0.05, `${error}`);
    // three errors, and what the width of the first shells adds: (1/24) slope (slope + 1)/3^2 of E there
    assert.ok(Math.abs(value + slope) < 3 * error + 0.02, `slope ${value} +- ${error}, not ${-slope}`);
  }
});

test("divergence: none to rounding of waves across k, 0.58 of components that know nothing of each other", async () => {
  const solenoidal = await gridSpectrum(grid([24, 24, 24]), powerLaw(24, 5 / 3, 1));
  assert.ok(solenoidal.divergence.all < 1e-5, `${solenoidal.divergence.all}`);
  const other = await gridSpectrum(grid([24, 24, 24]), powerLaw(24, 5 / 3, 1, true));
  close(other.divergence.all, Math.sqrt(1 / 3), 0.03);
  const along: Wave = { k: [2, 1, 0], re: [2, 1, 0], im: [0, 0, 0] };
  const compressed = await gridSpectrum(grid([24, 24, 24]), sumOfWaves([24, 24, 24], [along]));
  close(compressed.divergence.all, 1, 1e-5);
  close(compressed.divergence.resolved as number, 1, 1e-5);
  const short = await gridSpectrum(grid([12, 12, 12]), sumOfWaves([12, 12, 12], [along]));
  assert.is(short.divergence.resolved, null, "a wave of 5.4 cells is not well resolved");
});

test("isotropy: an isotropic field is so within its errors, waves along one axis are not", async () => {
  let [squares, count] = [0, 0];
  for (let seed = 0; seed < 12; seed++) {
    const { components, wavevectors } = await gridSpectrum(grid([16, 16, 16]), powerLaw(16, 5 / 3, seed));
    for (const { value, error } of [...components, ...wavevectors]) {
      squares += ((value - 1) / (error as number)) ** 2;
      count++;
    }
  }
  // a mean square of 1 with 72 values that are not independent
  assert.ok(squares / count > 0.4 && squares / count < 2, `${squares / count}`);
  const wave: Wave = { k: [0, 0, 3], re: [1, 0, 0], im: [0, 0, 0] };
  const turn = [0, 0, 1, 0, 1, 0, -1, 0, 0]; // z becomes x
  const { wavevectors, components, shells } = await gridSpectrum(
    { ...grid([12, 12, 12]), turn },
    sumOfWaves([12, 12, 12], [wave]),
  );
  wavevectors.forEach(({ value }, i) => {
    assert.ok(Math.abs(value - [3, 0, 0][i]) < 1e-5);
  });
  components.forEach(({ value }, i) => {
    assert.ok(Math.abs(value - [0, 0, 3][i]) < 1e-5);
  });
  close(shells[2].along, 3, 1e-5);
});

test.run();
