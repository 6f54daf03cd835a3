import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../../src/config/config.js";
import { bandGeometry, partialSky } from "../../../src/response/partial_sky.js";
import { realHarmonics } from "../../../src/sky/real_harmonics.js";
import { generator } from "../synthetic_records.js";

const test = suite("multipoles of a band of declinations");
const LMAX = 4;
const COUNT = (LMAX + 1) ** 2;
const [group] = groups(
  resolveConfig({
    field: { turbulence_level: [0.1] },
    particles: { nside: 16 },
    transport: { path_pc: 60, outputs: 2, multipoles: LMAX },
  }),
);
type Sky = Parameters<typeof partialSky>[1][number];
const sky = (realisation: number, a: ArrayLike<number>): Sky => {
  const half = [Array.from(a), new Array<number>(COUNT).fill(0), new Array<number>(COUNT).fill(0)];
  return { realisation, multipole_pc: [half, half], local_field_gyration_uG: [1, 0, 0], response_pc: [] };
};
const SOUTH: [number, number] = [-90, -25];
const NORTH: [number, number] = [-20, 60];

test("normalising to the mean of the band leaves 5.2 % of a vertical dipole at -90..-25, 64 % at -20..60", () => {
  // (z2 - z1)^2/12 over the mean of z^2
  const left = ([low, high]: [number, number]) => {
    const [a, b] = [low, high].map((degrees) => Math.sin((degrees * Math.PI) / 180));
    return (b - a) ** 2 / 12 / ((b ** 3 - a ** 3) / (3 * (b - a)));
  };
  for (const band of [SOUTH, NORTH])
    assert.ok(Math.abs(bandGeometry(LMAX, band).kept_by_band_mean[1] - left(band)) < 1e-12);
  assert.ok(Math.abs(left(SOUTH) - 0.052) < 1e-3 && Math.abs(left(NORTH) - 0.639) < 1e-3);
});

test("a dipole along a field that points north is lost where each declination is normalised, and kept where the field lies in the equator", () => {
  const dipole = realHarmonics(LMAX, [1, 0, 0]).map((Y, lm) => (lm > 0 && lm < 4 ? Y : 0));
  const geometry = bandGeometry(LMAX, NORTH);
  const seen = (declination: number) =>
    partialSky(group, [sky(0, dipole), sky(1, dipole)], [0, 0], [40, declination], geometry).spectra[0];
  const [pole, equator] = [seen(90), seen(0)];
  assert.ok(Math.abs(pole.kept.each_declination[1].value) < 1e-12);
  assert.ok(Math.abs(equator.kept.each_declination[1].value - 1) < 1e-12);
  assert.ok(Math.abs(equator.kept.band[1].value - 1) < 1e-12);
  assert.ok(pole.kept.band[1].value < 0.7);
});

test("particles that go north are seen in the south", () => {
  // a peak at momenta along B0, which points to the north
  const peak = realHarmonics(LMAX, [1, 0, 0]).map((Y, lm) => (lm > 0 ? Y : 0));
  const power = (band: [number, number]) => {
    const [{ pseudo }] = partialSky(group, [sky(0, peak)], [0, 0], [0, 90], bandGeometry(LMAX, band)).spectra;
    return pseudo.reduce((sum, { value }, l) => sum + (2 * l + 1) * value, 0);
  };
  assert.ok(power([-90, -25]) > 5 * power([25, 90]), `${power([-90, -25])} ${power([25, 90])}`);
});

test("the coupling matrix takes the band out of skies without a preferred direction: the true C_l within four errors", () => {
  const random = generator(3);
  const skies = Array.from({ length: 300 }, (_, k) =>
    sky(
      k,
      Array.from({ length: COUNT }, (__, lm) => random.normal() / (1 + Math.floor(Math.sqrt(lm)))),
    ),
  );
  for (const band of [SOUTH, NORTH]) {
    const [{ debiased, pseudo, whole }] = partialSky(group, skies, [0, 0], [229, 11], bandGeometry(LMAX, band)).spectra;
    for (let l = 1; l <= LMAX; l++) {
      const { value, error } = (debiased as NonNullable<typeof debiased>).whole_sky[l];
      assert.ok(Math.abs(value - 1) < 4 * Number(error), `${band}, l = ${l}: ${value} +- ${error}`);
    }
    // the band alone is far from it
    assert.ok(pseudo[1].value < 0.8 * whole[1].value);
  }
});

test("a band that the coupling matrix cannot be taken out of says so", () => {
  const geometry = bandGeometry(LMAX, [60, 90]);
  assert.ok(geometry.condition > 100);
  assert.is(
    partialSky(group, [sky(0, new Float64Array(COUNT).fill(1))], [0, 0], [0, 0], geometry).spectra[0].debiased,
    null,
  );
});

test.run();
