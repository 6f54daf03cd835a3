// Predictions for the field that are independent of the kernel: the sum over its modes, and the expected modes of a
// level.
import * as assert from "uvu/assert";
import { type ConfigInput, type Group, groups, type Level, resolveConfig } from "../../src/config/config.js";
import { isSumOfWaves, MODELS } from "../../src/config/field_models.js";
import { loadKernel } from "../../src/flight/kernel.js";
import { NUMBERS_PER_MODE, sumOfModes } from "../../src/flight/modes.js";
import { type KernelField, type Opening, openField } from "../../src/flight/open_field.js";

/** The field models that are sums of modes of a power law. */
export const MODELS_OF_MODES = MODELS.filter(isSumOfWaves);

/** B(x) = 2 Re(A exp(i k.x)): k in rad/pc, A in uG. */
export interface Mode {
  k: number[];
  re: number[];
  im: number[];
}

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const length = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a));

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
export const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]);

/** Expects two lists to be equal to the last bit (0 and -0 are equal). uvu's own comparison writes out long lists that differ, for minutes. */
export function expectSame(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.is(found.length, expected.length, what);
  for (let i = 0; i < found.length; i++)
    assert.ok(found[i] === expected[i], `${what} [${i}]: ${found[i]}, ${expected[i]}`);
}

/** Expects each number of two lists to differ by less than `bound`. */
export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, bound: number, what: string): void {
  assert.is(found.length, expected.length, what);
  for (let i = 0; i < found.length; i++) {
    assert.ok(
      Math.abs(found[i] - expected[i]) < bound,
      `${what}: ${found[i]}, expected ${expected[i]} within ${bound}`,
    );
  }
}

/** 2 |A|^2: what a mode adds to <B^2>. */
export const variance = ({ re, im }: Mode): number => 2 * (dot(re, re) + dot(im, im));

/** The first group of a config, and a way to its fields. `change` makes another group of it, with fewer levels for example. */
export function groupOf(input: ConfigInput, change: (group: Group) => Group = (group) => group) {
  const config = resolveConfig(input);
  const group = change(groups(config)[0]);
  const open = async (index: number, test?: Opening): Promise<KernelField> =>
    openField(await loadKernel(), config, group, index, test);
  return { config, group, open };
}

/** Only the first `count` levels. */
export const firstLevels =
  (count: number) =>
  (group: Group): Group => ({ ...group, levels: group.levels.slice(0, count) });

export function modesOf(field: KernelField): Mode[] {
  const numbers = field.modes();
  return Array.from({ length: numbers.length / NUMBERS_PER_MODE }, (_, m) => {
    const [a, b, c, d] = [0, 3, 6, 9].map((i) => m * NUMBERS_PER_MODE + i);
    return { k: [...numbers.slice(a, b)], re: [...numbers.slice(b, c)], im: [...numbers.slice(c, d)] };
  });
}

/** The turbulent field at points [n][3] in pc, summed over its modes: what interpolation is measured against. */
export const sumOverModes = (modes: Mode[], points: Float64Array): Float64Array =>
  sumOfModes(Float64Array.from(modes.flatMap(({ k, re, im }) => [...k, ...re, ...im])), points);

/** `count` points that fill a cube of side `side` pc about the origin evenly (Kronecker sequence of the plastic number). */
export function pointsInCube(count: number, side: number): Float64Array {
  const steps = [0.8191725133961645, 0.6710436067037893, 0.5497004779019703];
  return new Float64Array(count * 3).map((_, i) => (((0.5 + (Math.floor(i / 3) + 1) * steps[i % 3]) % 1) - 0.5) * side);
}

/** A mode as expected: |n| of its vector in the level, |k| in rad/pc, and <2 |A|^2> in units of dB^2. */
export interface ExpectedMode {
  n2: number;
  k: number;
  variance: number;
  /** on the near side of the level's cut-off: part of the run */
  kept: boolean;
}

/**
 * The modes of a level, one of each pair (n, -n): power k^-(q+2), their sum over the full band the band's part of dB^2,
 * ((L_g)^(q-1) - (L_(g+1))^(q-1)) / L_max^(q-1). Written from the physics, not from the kernel.
 */
export function expectedModes(level: Level, outer_pc: number, q: number): ExpectedMode[] {
  const modes: ExpectedMode[] = [];
  const reach = Math.ceil(level.box_pc / level.shortest_pc);
  for (let x = -reach; x <= reach; x++) {
    for (let y = -reach; y <= reach; y++) {
      for (let z = -reach; z <= reach; z++) {
        // of n and -n the one whose first component that is not zero is positive
        if (!(x > 0 || (x === 0 && (y > 0 || (y === 0 && z > 0))))) continue;
        const n2 = x * x + y * y + z * z;
        const wavelength = level.box_pc / Math.sqrt(n2);
        if (wavelength > level.longest_pc * (1 + 1e-12) || wavelength <= level.shortest_pc * (1 + 1e-12)) continue;
        const kept = wavelength > level.cut_pc * (1 + 1e-12);
        modes.push({ n2, k: (2 * Math.PI) / wavelength, variance: n2 ** (-(q + 2) / 2), kept });
      }
    }
  }
  const sum = modes.reduce((total, mode) => total + mode.variance, 0);
  const band = (level.longest_pc ** (q - 1) - level.shortest_pc ** (q - 1)) / outer_pc ** (q - 1);
  for (const mode of modes) mode.variance *= band / sum;
  return modes;
}

/** Mean of a sample and its standard error. */
export function meanAndError(values: ArrayLike<number>): [mean: number, error: number] {
  let mean = 0;
  let square = 0;
  for (let i = 0; i < values.length; i++) mean += values[i] / values.length;
  for (let i = 0; i < values.length; i++) square += (values[i] - mean) ** 2;
  return [mean, Math.sqrt(square / (values.length * (values.length - 1)))];
}
