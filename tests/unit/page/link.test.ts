// What the page writes for others to read: links, lines of a run folder, the published result.
import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hashOf, lineOf } from "../../../page/lines.js";
import { LinkError, readLink, writeLink } from "../../../page/link.js";
import { packed, unpacked } from "../../../page/precomputed.js";
import { defaultState, fitted, type State, VIEWS } from "../../../page/state.js";
import { configIdentity, type Group, groups, resolveConfig } from "../../../src/config/config.js";
import { dipoleStatistics } from "../../../src/response/dipole_statistics.js";
import { meanTensors } from "../../../src/response/sample.js";
import { sampleOf } from "../../../src/response/summary.js";
import { formatLine } from "../../../src/store/lines.js";
import { generator, syntheticRecord } from "../synthetic_records.js";

const test = suite("page: links and files");

const diagonal = (value: number) => [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? value : 0)));

function syntheticRecords({ turbulence_level, rigidity_TV, path_pc, directions }: Group, count: number) {
  const random = generator(5);
  return Array.from({ length: count }, (_, realisation) => {
    const octahedra = directions / 6;
    const wanted = { turbulence_level, rigidity_TV, path_pc, realisation, octahedra, noise: 3 };
    const record = syntheticRecord({ ...wanted, response: diagonal(-2), diffusion: diagonal(0.7) }, random);
    // to the last bit the mean of the half-sets, as a run makes it
    record.response_pc = record.response_halves_pc.map(([a, b]) =>
      a.map((row, i) => row.map((x, j) => (x + b[i][j]) / 2)),
    );
    return record;
  });
}

const range = (min: number, max: number) => fc.integer({ min, max });
const positive = fc.double({ min: 1e-3, max: 1, noNaN: true });
const state = fc
  .record({
    levels: fc.uniqueArray(positive, { minLength: 1, maxLength: 3 }),
    rigidities: fc.uniqueArray(fc.double({ min: 10, max: 5000, noNaN: true }), { minLength: 1, maxLength: 3 }),
    nside: fc.constantFrom(1, 2, 8),
    realisations: fc.integer({ min: 1, max: 1000 }),
    seed: fc.maxSafeNat(),
    plane: fc.boolean(),
    name: fc.constantFrom(...Object.keys(VIEWS)),
    direction: fc.tuple(fc.double({ min: -360, max: 360, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true })),
    per_kpc: positive,
    kind: fc.constantFrom("literal" as const, "matched" as const, null),
    convention: fc.constantFrom("momentum" as const, "arrival" as const),
    device: fc.constantFrom("cpu" as const, "gpu" as const),
    // tenths
    camera: fc.tuple(range(-1800, 1800), range(-900, 900), range(20, 4000)),
  })
  .map((drawn): State => {
    const config = resolveConfig({
      field: { model: drawn.plane ? "plane-waves" : "nested-grids", turbulence_level: drawn.levels },
      particles: { rigidity_TV: drawn.rigidities, nside: drawn.nside },
      ensemble: { realisations: drawn.realisations, seed: drawn.seed },
    });
    const [l, b] = drawn.direction;
    const { view } = defaultState();
    const { name, per_kpc, kind, convention, device } = drawn;
    const direction_deg: [number, number] = [l + 0, b + 0];
    const [azimuth, elevation, extent] = drawn.camera.map((tenths) => tenths / 10);
    const camera = name === "paths" ? { azimuth, elevation, extent } : view.camera;
    const seen = { ...view, name, direction_deg, per_kpc, kind, convention, camera, device };
    return { config, view: fitted(seen, config) };
  });

test("a link to a step of the story is short, and leads to that step", () => {
  const { config, view } = defaultState();
  const story = (direction_deg: [number, number]) => ({ config, view: { ...view, story: 4, direction_deg } });
  assert.is(writeLink(story([90, 0]), null), "#story=4");
  assert.is(writeLink(story([30, -5]), null), "#story=4&gradient_deg=%5B30,-5%5D");
  assert.equal(readLink("#story=4&gradient_deg=[30,-5]", defaultState())?.state, story([30, -5]));
  for (const wrong of ["0", "6", "1.5", "[1]", "x"])
    assert.throws(() => readLink(`#story=${wrong}`, defaultState()), /story: found .*, expected a step from 1 to 5/);
});

