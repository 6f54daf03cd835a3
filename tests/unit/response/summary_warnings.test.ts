// What the summary and its table say, above all when something is missing, failed or doubtful.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { table } from "../../../src/cli/text/summary_table.js";
import { canonicalJSON, groups, resolveConfig } from "../../../src/config/config.js";
import type { RealisationRecord } from "../../../src/flight/record.js";
import { PAPER_GRADIENT } from "../../../src/response/dipole.js";
import { dipoleStatistics } from "../../../src/response/dipole_statistics.js";
import { sampleOf, summarise } from "../../../src/response/summary.js";
import { ABOUT, configOf, diagonal, generator, NO_NOISE, recordsOf, syntheticRecord } from "../synthetic_records.js";

const warnings = suite("ensemble: what is said");
const still = () => ({ response: diagonal(-3, -3, -3), diffusion: diagonal(1, 1, 1), noise: NO_NOISE });

warnings("one realisation: no errors, the literal gradient in place of the matched one, and a warning", () => {
  const config = configOf([1], 50);
  const [first] = recordsOf(config, still);
  const summary = summarise(config, [first], ABOUT);
  const [group] = summary.groups;
  canonicalJSON(summary); // throws on NaN and undefined
  assert.is(group.dipole!.gradient.kind, "literal");
  assert.is(group.dipole_alternative, null);
  assert.is(group.dipole!.mean_error, null);
  assert.is(group.dipole!.vector_mean_error, null);
  assert.is(group.dipole!.ratio_to_diffusion, null);
  assert.is(group.response_sem_pc, null);
  assert.match(group.warnings.join("\n"), /incomplete: 1 of 50 realisations/);
  assert.match(group.warnings.join("\n"), /at least 2 are needed; the literal gradient is used/);
});

warnings("two and three realisations: numbers, errors only where they can be had, no NaN", () => {
  const random = generator(3);
  for (const realisations of [2, 3, 4]) {
    const config = configOf([1], realisations);
    const records = recordsOf(config, () => ({ ...still(), noise: 1 + random.uniform() }));
    const summary = summarise(config, records, ABOUT);
    canonicalJSON(summary);
    const { dipole, dipole_alternative } = summary.groups[0];
    assert.is(dipole!.gradient.kind, "matched");
    // each half needs one left over when one is left out
    assert.is(dipole!.mean_error === null, realisations < 4);
    assert.is(dipole_alternative!.mean_error === null, false);
  }
});

warnings("displacements that shrink give no matched gradient, and a warning", () => {
  const config = configOf([1], 4);
  const records = recordsOf(config, () => ({ ...still(), diffusion: diagonal(-1, -1, -1) }));
  const [group] = summarise(config, records, ABOUT).groups;
  assert.is(group.dipole!.gradient.kind, "literal");
  assert.match(group.warnings.join("\n"), /needs D\(T\) > 0, found -1.000 and -1.000 pc/);
});

warnings("no realisations: the groups are there, empty", () => {
  const config = configOf([1, 0.1], 5);
  const summary = summarise(config, [], ABOUT);
  canonicalJSON(summary);
  assert.equal(
    summary.groups.map(({ realisations, dipole }) => [realisations, dipole]),
    [
      [0, null],
      [0, null],
    ],
  );
  assert.match(table(summary), /0 of 5/);
});

warnings("failed particles are counted, and so are the realisations that have them", () => {
  const config = configOf([1], 5);
  const records = recordsOf(config, (k) => ({ ...still(), failed: k === 2 ? 7 : k === 4 ? 1 : 0 }));
  const [group] = summarise(config, records, ABOUT).groups;
  assert.equal([group.failed, group.failed_realisations], [8, 2]);
  assert.equal([group.steps, group.rejected, group.momentum_drift, group.momentum_correction], [5000, 500, 5e-9, 1e-6]);
  assert.match(group.warnings.join("\n"), /end of their path: 8, in realisations: 2 \(index 2, 4\)/);
  assert.equal(group.failed_first, [2, 4]);
  const none = summarise(config, recordsOf(config, still), ABOUT).groups[0];
  assert.is("failed_first" in none, false);
});

warnings("of many realisations with failed particles the first twenty are named, whatever their order", () => {
  const config = configOf([1], 30);
  const records = recordsOf(config, (k) => ({ ...still(), failed: k > 4 ? 1 : 0 })).reverse();
  const [group] = summarise(config, records, ABOUT).groups;
  const first = Array.from({ length: 20 }, (_, i) => 5 + i);
  assert.equal(group.failed_first, first);
  assert.is(group.failed_realisations, 25);
  assert.ok(group.warnings.join("\n").includes(`realisations: 25 (index ${first.join(", ")} and 5 more)`));
});

warnings("a noise floor above the dipole is warned about", () => {
  const config = configOf([0.1], 20);
  const records = recordsOf(config, () => ({ ...still(), diffusion: diagonal(20, 20, 20), noise: 1 }));
  assert.match(
    summarise(config, records, ABOUT).groups[0].warnings.join("\n"),
    /the noise floor .* is above the dipole/,
  );
});

warnings("a record twice, of another config, of another path, or not finite is refused", () => {
  const config = configOf([1], 3);
  const [first, second] = recordsOf(config, still);
  const adding = (record: RealisationRecord) => () => summarise(config, [first, record], ABOUT);
  assert.throws(adding(first), /realisation 0 .* is there twice/);
  assert.throws(adding({ ...second, rigidity_TV: 10 }), /10 TV was found, which this config does not have/);
  assert.throws(adding({ ...second, path_pc: [1, 2, 3] }), /expected 3 path lengths up to 60 pc, found 1,2,3/);
  const broken = structuredClone(second);
  broken.response_pc[2][1][1] = Number.NaN;
  assert.throws(adding(broken), /not finite/);
  // NaN becomes null in JSON
  assert.throws(adding(JSON.parse(JSON.stringify(broken))), /not finite/);
});

