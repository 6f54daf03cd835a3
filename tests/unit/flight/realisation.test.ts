// particles.rotate_directions: every use of a realisation's directions has the rotated ones, however it is shared out.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Config, type ConfigInput, groups, resolveConfig } from "../../../src/config/config.js";
import { assemble, blockNumbers } from "../../../src/flight/block_sums.js";
import { firstMoments } from "../../../src/flight/finite_grid.js";
import { loadKernel, pixelCentres } from "../../../src/flight/kernel.js";
import { openField } from "../../../src/flight/open_field.js";
import { blockMaker, pixelsOf, realise } from "../../../src/flight/realisation.js";

const test = suite("realisations with rotated directions");

const rotated = (input: ConfigInput = {}): Config =>
  resolveConfig({ ...input, particles: { nside: 4, ...input.particles, rotate_directions: true } });
const turbulent: ConfigInput = {
  field: { turbulence_level: [0.5] },
  transport: { path_pc: 8, outputs: 2, escape_height_pc: 3 },
  ensemble: { seed: 7 },
};

test("the response is that of the rotated centres, of all directions and of each half-set", async () => {
  const config = rotated(turbulent);
  const kernel = await loadKernel();
  const [group] = groups(config);
  const { sky, halves } = await pixelsOf(kernel, group.nside, { seed: 7, realisation: 5 });
  const { positions } = (await openField(kernel, config, group, 5)).trace({ directions: sky, paths: group.path_pc });
  const record = await realise(config, 5);
  const last = positions.subarray(sky.length);
  const sets: [number[][], (pixel: number) => boolean][] = [
    [record.response_pc[1], () => true],
    [record.response_halves_pc[1][0], (pixel) => halves[pixel] === 0],
    [record.response_halves_pc[1][1], (pixel) => halves[pixel] === 1],
  ];
  for (const [response, has] of sets) {
    const members = (vectors: Float64Array) => Array.from(vectors).filter((_, k) => has(Math.floor(k / 3)));
    firstMoments(members(sky), members(last), 3).forEach((expected, k) => {
      assert.ok(Math.abs(response.flat()[k] - expected) < 1e-11, `${k}: ${response.flat()[k]}, ${expected}`);
    });
  }
  const plain = await realise(resolveConfig({ ...turbulent, particles: { nside: 4 } }), 5);
  assert.ok(Math.abs(plain.response_pc[1][0][0] - record.response_pc[1][0][0]) > 1e-3, "another grid");
});

test("in a uniform field no rotation is seen in the response: 3 <n n> is that of the rotated directions", async () => {
  const uniform: ConfigInput = { field: { model: "uniform" }, particles: { nside: 2 }, transport: { path_pc: 0.2 } };
  const [a, b] = [await realise(rotated(uniform), 3), await realise(resolveConfig(uniform), 3)];
  for (const name of ["response_pc", "response_halves_pc"] as const) {
    const [found, expected] = [a, b].map((record) => record[name].flat(4) as number[]);
    // without the correction a grid of nside 2 is 1 % off, its halves 20 %
    found.forEach((x, k) => {
      assert.ok(Math.abs(x - expected[k]) < 1e-5, `${name} ${k}: ${x}, ${expected[k]}`);
    });
  }
});

test("a rotation is that of its seed and realisation: the same for all groups and resolutions, the field untouched", async () => {
  const kernel = await loadKernel();
  const first = (seed: number, realisation: number) => pixelCentres(kernel, 1, { seed, realisation });
  const [here, again] = [await first(7, 5), await first(7, 5)];
  assert.equal(here, again);
  for (const [seed, realisation] of [
    [7, 6],
    [8, 5],
    [7 + 2 ** 32, 5],
  ])
    assert.not.equal(await first(seed, realisation), here);
  // pixels 4 and 5 of nside 1 are x and y
  const [x, y] = [here.slice(12, 15), here.slice(15, 18)];
  const z = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
  const centres = await pixelCentres(kernel, 4);
  (await pixelCentres(kernel, 4, { seed: 7, realisation: 5 })).forEach((n, k) => {
    const [from, i] = [3 * Math.floor(k / 3), k % 3];
    const expected = x[i] * centres[from] + y[i] * centres[from + 1] + z[i] * centres[from + 2];
    assert.ok(Math.abs(n - expected) < 1e-14);
  });
  const points = Float64Array.of(1, 2, 3, -40, 5, 60);
  const [a, b] = [rotated(turbulent), resolveConfig({ ...turbulent, particles: { nside: 4 } })];
  const fieldOf = async (config: Config) => (await openField(kernel, config, groups(config)[0], 5)).at(points);
  assert.equal(await fieldOf(a), await fieldOf(b));
});

test("a realisation shared out among workers, and gone on with from states, has the same bytes", async () => {
  const config = rotated(turbulent);
  const kernel = await loadKernel();
  const [group] = groups(config);
  const whole = JSON.stringify(await realise(config, 2));
  const size = blockNumbers(group);
  const sums = new Float64Array(3 * size);
  for (const blocks of [[2], [1, 0]]) {
    const make = blockMaker(kernel, config);
    await make({ group: 0, realisation: 1, blocks, begun: [] }); // what was kept of another realisation
    const open = await make({ group: 0, realisation: 2, blocks, begun: [] });
    for (const block of blocks) {
      const state = open(block).state();
      const goneOn = (await make({ group: 0, realisation: 2, blocks, begun: [[block, state]] }))(block);
      while (!goneOn.fly());
      sums.set(goneOn.sums(), block * size);
    }
  }
  assert.is(JSON.stringify(assemble(group, 2, sums)), whole);
});

test("a seed and a realisation that are none are refused", async () => {
  const kernel = await loadKernel();
  for (const [seed, realisation] of [
    [-1, 0],
    [0.5, 0],
    [1, -1],
    [1, 2 ** 32],
  ]) {
    const thrown = await pixelCentres(kernel, 1, { seed, realisation }).catch((error: Error) => error);
    assert.ok(thrown instanceof RangeError, `${seed}, ${realisation}`);
  }
});

test.run();
