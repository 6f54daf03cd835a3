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

test.run();
