// transport.multipoles: what it adds to a record, and that it changes nothing else.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConfigInput, configIdentity, groups, resolveConfig } from "../../../src/config/config.js";
import { assemble, blockNumbers } from "../../../src/flight/block_sums.js";
import { loadKernel } from "../../../src/flight/kernel.js";
import { openField } from "../../../src/flight/open_field.js";
import { blockMaker, pixelsOf, realise } from "../../../src/flight/realisation.js";
import { realHarmonics } from "../../../src/sky/real_harmonics.js";

const test = suite("flight: multipoles and the local field");

const input = (multipoles: number | undefined, more: ConfigInput = {}): ConfigInput => ({
  ...more,
  field: { turbulence_level: [0.5], ...more.field },
  particles: { nside: 4, ...more.particles },
  transport: { path_pc: 6, outputs: 2, ...(multipoles === undefined ? {} : { multipoles }) },
  ensemble: { seed: 3 },
});

for (const integrator of ["rk45", "rotations", "magnus"] as const)
  test(`${integrator}: every other number of the record keeps its bits`, async () => {
    const particles = { nside: 4, integrator };
    const plain = await realise(resolveConfig(input(undefined, { particles })), 1);
    const { multipole_pc, local_field_uG, local_field_gyration_uG, ...rest } = await realise(
      resolveConfig(input(2, { particles })),
      1,
    );
    assert.equal(rest, plain);
    assert.ok(multipole_pc && local_field_uG && local_field_gyration_uG);
  });

test("without the key the identity is that of earlier runs", () => {
  assert.not.ok("multipoles" in resolveConfig({}).transport);
  assert.not.equal(configIdentity(resolveConfig(input(2))), configIdentity(resolveConfig(input(undefined))));
});

test("a_lm are 4 pi/N sum Y_lm(n) r_j over each half-set, at the last path length", async () => {
  const config = resolveConfig(input(3, { particles: { rotate_directions: true } }));
  const kernel = await loadKernel();
  const [group] = groups(config);
  const { sky, halves } = await pixelsOf(kernel, group.nside, { seed: 3, realisation: 1 });
  const { positions } = (await openField(kernel, config, group, 1)).trace({ directions: sky, paths: group.path_pc });
  const { multipole_pc = [] } = await realise(config, 1);
  for (const half of [0, 1])
    for (const j of [0, 1, 2]) {
      const expected = new Float64Array(16);
      for (let k = 0; k < halves.length; k++) {
        if (halves[k] !== half) continue;
        const weight = (8 * Math.PI * positions[sky.length + 3 * k + j]) / halves.length;
        realHarmonics(3, sky.subarray(3 * k, 3 * k + 3)).forEach((Y, lm) => {
          expected[lm] += Y * weight;
        });
      }
      expected.forEach((value, lm) => {
        assert.ok(Math.abs(multipole_pc[half][j][lm] - value) < 1e-12, `${half} ${j} ${lm}`);
      });
    }
});

test("l = 1 is sqrt(4 pi/3) (R_y, R_z, R_x) before R is corrected by the inverse of 3 <n n>", async () => {
  const config = resolveConfig(input(1));
  const { multipole_pc = [], response_halves_pc } = await realise(config, 2);
  const { sky, halves } = await pixelsOf(await loadKernel(), 4);
  const factor = Math.sqrt((4 * Math.PI) / 3);
  for (const half of [0, 1]) {
    const squares = [0, 1, 2].map((i) =>
      [0, 1, 2].map((k) => {
        let sum = 0;
        for (let d = 0; d < halves.length; d++) if (halves[d] === half) sum += sky[3 * d + i] * sky[3 * d + k];
        return (6 * sum) / halves.length;
      }),
    );
    const R = response_halves_pc[1][half];
    for (const j of [0, 1, 2])
      for (const [m, i] of [
        [-1, 1],
        [0, 2],
        [1, 0],
      ]) {
        const before = squares[i].reduce((sum, square, k) => sum + square * R[k][j], 0);
        const found = multipole_pc[half][j][2 + m];
        assert.ok(Math.abs(found - factor * before) < 1e-12, `${half} ${j} ${m}: ${found}, ${factor * before}`);
      }
  }
});

test("in a uniform field both local fields are the field; in a turbulent one that of the observer is the field there", async () => {
  const uniform = resolveConfig({
    field: { model: "uniform" },
    particles: { nside: 2 },
    transport: { path_pc: 1, multipoles: 1 },
  });
  const { local_field_uG = [], local_field_gyration_uG = [] } = await realise(uniform, 0);
  [4, 0, 0].forEach((B, j) => {
    assert.ok(Math.abs(local_field_uG[j] - B) < 1e-14 && Math.abs(local_field_gyration_uG[j] - B) < 1e-12);
  });
  const config = resolveConfig(input(1));
  const field = await openField(await loadKernel(), config, groups(config)[0], 5);
  assert.equal((await realise(config, 5)).local_field_uG, [...field.at(new Float64Array(3))]);
});

test("the mean along a gyration is that of real paths, within 1 % of the field where it is sampled four times as finely", async () => {
  // 16 places stand 0.39 gyroradii apart, the shortest waves are 0.5 long: their part averages out over 192 directions. The
  // scatter of a wave of rms 0.2 uG at 3072 places is 0.004 uG.
  const config = resolveConfig(input(1));
  const [group] = groups(config);
  const kernel = await loadKernel();
  const field = await openField(kernel, config, group, 5);
  const { sky } = await pixelsOf(kernel, 4);
  const part = (2 * Math.PI * group.gyroradius_pc) / 64;
  const paths = Array.from({ length: 64 }, (_, k) => (k + 0.5) * part);
  const met = field.at(field.trace({ directions: sky, paths }).positions);
  const { local_field_gyration_uG = [], local_field_uG = [] } = await realise(config, 5);
  for (const j of [0, 1, 2]) {
    let mean = 0;
    for (let k = j; k < met.length; k += 3) mean += met[k] / (met.length / 3);
    assert.ok(Math.abs(local_field_gyration_uG[j] - mean) < 0.02, `${j}: ${local_field_gyration_uG[j]}, ${mean}`);
  }
  assert.ok(local_field_uG.some((B, j) => Math.abs(B - local_field_gyration_uG[j]) > 0.1));
});

test("a realisation shared out among workers, and gone on with from states, has the same bytes", async () => {
  const config = resolveConfig(input(2));
  const kernel = await loadKernel();
  const [group] = groups(config);
  const whole = JSON.stringify(await realise(config, 2));
  const size = blockNumbers(group);
  const sums = new Float64Array(3 * size);
  for (const blocks of [[2], [1, 0]]) {
    const make = blockMaker(kernel, config);
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

test.run();
