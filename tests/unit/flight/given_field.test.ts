// A program's own field takes the config of any run, whatever that run records of its realisations.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { resolveConfig } from "../../../src/config/config.js";
import { fieldFromGrid, fieldFromModes } from "../../../src/flight/given_field.js";

const test = suite("a field that a program gives");

const values = Float64Array.from({ length: 3 * 8 ** 3 }, (_, i) => Math.sin(i));
const grid = { values, cells: [8, 8, 8], cell_pc: 1 } as const;
const modes = Float64Array.from([0, 0, 1, 1, 0, 0, 0, 1, 0]);
const density = [
  { name: "disk", kind: "slab", half_thickness_pc: 50, halo_pc: 4000, height_pc: 0, normal_deg: [0, 90] },
];

test("follows the same paths with a config that records multipoles and densities as without", async () => {
  const plain = resolveConfig({ particles: { nside: 8 } });
  const recording = resolveConfig({ particles: { nside: 8 }, transport: { multipoles: 4 }, density } as never);
  const directions = Float64Array.of(0, 0, 1);
  const ends = async (config: typeof plain) => {
    const fields = [await fieldFromGrid(config, grid), await fieldFromModes(config, modes)];
    return fields.map((field) => field.backtrack(directions, [5]).positions);
  };
  assert.equal(await ends(recording), await ends(plain));
});

test("numbers of waves or of points that are no whole waves or points are counted, and what is expected is said", async () => {
  const config = resolveConfig();
  const refusal = (given: unknown) => fieldFromModes(config, given as Float64Array).then(() => "taken", String);
  for (const length of [1, 3, 8, 10, 12, 17, 19, 27 + 3]) {
    const refused = await refusal(new Float64Array(length));
    assert.is(refused, `TypeError: modes: ${length} numbers found, 9 numbers for each wave (k, Re A, Im A) expected`);
  }
  assert.match(await refusal(new Float64Array(0)), /modes: no number found, 9 numbers for each wave/);
  for (const wrong of [[...modes], new Float32Array(9), null, 9, "modes"])
    assert.match(await refusal(wrong), /^TypeError: modes: a Float64Array of 9 numbers for each wave/);
  assert.match(await refusal(modes.map(() => Number.NaN)), /^RangeError: modes: .*not finite/);
  const field = await fieldFromModes(config, modes);
  for (const [name, call] of [
    ["points", (given: Float64Array) => field.at(given)],
    ["directions", (given: Float64Array) => field.backtrack(given, [1])],
    ["positions", (given: Float64Array) => field.contrasts("disk", given, [1])],
  ] as const) {
    assert.throws(() => call(new Float64Array(10)), new RegExp(`^${name}: 10 numbers found, x, y, z triples expected`));
    assert.throws(() => call([1, 0, 0] as never), new RegExp(`^${name}: a Float64Array of x, y, z triples expected`));
  }
});

test.run();
