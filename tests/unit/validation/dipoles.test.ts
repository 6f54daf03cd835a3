// Rows of `validate` on dipoles: of records with the property they pass, of records without it they fail.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups } from "../../../src/config/config.js";
import type { RealisationRecord } from "../../../src/flight/record.js";
import { EAS_TOP } from "../../../src/published.js";
import { countsWithin } from "../../../src/statistics/fraction.js";
import { type Context, resolved, type Wanted } from "../../../src/validation/check.js";
import { dipoles } from "../../../src/validation/dipoles.js";
import { agrees, type Row } from "../../../src/validation/row.js";
import { strongDipoles } from "../../../src/validation/wanted.js";
import { configOf, diagonal, generator, recordsOf } from "../synthetic_records.js";

const test = suite("validation: dipoles");
const COUNT = 50;
const random = generator(21);
/** with noise of the directions, as the records of a run have it; `across` R_yy of each realisation in pc, the only one that counts here */
const made = (across: (k: number) => number): RealisationRecord[] => {
  let k = 0;
  const config = configOf([0.1], COUNT);
  assert.is(groups(config).length, 1);
  return recordsOf(config, () => {
    const response = diagonal(-40, across(k++), 0);
    return { response, diffusion: diagonal(10, 1, 1), noise: 0.2 };
  });
};

async function rowsOf(strong: RealisationRecord[], weak: RealisationRecord[]): Promise<Map<string, Row>> {
  const ensemble = async (wanted: Wanted) => ({
    ...resolved(wanted),
    records: wanted.name === strongDipoles("default").name ? strong : weak,
  });
  const rows = await dipoles.rows({ level: "default", ensemble } as unknown as Context);
  return new Map(rows.map((row) => [row.name, row]));
}
/** R_yy of a dipole of this size for 0.14/kpc */
const ofSize = (amplitude: number) => amplitude / 0.14e-3;

test("single dipoles that scatter pass, single dipoles that are all alike do not", async () => {
  const name = "single dipoles, level 1";
  const weak = made(() => 1);
  assert.ok(
    (
      await rowsOf(
        made(() => -5 + 5 * random.normal()),
        weak,
      )
    ).get(name)?.pass,
  );
  const alike = (
    await rowsOf(
      made(() => -5),
      weak,
    )
  ).get(name);
  assert.is(alike?.pass, false, JSON.stringify(alike));
});

test("a fraction agrees with EAS-TOP's 20 % within a factor of two, not where none does or most do", async () => {
  const name = "consistent with EAS-TOP";
  const strong = made(() => 1);
  for (const [agreeing, pass] of [
    [0, false],
    [10, true],
    [21, true],
    [35, false],
  ] as const) {
    const sizes = made((k) => ofSize(k < agreeing ? EAS_TOP.value : 10 * EAS_TOP.value));
    const row = (await rowsOf(strong, sizes)).get(name);
    assert.is(row?.value, agreeing / COUNT);
    assert.is(row?.pass, pass, JSON.stringify(row));
  }
});

test("counts that a binomial distribution leaves, beside its terms", () => {
  const chance = (n: number, p: number, k: number) => {
    let sum = 0;
    for (let i = 0; i <= k; i++) {
      let term = p ** i * (1 - p) ** (n - i);
      for (let j = 0; j < i; j++) term *= (n - j) / (j + 1);
      sum += term;
    }
    return sum;
  };
  for (const n of [14, 50, 200]) {
    const [least, most] = countsWithin(n, [0.1, 0.4], 0.02);
    assert.ok(chance(n, 0.1, least) >= 0.02 && (least === 0 || chance(n, 0.1, least - 1) < 0.02), `${n}: ${least}`);
    assert.ok(chance(n, 0.6, n - most) >= 0.02 && chance(n, 0.6, n - most - 1) < 0.02, `${n}: ${most}`);
  }
});

test("a row without a finite error does not pass", () => {
  const row = { section: "", name: "", what: "", source: "", sample: "", value: 1, expected: 1, sigmas: 5 };
  assert.is(agrees({ ...row, error: 0.1 }).pass, true);
  assert.is(agrees({ ...row, error: Infinity }).pass, false);
});

test.run();
