// The published realisations, as they are taken away: the dipoles that the page shows follow from their lines.
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Precomputed, packed, unpacked, unpackedGroup } from "../../../page/precomputed.js";
import { publishedLines } from "../../../page/published.js";
import { groups } from "../../../src/config/config.js";
import { amplitude, dipoles, gradientVector } from "../../../src/response/dipole.js";
import { dipoles as ofSample } from "../../../src/response/dipole_statistics.js";
import { inOrder } from "../../../src/response/sample.js";
import { sampleOf } from "../../../src/response/summary.js";
import { configOf, diagonal, recordsOf } from "../synthetic_records.js";

const test = suite("published realisations");
const read = (name: string) => JSON.parse(readFileSync(`page/published/${name}.json`, "utf8"));

test("a line for each published realisation; `dipoles` of them are those of the page's statistics", () => {
  const file: Precomputed = { ...read("run"), groups: [0, 1, 2, 3, 4, 5].map((g) => read(String(g))) };
  const samples = unpacked(file);
  const lines = publishedLines(file, samples);
  assert.equal(
    lines.map((group) => group.length),
    samples.map(() => 50),
  );
  const gradient = { direction_deg: [70, 20] as [number, number], per_kpc: 0.14, kind: "literal" as const };
  lines.forEach((group, g) => {
    const records = group.map((line) => JSON.parse(line));
    assert.equal(
      records.map(({ realisation }) => realisation),
      records.map((_, k) => k),
    );
    const vectors = dipoles(records, gradientVector(70, 20, 0.14));
    const known = ofSample(samples[g], gradient);
    records.forEach((_, k) => {
      const size = amplitude(vectors.slice(3 * k, 3 * k + 3));
      // roundings
      assert.ok(Math.abs(size / (known?.amplitude[k] ?? 0) - 1) < 1e-12, `group ${g}, realisation ${k}`);
    });
  });
});

test("what is packed comes back to the last bit, R too, which is not the mean of its half-sets", () => {
  const config = configOf([0.1], 3);
  const [group] = groups(config);
  const records = recordsOf(config, (k) => ({ response: diagonal(-k, 1, 2), diffusion: diagonal(1, 2, 3), noise: 1 }));
  for (const { response_pc } of records) for (const tensor of response_pc) tensor[0][1] += 0.004;
  const sample = sampleOf(group, records);
  const checks = records.map((_, k) => String(k).padStart(16, "0"));
  const file = packed(sample, checks);
  const back = unpackedGroup(group, file);
  inOrder(sample).forEach((row, k) => {
    assert.equal({ ...quantitiesOf(back.rows[k]), directions: row.directions }, quantitiesOf(row));
  });
  assert.equal(
    back.moments.map((moments) => moments.mean()),
    sample.moments.map((moments) => moments.mean()),
  );
  assert.throws(() => unpackedGroup(group, { ...file, checks: checks.slice(1).join("") }), /numbers of 2 realisations/);
});

/** All quantities of a row by name: they are read through its layout, and no properties of its own. */
function quantitiesOf(row: object): Record<string, unknown> {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(row)).filter((name) => name !== "constructor");
  return Object.fromEntries(names.map((name) => [name, Reflect.get(row, name)]));
}

test.run();
