// The published realisations, as they are taken away: the dipoles that the page shows follow from their lines.
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Precomputed, unpacked } from "../../../page/precomputed.js";
import { publishedLines } from "../../../page/published.js";
import { amplitude, dipoles, gradientVector } from "../../../src/response/dipole.js";
import { dipoles as ofSample } from "../../../src/response/dipole_statistics.js";

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

test.run();
