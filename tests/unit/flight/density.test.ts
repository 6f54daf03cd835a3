// Densities that are no gradient: what a record holds of them, against sums over the paths themselves.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run as library } from "larmor";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { configIdentity, type Density, groups, resolveConfig } from "../../../src/config/config.js";
import { csvColumns, writeCSV } from "../../../src/export/csv.js";
import { writeHDF5 } from "../../../src/export/hdf5.js";
import { readHDF5 } from "../../../src/export/hdf5_read.js";
import { synthesise } from "../../../src/flight/field.js";
import { firstMoments } from "../../../src/flight/finite_grid.js";
import { loadKernel, pixelCentres } from "../../../src/flight/kernel.js";
import { realise } from "../../../src/flight/realisation.js";
import { recordProblem } from "../../../src/flight/record_checks.js";
import { halfSets } from "../../../src/sky/healpix.js";
import { formatLine, parseLine } from "../../../src/store/lines.js";
import { Run, RunFolder } from "../../../src/store/store.js";
import { expectedOf } from "../../../src/store/stored.js";
import { ORIGIN } from "../store/fake_run.js";

const test = suite("flight: densities");
const dir = mkdtempSync(join(tmpdir(), "larmor-density-"));
test.after(() => rmSync(dir, { recursive: true, force: true }));

const slab = (name: string, half_thickness_pc: number, height_pc: number, normal_deg: [number, number]) =>
  ({ name, kind: "slab", half_thickness_pc, halo_pc: 60, height_pc, normal_deg }) as const;
/** A halo, a layer and an age so small that paths leave them. */
const DENSITIES: Density[] = [
  slab("thin", 0, 0, [0, 90]),
  slab("layer", 8, 5, [30, 52]),
  slab("below", 8, -20, [0, 33]),
  {
    name: "burst",
    kind: "burst",
    distance_pc: 50,
    direction_deg: [60, -20],
    age_kyr: 0.3,
    diffusion_pc: 15,
    share: 0.3,
  },
];
const input = {
  field: { turbulence_level: [0.1] },
  particles: { rigidity_TV: [10_000], nside: 4 },
  transport: { path_pc: 120, outputs: 4 },
  ensemble: { realisations: 2 },
};
const config = resolveConfig({ ...input, density: DENSITIES });
const plain = resolveConfig(input);

/** f(r, T ago)/f(observer now), written a second time from the formulas alone. */
function ratio(density: Density, r: number[], T: number): number {
  const vector = ([l, b]: [number, number]) => {
    const [L, B] = [(l * Math.PI) / 180, (b * Math.PI) / 180];
    return [Math.cos(B) * Math.cos(L), Math.cos(B) * Math.sin(L), Math.sin(B)];
  };
  if (density.kind === "slab") {
    const { half_thickness_pc: h, halo_pc: H, height_pc } = density;
    const f = (z: number) => (Math.abs(z) >= H ? 0 : Math.abs(z) < h ? H - h / 2 - z ** 2 / (2 * h) : H - Math.abs(z));
    const normal = vector(density.normal_deg);
    return f(height_pc + normal[0] * r[0] + normal[1] * r[1] + normal[2] * r[2]) / f(height_pc);
  }
  const source = vector(density.direction_deg).map((c) => c * density.distance_pc);
  const D = density.diffusion_pc * 10 ** (1 / 3); // at 10 PV in Kolmogorov turbulence
  const green = (d: number, t: number) =>
    t <= 0 ? 0 : Math.exp((-d * d) / (4 * D * t)) / (4 * Math.PI * D * t) ** 1.5;
  const age = (density.age_kyr * 1e3 * 31_557_600 * 299_792_458) / 3.0856775814913673e16;
  const now = green(density.distance_pc, age);
  const there = green(Math.hypot(r[0] - source[0], r[1] - source[1], r[2] - source[2]), age - T);
  return 1 - density.share + (density.share * there) / now;
}

const near = (a: number, b: number, scale: number, what: string) =>
  assert.ok(Math.abs(a - b) <= 1e-11 * scale, `${what}: ${a}, ${b}`);