test("a link holds the whole state, the result and the graphics processor that made it, to the last bit", () => {
  fc.assert(
    fc.property(state, fc.constantFrom(null, "google swiftshader", "ARM Mali-G78 & co"), (written, madeBy) => {
      const result = "0123456789abcdef".repeat(4);
      const link = readLink(writeLink(written, result, madeBy), defaultState());
      assert.equal(link, { state: written, result, madeBy });
    }),
    { numRuns: 100 },
  );
  assert.is(readLink("#made_by=a%E2%80%AEb", defaultState())?.madeBy, "a\\u{202e}b", "a stranger wrote it");
  for (const wrong of ["device=tpu", "made_by=[1]", `made_by=${"x".repeat(201)}`])
    assert.throws(
      () => readLink(`#${wrong}`, defaultState()),
      (error: Error) => error instanceof LinkError,
    );
});

test("a table of one value with entries of groups that are not run is no single value: the run would be another one", () => {
  const state = defaultState();
  const path_pc = { "0.1": { "10": 300, "1000": 300 } };
  const config = resolveConfig({ field: { turbulence_level: [0.1] }, transport: { path_pc } });
  const again = readLink(writeLink({ config, view: fitted(state.view, config) }, null), state);
  assert.is(configIdentity(again?.state.config as typeof config), configIdentity(config));
  const alone = resolveConfig({
    field: { turbulence_level: [0.1] },
    transport: { path_pc: { "0.1": { "1000": 300 } } },
  });
  assert.match(writeLink({ config: alone, view: fitted(state.view, alone) }, null), "transport.path_pc=300&");
});

test("any text behind the # is a link, nothing, or refused with a sentence", () => {
  const key = fc.constantFrom("view", "field.model", "particles.nside", "transport.path_pc", "gradient_deg", "result");
  const pair = fc.tuple(key, fc.oneof(fc.json(), fc.string())).map(([k, v]) => `${k}=${encodeURIComponent(v)}`);
  const hash = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pair, { maxLength: 4 }).map((pairs) => pairs.join("&")),
  );
  fc.assert(
    fc.property(hash, (text) => {
      try {
        const link = readLink(`#${text}`, defaultState());
        if (link !== null) resolveConfig(link.state.config);
      } catch (error) {
        assert.instance(error, LinkError);
        assert.ok((error as Error).message.length < 600);
      }
    }),
    { numRuns: 500 },
  );
});

test("the page's lines are those of a run folder", () => {
  const config = resolveConfig({ ensemble: { realisations: 3 } });
  const identity = configIdentity(config);
  for (const record of syntheticRecords(groups(config)[0], 3)) {
    const expected = {
      config: identity.slice(0, 12),
      numerics: 7,
      groups: groups(config),
      realisations: 3,
      shard: undefined,
    };
    assert.is(`${lineOf(record, identity, 7)}\n`, formatLine(record, expected));
  }
  // sha256sum of a file with the two lines "a" and "b"
  assert.is(hashOf(["a", "b"]), "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2");
});

test("the published result, packed and unpacked, gives the same statistics", () => {
  const small = { particles: { nside: 2 }, transport: { outputs: 3 } };
  const config = resolveConfig({ ...small, ensemble: { realisations: 20 } });
  const samples = groups(config).map((group) => sampleOf(group, syntheticRecords(group, 20)));
  const rows = samples.map((sample) => packed(sample, Array(20).fill("0".repeat(16))));
  const about = { config, config_sha256: "", kernel_sha256: "", numerics: 1, result_sha256: "", groups: rows };
  unpacked(about).forEach((sample, g) => {
    const gradient = { direction_deg: [90, 0] as [number, number], per_kpc: 0.14, kind: "literal" as const };
    assert.equal(dipoleStatistics(sample, gradient), dipoleStatistics(samples[g], gradient));
    assert.equal(meanTensors(sample).response.mean, meanTensors(samples[g]).response.mean);
    // sums of squares are rounded to 53 bits, and the variance is a part of them: much less than a thousandth is lost
    const [a, b] = [meanTensors(sample), meanTensors(samples[g])].map((all) => all.response.sem?.at(-1)?.[0][0] ?? 0);
    assert.ok(Math.abs(a - b) <= 1e-3 * b && b > 0);
  });
});

test("the message about a link shows what cannot be seen in it", () => {
  for (const link of ["a%E2%80%AEb=1", "%1B=1", "seed=%22%E2%80%AE%22", "%E2%80%AE"]) {
    try {
      readLink(link, defaultState());
      assert.unreachable(link);
    } catch (error) {
      assert.instance(error, LinkError);
      assert.not.match((error as Error).message, /[\p{Cc}\p{Cf}]/u);
    }
  }
});

test.run();
