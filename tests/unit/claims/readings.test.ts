// Fig. 5's numbers under other readings, on records with known answers.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readings, readingsWanted } from "../../../src/claims/readings.js";
import { groups, resolveConfig } from "../../../src/config/config.js";
import { bandFactor, KASCADE_BAND } from "../../../src/response/first_harmonic.js";
import type { Wanted } from "../../../src/validation/check.js";
import { generator, syntheticRecord } from "../synthetic_records.js";

const test = suite("claims: readings");
const REALISATIONS = 20;
/** 3 D_par, so that a(0) = 0.0151 for 0.14/kpc. */
const ALONG = 108;

/** Responses along B0, and a part of 0.03 of it for a gradient across: a(90) = 4.5e-4. */
async function ensemble({ input }: Wanted) {
  const config = resolveConfig({ ...input, ensemble: { realisations: REALISATIONS } });
  const [group] = groups(config);
  const random = generator(3);
  const records = Array.from({ length: REALISATIONS }, (_, realisation) =>
    syntheticRecord(
      {
        turbulence_level: group.turbulence_level,
        rigidity_TV: group.rigidity_TV,
        path_pc: group.path_pc,
        realisation,
        octahedra: 8,
        noise: 0,
        response: [
          [-ALONG, 0.03 * ALONG, 0],
          [0, 0, 0],
          [0, 0, 0],
        ],
        diffusion: [
          [ALONG / 3, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      },
      random,
    ),
  );
  return { config, group, records };
}

test("each reading moves the numbers that it is about", async () => {
  const rows = await readings(ensemble);
  const row = (name: string) => {
    const found = rows.find(({ reading }) => reading.startsWith(name));
    assert.ok(found, name);
    return found as (typeof rows)[number];
  };
  // the dipole along B0 is a(0) cos(angle) - 0.03 a(0) sin(angle): asin(limit/a(0)) about atan(0.03)
  const reach = (limit: number, a: number) =>
    ((Math.asin(limit / a / Math.hypot(1, 0.03)) + Math.atan(0.03)) * 180) / Math.PI;
  const a = ALONG * 0.14e-3;
  const close = (found: number, expected: number) =>
    assert.ok(Math.abs(found - expected) < 1e-3, `${found} ${expected}`);
  close(row("level 0.1").reach_deg.value, reach(1.5e-3, a));
  close(row("gradient 0.07").reach_deg.value, reach(1.5e-3, a / 2));
  close(row("KASCADE limit 3e-3").reach_deg.value, reach(3e-3, a));
  assert.is(row("level 0.1").within_eas_top.value, 1);
  assert.is(row("gradient 0.07").within_eas_top.value, 0);
  // as first harmonics amplitudes are 0.73 of themselves, and the limit is reached later
  const harmonic = row("first harmonics").reach_deg.value;
  close(harmonic, reach(1.5e-3 / (bandFactor(KASCADE_BAND) * Math.cos((11.4 * Math.PI) / 180)), a));
});

test("path lengths are those that the ensembles hold", async () => {
  const rows = await readings(ensemble);
  assert.equal(
    rows.slice(0, 3).map(({ path_pc }) => path_pc),
    [400, 200, 100],
  );
  assert.is(new Set(readingsWanted.map(({ name }) => name)).size, readingsWanted.length);
});

test.run();