test("contrasts of a field, where its paths end, have the dipole of the record; what is not of the config is refused", async () => {
  const [group] = groups(config);
  const { density_dipole } = await realise(config, 0);
  const field = await synthesise(config, 0);
  try {
    const directions = await pixelCentres(await loadKernel(), 4);
    const { positions } = field.backtrack(directions, group.path_pc);
    for (const { name } of DENSITIES) {
      const contrasts = field.contrasts(name, positions, group.path_pc);
      group.path_pc.forEach((_, path) => {
        const count = directions.length / 3;
        const dipole = firstMoments(directions, contrasts.subarray(path * count, (path + 1) * count), 1);
        // another order of the sum: 192 directions, 1e-16 each
        dipole.forEach((component, i) => {
          near(component, density_dipole?.[name][path][i] ?? Number.NaN, 1, `${name} ${path}`);
        });
      });
      // a burst has spread for the time of the path
      const ends = field.contrasts(name, positions.slice(-directions.length), group.path_pc.slice(-1));
      assert.equal(ends, contrasts.slice(-ends.length), `${name}: of the last path length alone`);
    }
    assert.throws(() => field.contrasts("halo", positions, group.path_pc), /density: "halo" found, expected one of/);
    assert.throws(() => field.contrasts("thin", positions, [30, 60, 90, 120, 150]), /positions: 2304 numbers for 5/);
  } finally {
    field.dispose();
  }
});

test("densities and multipoles in one run are those of a run of each", async () => {
  const multipoles = { ...input, transport: { ...input.transport, multipoles: 1 } };
  const [both, density, sky] = await Promise.all(
    [{ ...multipoles, density: DENSITIES }, { ...input, density: DENSITIES }, multipoles].map((given) =>
      realise(resolveConfig(given), 0),
    ),
  );
  assert.ok(density.density_dipole && sky.multipole_pc);
  assert.equal(both, { ...density, ...sky });
});

test("dipoles of densities and second moments are sums over the paths that backtrack returns", async () => {
  const record = await realise(config, 1);
  const field = await synthesise(config, 1);
  const sky = await pixelCentres(await loadKernel(), 4);
  const { positions } = field.backtrack(sky, record.path_pc);
  field.dispose();
  const halves = halfSets(4);
  const count = halves.length;
  let [outside, unborn] = [0, 0];
  record.path_pc.forEach((T, t) => {
    const r = (k: number) => Array.from(positions.subarray(3 * (t * count + k), 3 * (t * count + k) + 3));
    for (const density of DENSITIES) {
      for (const half of [0, 1]) {
        const chosen = Array.from({ length: count }, (_, k) => k).filter((k) => halves[k] === half);
        const f = chosen.map((k) => ratio(density, r(k), T));
        outside += f.filter((value) => value === 0).length;
        unborn += f.filter((value) => value === 1 - 0.3).length;
        // half-sets of nside 4 have 3 <n n> = 1 - 0.0043 (z) and less
        for (let i = 0; i < 3; i++) {
          const sums = [0, 1, 2].map((j) => chosen.reduce((sum, k) => sum + 3 * sky[3 * k + i] * sky[3 * k + j], 0));
          const dipole = record.density_dipole_halves?.[density.name][t][half] ?? [];
          const measured = chosen.reduce((sum, k, c) => sum + 3 * sky[3 * k + i] * (f[c] - 1), 0) / chosen.length;
          const expected = sums.reduce((sum, s, j) => sum + (s / chosen.length) * dipole[j], 0);
          near(measured, expected, 3, `${density.name}, ${T} pc`);
        }
      }
    }
    for (const [j, k] of [
      [0, 0],
      [1, 2],
      [2, 1],
    ]) {
      const Q = [0, 1, 2].map((i) => record.quadratic_response_pc2?.[t][i][j][k] ?? Number.NaN);
      for (let i = 0; i < 3; i++) {
        let [measured, expected] = [0, 0];
        for (let d = 0; d < count; d++) {
          measured += (3 * sky[3 * d + i] * r(d)[j] * r(d)[k]) / count;
          for (let l = 0; l < 3; l++) expected += ((3 * sky[3 * d + i] * sky[3 * d + l]) / count) * Q[l];
        }
        near(measured, expected, T * T, `Q ${i}${j}${k}, ${T} pc`);
      }
    }
  });
  assert.ok(outside > 0 && unborn > 0, `${outside} outside of the halo, ${unborn} before the burst`);
});

