// What a first harmonic in right ascension leaves of a dipole.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bandFactor, firstHarmonics } from "../../../src/response/first_harmonic.js";
import { directionVector, dot, type Vector } from "../../../src/sky/directions.js";

const harmonic = suite("response: first harmonic");
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

harmonic("a dipole along the regular field has the cosine of the field's declination, in every orientation", () => {
  const where = { regular_deg: [90, 0], field_icrs_deg: [229.2, 11.4] } as const;
  const cosine = Math.cos((11.4 * Math.PI) / 180);
  const [turns] = firstHarmonics([[0, -2e-3, 0]], where);
  for (const amplitude of turns) assert.ok(Math.abs(amplitude - 2e-3 * cosine) < 1e-15);
});

harmonic("a dipole across it sweeps a circle: the mean square is (1 + sin^2 dec)/2", () => {
  const where = { regular_deg: [0, 0], field_icrs_deg: [10, 30] } as const;
  const [turns] = firstHarmonics([[0, 0, 1]], where);
  assert.ok(Math.abs(mean(turns.map((a) => a * a)) - (1 + 0.25) / 2) < 1e-12);
});

harmonic("a dipole askew to a field askew to the axes: second and fourth moments over the orientations", () => {
  const where = { regular_deg: [40, 20], field_icrs_deg: [100, 30] } as const;
  const delta: Vector = [1, -2, 0.5];
  const size = Math.hypot(...delta);
  const cosine = dot(delta, directionVector(40, 20)) / size;
  // along the axis of the Earth delta has A + B cos(turn) of its size; twelve turns make the means of cos^2 and cos^4 exact
  const A = cosine * 0.5;
  const B = Math.sqrt((1 - cosine ** 2) * 0.75);
  const second = A ** 2 + B ** 2 / 2;
  const fourth = A ** 4 + 3 * A ** 2 * B ** 2 + (3 / 8) * B ** 4;
  const [turns] = firstHarmonics([delta], where);
  assert.ok(Math.abs(mean(turns.map((a) => (a / size) ** 2)) - (1 - second)) < 1e-12);
  assert.ok(Math.abs(mean(turns.map((a) => (a / size) ** 4)) - (1 - 2 * second + fourth)) < 1e-12);
});

harmonic("without a regular field it is pi/4 of the amplitude on average", () => {
  const dipoles: Vector[] = [
    [3, 0, 0],
    [0, 0, 3],
  ];
  // the midpoint rule of twelve parts, whose error is 0.4 % as the root ends steeply
  for (const turns of firstHarmonics(dipoles, null)) assert.ok(Math.abs(mean(turns) / 3 / (Math.PI / 4) - 1) < 6e-3);
});

harmonic("a band leaves the mean cosine of its declinations", () => {
  const band = [9, 89] as const;
  // by steps of 0.01 degrees, each with its solid angle
  let [weight, sum] = [0, 0];
  for (let dec = 9.005; dec < 89; dec += 0.01) {
    const cosine = Math.cos((dec * Math.PI) / 180);
    weight += cosine;
    sum += cosine * cosine;
  }
  assert.ok(Math.abs(bandFactor(band) - sum / weight) < 1e-6);
  const [[[whole]], [[banded]]] = [firstHarmonics([[1, 0, 0]], null), firstHarmonics([[1, 0, 0]], null, band)];
  assert.ok(Math.abs(banded / whole - bandFactor(band)) < 1e-12);
});

harmonic.run();
