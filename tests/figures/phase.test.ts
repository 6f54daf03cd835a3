// The figure `phase` on runs whose dipoles pass zero at known rigidities.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { newDocument } from "../../src/cli/drawing.js";
import { type ConfigInput, groups, resolveConfig } from "../../src/config/config.js";
import { type Drawing, FigureError, type FigureInput } from "../../src/figures/input.js";
import { ordinaryView, placeOnSky } from "../../src/figures/on_sky.js";
import { drawPhase } from "../../src/figures/phase.js";
import { comptonGetting, MOTIONS } from "../../src/response/motion.js";
import { addRecord, emptySample } from "../../src/response/sample.js";
import { times } from "../../src/sky/frames.js";
import { published, syntheticInput, syntheticRecord } from "./synthetic.js";

const test = suite("figure phase");
const document = await newDocument();
const config: ConfigInput = {
  field: { turbulence_level: [0.1] },
  particles: { rigidity_TV: [10, 100, 1000], nside: 8 },
  transport: { outputs: 2 },
  ensemble: { realisations: 6 },
};
const [ROWS, COLUMNS] = [
  [10, 4, -3],
  [2, 1, 5],
];
/** log10 of the rigidity where the tensor of a realisation is zero; outside of the run in the last two */
const ZEROS = [1.1, 1.5, 1.95, 2.4, 0.5, 3.3];

/** Tensors (x - x0) M, x = log10 R; a density dipole that does not depend on rigidity, where the config has one. */
function passing(changes: ConfigInput = {}): FigureInput {
  const resolved = resolveConfig({ ...config, ...changes });
  const samples = groups(resolved).map((group) => {
    const sample = emptySample(group);
    ZEROS.forEach((zero, k) => {
      const size = Math.log10(group.rigidity_TV) - zero;
      const R = [0, 1, 2].map((i) => [0, 1, 2].map((j) => size * (ROWS[i] * (j + 1) + COLUMNS[j] * i)));
      const same = <T>(value: T): T[] => group.path_pc.map(() => value);
      const record = {
        ...syntheticRecord(group, k, 10),
        response_pc: same(R),
        response_halves_pc: same([R, R]),
        ...(group.densities === undefined
          ? {}
          : {
              density_dipole: { slab: same(BESIDE) },
              density_dipole_halves: { slab: same([BESIDE, BESIDE]) },
              quadratic_response_pc2: same([R, R, R]),
              quadratic_response_halves_pc2: same([
                [R, R, R],
                [R, R, R],
              ]),
            }),
      };
      addRecord(sample, record);
    });
    return sample;
  });
  return { ...syntheticInput(config), config: resolved, samples };
}
const BESIDE = [3e-4, -2e-4, 5e-4];
const input = passing();
const draw = (changes: Partial<FigureInput> = {}, from = input): Drawing =>
  drawPhase({ ...from, ...changes }, document);
const rowsOf = ({ table }: Drawing, what: string) =>
  table.rows
    .map((row) => Object.fromEntries(table.columns.map((column, i) => [column, row[i]])))
    .filter((row) => row.what === what);
const wordsOf = ({ table }: Drawing) => table.about.join(" ");
const plainText = ({ svg }: Drawing) => svg.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

test("tensors that pass zero at known rigidities: each flip is there, of width 0, the others have none", () => {
  const drawing = draw();
  const flips = rowsOf(drawing, "flip");
  assert.equal(
    flips.map(({ name }) => name),
    ["0", "1", "2", "3"],
  );
  flips.forEach(({ energy_TeV, width_decades, turn_deg }, k) => {
    // rounding of 10^x
    assert.ok(Math.abs(Number(energy_TeV) / 10 ** ZEROS[k] - 1) < 1e-9, `${energy_TeV}, expected ${10 ** ZEROS[k]}`);
    assert.ok(Math.abs(Number(width_decades)) < 1e-9 && Math.abs(Math.abs(Number(turn_deg)) - 180) < 1e-6);
  });
  // (4 + 1)/(6 + 2), binomial: sqrt(0.625 * 0.375/6) = 0.2
  assert.match(wordsOf(drawing), /occurs in 4 of 6 realisations, 67 ± 20 %/);
  assert.match(wordsOf(drawing), /in 1 of all 6 \(17 ± 18 %\) between 100 and 300 TeV/);
  assert.match(wordsOf(drawing), /agree on whether there is a flip in 100 %/);
});