test("a density of one plane slope has the dipole R g, and a parabola that of the second moments", async () => {
  // far above the layer f = (H - z)/(H - z0): linear; within a thick layer it is a parabola
  const wide: Density[] = [
    { ...slab("linear", 0, 1000, [70, 25]), halo_pc: 4000 },
    { ...slab("parabola", 3000, 500, [70, 25]), halo_pc: 4000 },
  ];
  const record = await realise(resolveConfig({ ...input, density: wide }), 0);
  const [l, b] = [(70 * Math.PI) / 180, (25 * Math.PI) / 180];
  const e = [Math.cos(b) * Math.cos(l), Math.cos(b) * Math.sin(l), Math.sin(b)];
  const f0 = 4000 - 1500 - 500 ** 2 / 6000;
  record.path_pc.forEach((_, t) => {
    for (let i = 0; i < 3; i++) {
      const along = e.reduce((sum, c, j) => sum + c * record.response_pc[t][i][j], 0);
      near(record.density_dipole?.linear[t][i] ?? 0, -along / 3000, 0.1, "linear");
      let quadratic = 0;
      for (let j = 0; j < 3; j++)
        for (let k = 0; k < 3; k++) quadratic += e[j] * e[k] * (record.quadratic_response_pc2?.[t][i][j][k] ?? 0);
      const expected = (-500 / 3000 / f0) * along - quadratic / (2 * 3000 * f0);
      near(record.density_dipole?.parabola[t][i] ?? 0, expected, 0.1, "parabola");
    }
  });
});

test("a density changes no bit of the rest, and its own bits do not depend on workers, splits or resumes", async () => {
  const record = await realise(config, 0);
  const { density_dipole, density_dipole_halves, quadratic_response_pc2, quadratic_response_halves_pc2, ...rest } =
    record;
  assert.equal(rest, await realise(plain, 0));
  assert.not.equal(configIdentity(config), configIdentity(plain));
  for (const workers of [1, 2]) {
    for await (const progress of library(config, { workers }))
      if (progress.record.realisation === 0) assert.equal(progress.record, record);
  }
});

test("a record goes through a line, CSV and HDF5 and comes back; one that lacks a density is refused", async () => {
  const made = await realise(config, 0);
  const expected = expectedOf(config, "0".repeat(64), 7, undefined);
  assert.equal(parseLine(Buffer.from(formatLine(made, expected).trimEnd()), expected).record, made);
  const { thin: _, ...others } = made.density_dipole ?? {};
  const [group] = groups(config);
  assert.match(
    String(recordProblem({ ...made, density_dipole: others }, group)),
    /density_dipole: expected an entry for each/,
  );
  const torn = { ...made.density_dipole, thin: [[1, 2, 3]] };
  assert.match(
    String(recordProblem({ ...made, density_dipole: torn }, group)),
    /density_dipole: thin: .* shape \[4, 3\]/,
  );

  const folder = await RunFolder.open(join(dir, "run"), config, ORIGIN);
  folder.append(made);
  folder.close();
  const run = await Run.read(join(dir, "run"));
  await writeCSV(run, join(dir, "run.csv"));
  const rows = readFileSync(join(dir, "run.csv"), "utf8")
    .split("\n")
    .filter((text) => !text.startsWith("#"));
  const column = csvColumns(config).indexOf("density_dipole_half_b.burst_y");
  assert.is(rows[0].split(",")[column], "density_dipole_half_b.burst_y");
  assert.is(Number(rows[3].split(",")[column]), made.density_dipole_halves?.burst[2][1][1]);
  await writeHDF5(run, join(dir, "run.h5"), async (file) => {
    const held = await readHDF5(file);
    assert.equal([...held.records()], [made]);
    held.close();
  });
});

test.run();