warnings("the keys that others rely on are there", () => {
  const config = configOf([1, 0.1], 2);
  const summary = summarise(config, recordsOf(config, still), ABOUT);
  for (const key of ["numerics", "kernel_sha256", "config_sha256", "groups"]) assert.ok(key in summary, key);
  const keys =
    "turbulence_level rigidity_TV realisations path_pc response_mean_pc response_sem_pc diffusion_tgk_pc diffusion_msd_pc dipole";
  for (const key of keys.split(" ")) assert.ok(key in summary.groups[0], key);
  const dipole = "vector_mean amplitude_of_mean mean median quantiles noise_floor isotropic_prediction gradient";
  for (const key of dipole.split(" ")) assert.ok(key in summary.groups[0].dipole!, key);
  assert.equal(Object.keys(summary.groups[0].dipole!.quantiles), ["0.05", "0.16", "0.5", "0.84", "0.95"]);
});

warnings("a realisation takes half a kilobyte: a hundred thousand fit in 500 MB many times", () => {
  const config = configOf([1], 3);
  const sample = sampleOf(groups(config)[0], recordsOf(config, still));
  assert.ok(8 * sample.layout.width <= 512);
  assert.is(dipoleStatistics(sample, { ...PAPER_GRADIENT, kind: "literal" })!.realisations, 3);
});

warnings("errors of zero and of rounding are short in the table", () => {
  const config = resolveConfig({ field: { model: "uniform" }, transport: { outputs: 3 } });
  const [first] = recordsOf(config, () => ({
    response: diagonal(-17, -0.02, -0.02),
    diffusion: diagonal(5, 1, 1),
    noise: 1,
  }));
  const equal = [0, 1, 2].map((realisation) => ({ ...first, realisation }));
  assert.match(table(summarise(config, equal, ABOUT)), /5\.\d* ?± (0|\de-\d\d) /);
  const lines = table(summarise(config, equal, ABOUT)).split("\n");
  assert.ok(lines.every((line) => line.length <= 80));
});

warnings("the table is at most 80 columns wide and names units and convention, colours are asked for", () => {
  const random = generator(31);
  const config = resolveConfig({
    field: { turbulence_level: [1, 0.1, 0.123456789] },
    particles: { rigidity_TV: [10, 1000, 123456.789] },
    transport: { outputs: 3 },
    ensemble: { realisations: 1e6 },
  });
  const records = groups(config).flatMap((group) =>
    Array.from({ length: 9 }, (_, realisation) => {
      const scale = group.rigidity_TV / (random.uniform() + 0.5);
      const response = diagonal(-scale, scale * random.normal(), scale * random.normal());
      return syntheticRecord(
        { ...group, realisation, response, diffusion: diagonal(scale, 1, 1), noise: scale, octahedra: 16 },
        random,
      );
    }),
  );
  const summary = summarise(config, records, ABOUT);
  const text = table(summary);
  const widest = Math.max(...text.split("\n").map((line) => line.length));
  assert.ok(widest <= 80, `${widest}`);
  for (const part of ["momentum convention", "[TV]", "[pc]", "[1/kpc]", "[1e-3]", "[deg]"])
    assert.ok(text.includes(part), part);
  assert.not.match(text, /NaN|undefined|null|Infinity/);
  assert.not.ok(text.includes("\u001b"));
  const codes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
  assert.is(table(summary, { color: true }).replace(codes, ""), text);
});

/** A run of 2 realisations with a free-escape boundary, of each of which a part of the particles escaped. */
function escaping(parts: [number, number], latitude = 0) {
  const config = resolveConfig({
    field: { turbulence_level: [1] },
    particles: { nside: 1 },
    transport: { path_pc: 400, outputs: 4, escape_height_pc: 100 },
    ensemble: { realisations: 2 },
  });
  const records = recordsOf(config, still).map((record, k) => ({
    ...record,
    escaped_halves: record.path_pc.map(() => [parts[k], parts[k]]),
    escaped_direction_halves: record.path_pc.map(() => [0, 0].map(() => [0, 0, 0])),
    inside_response_halves_pc: record.response_halves_pc,
    inside_displacement_halves_pc: record.path_pc.map(() => [0, 0].map(() => [0, 0, 0])),
  }));
  const summary = summarise(config, records, ABOUT, { direction_deg: [90, latitude], per_kpc: 0.14 });
  canonicalJSON(summary); // throws on NaN
  table(summary);
  const [group] = summary.groups;
  return { escape: group.escape, messages: group.warnings.join() };
}

warnings("a gradient along the normal of a free-escape boundary is warned about, one in its plane is not", () => {
  assert.match(escaping([0, 0], 30).messages, /normal to the free-escape boundary/);
  assert.not.match(escaping([0, 0]).messages, /free-escape/);
});

warnings("a realisation of which no flux is left has no dipole with the boundary, and is counted", () => {
  const dark = escaping([1, 0.25]);
  assert.is(dark.escape!.dark, 1);
  assert.is(dark.escape!.escaped[3], 0.625, "it escaped all the same");
  assert.match(dark.messages, /1 of 2 realisations met .* no flux is left/);
  const none = escaping([1, 1]);
  assert.is(none.escape, null);
  assert.match(none.messages, /no flux is left, and no dipole/);
  assert.not("dark" in escaping([0.5, 0.25]).escape!);
});

warnings.run();
