// A gradient beside a density that is no gradient: their dipoles add, in each realisation and half-set.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { mixedDipoles, mixedStatistics } from "../../../src/response/density_mixture.js";
import { amplitude, debiasedSquare, dipole } from "../../../src/response/dipole.js";
import { farDisc } from "./far_disc.js";

const test = suite("response: gradient and density");

const { records, sample } = await farDisc(3);

test("a gradient against a density of the same slope leaves no dipole", () => {
  for (const { vector, debiased_square, noise_square } of mixedDipoles(sample, [0, 1 / 3000, 0], "far")) {
    assert.ok(amplitude(vector) < 1e-15, `${vector}`);
    assert.ok(Math.abs(debiased_square) < 1e-30 && noise_square < 1e-30);
  }
});

test("the gradient alone is R g, and a disc adds its dipole at the last path length, realisation by realisation", () => {
  const g = [0, 1.4e-4, 0];
  const [alone, mixed] = [mixedDipoles(sample, g), mixedDipoles(sample, g, "disc")];
  records.forEach((record, k) => {
    assert.equal(alone[k].vector, dipole(record.response_pc[1], g));
    assert.is(alone[k].debiased_square, debiasedSquare(record.response_halves_pc[1], g));
    const disc = record.density_dipole?.disc[1] ?? [];
    assert.is(mixed[k].realisation, k);
    for (let i = 0; i < 3; i++) assert.is(mixed[k].vector[i], alone[k].vector[i] + disc[i]);
  });
  const { median, q16, q84, noise_floor } = mixedStatistics(mixed);
  const sorted = mixed.map(({ vector }) => amplitude(vector)).sort((a, b) => a - b);
  assert.is(median, sorted[1]);
  assert.ok(q16 < median && median < q84 && noise_floor > 0);
});

test("a density that the run does not have is refused with those that it has", () => {
  assert.throws(() => mixedDipoles(sample, [0, 0, 0], "halo"), /density "halo": this run has far, disc/);
});

test.run();