test("a species stands at Z times the rigidity: energies, axis, words; the dipoles stay", () => {
  const protons = draw();
  for (const [species, charge, name] of [
    ["He", 2, "helium"],
    ["CNO", 7, "CNO"],
    ["Fe", 26, "iron"],
  ] as const) {
    const drawing = draw({ species });
    for (const what of ["flip", "realisation", "median and bands", "noise floor"]) {
      const [a, b] = [protons, drawing].map((each) => rowsOf(each, what));
      assert.is(a.length, b.length);
      a.forEach((row, i) => {
        assert.ok(
          Math.abs(Number(b[i].energy_TeV) / Number(row.energy_TeV) / charge - 1) < 1e-12,
          `${species} ${what}`,
        );
        assert.is(b[i].amplitude, row.amplitude);
      });
    }
    assert.match(plainText(drawing), new RegExp(`energy of ${name}`));
    assert.match(wordsOf(drawing), new RegExp(`${charge} e times the rigidity`));
  }
});

test("amplitude and phase are those of -R g on the sky; an observer's motion adds its vector; the band its factor", () => {
  const field = ordinaryView().field;
  const vector = comptonGetting(MOTIONS.lic.velocity_km_s, MOTIONS.lic.towards_icrs_deg, 2.7);
  const seen = { ...ordinaryView(), motion: { vector, text: "Moving." }, factor: 0.5 };
  const placed = placeOnSky(input.config, undefined, field.icrs);
  assert.ok(typeof placed !== "string");
  for (const [sky, motion, factor] of [
    [undefined, [0, 0, 0], 1],
    [seen, vector, 0.5],
  ] as const) {
    const drawing = draw({ sky });
    const rows = rowsOf(drawing, "realisation");
    assert.is(rows.length, 3 * ZEROS.length);
    rows.forEach((row, i) => {
      const size = Math.log10(Number(row.energy_TeV)) - ZEROS[Math.floor(i / 3)];
      const delta = [0, 1, 2].map((a) => -1.4e-4 * size * (ROWS[a] * 2 + COLUMNS[1] * a));
      const [x, y] = times(placed.rotation, delta).map((component, a) => factor * (component + motion[a]));
      assert.ok(Math.abs(Number(row.amplitude) - Math.hypot(x, y)) < 1e-12, `${row.amplitude} ${Math.hypot(x, y)}`);
      if (Math.hypot(x, y) < 1e-12) return;
      const away = Number(row.phase_deg) - (Math.atan2(y, x) * 180) / Math.PI;
      assert.ok(Math.abs(away - 360 * Math.round(away / 360)) < 1e-6, `${row.phase_deg}`);
    });
  }
  assert.match(wordsOf(draw({ sky: seen })), /Moving\./);
});

test("a density beside the gradient adds its dipole, its normal the Galactic one; at another angle it is refused", () => {
  const slab = { kind: "slab" as const, name: "slab", half_thickness_pc: 0, halo_pc: 4000, height_pc: 20 };
  // the field of HAWC and IceCube stands at 37.5 degrees to the Galactic normal
  const tilted = passing({ density: [{ ...slab, normal_deg: [0, 38] }] });
  const gradient = { ...input.gradient, density: "slab" };
  const placed = placeOnSky(tilted.config, tilted.config.density?.[0], ordinaryView().field.icrs);
  assert.ok(typeof placed !== "string");
  const rows = rowsOf(draw({ gradient }, tilted), "realisation");
  rows.forEach((row, i) => {
    const size = Math.log10(Number(row.energy_TeV)) - ZEROS[Math.floor(i / 3)];
    const delta = [0, 1, 2].map((a) => -1.4e-4 * size * (ROWS[a] * 2 + COLUMNS[1] * a) - BESIDE[a]);
    const [x, y] = times(placed.rotation, delta);
    assert.ok(Math.abs(Number(row.amplitude) - Math.hypot(x, y)) < 1e-12);
  });
  const across = passing({ density: [{ ...slab, normal_deg: [0, 90] }] });
  assert.throws(
    () => draw({ gradient }, across),
    (error: Error) =>
      error instanceof FigureError && /phase: --density: found slab, whose normal stands 90\.0/.test(error.message),
  );
});

test("at level 1 no field is there to point anywhere; the stored convention does not matter; measurements are in the table", () => {
  const measured = published();
  const isotropic = syntheticInput({ ...config, field: { turbulence_level: [1] } }, measured);
  const drawing = draw({}, { ...isotropic, only: { turbulence_level: 1 } });
  assert.match(wordsOf(drawing), /There is no regular field/);
  assert.not.match(plainText(drawing), /line of B₀/);
  assert.is(rowsOf(drawing, "measured").length, measured.filter(({ kind }) => kind === "value").length);
  assert.is(draw({ convention: "arrival" }).svg, draw({ convention: "momentum" }).svg);
});

test("a run with one rigidity, or one that is asked for alone, is refused in a sentence that says what to run", () => {
  const alone = syntheticInput({ ...config, particles: { rigidity_TV: [1000], nside: 8 } });
  for (const refused of [alone, { ...input, only: { rigidity_TV: 100 } }]) {
    assert.throws(
      () => draw({}, refused),
      (error: Error) =>
        error instanceof FigureError &&
        /^phase: found one rigidity, 1000? TV, .*expected two or more.*larmor run/.test(error.message),
    );
  }
});

test.run();
