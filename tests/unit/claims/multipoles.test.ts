import { suite } from "uvu";
import * as assert from "uvu/assert";
import { multipoleClaims } from "../../../src/claims/multipoles.js";
import type { MultipoleStatistics, SpectrumStatistics } from "../../../src/response/multipole_statistics.js";
import type { Measured } from "../../../src/statistics/jackknife.js";

const test = suite("statements on multipoles");

const LMAX = 8;
const measured = (value: number, error: number | null = 0.01): Measured => ({ value, error });
const each = (value: (l: number) => number, error?: number | null): Measured[] =>
  Array.from({ length: LMAX + 1 }, (_, l) => measured(value(l), error));

interface Told {
  relative: Measured[];
  scatter: (Measured | null)[];
  difference: Measured | null;
  broken: Measured | null;
  gyrotropic: Measured[];
  slope: Measured;
}

/** What the literature says, and at 10 TV less of it than at 100 TV. */
const AS_TOLD: Told[] = [1, 2].map((more) => ({
  relative: each((l) => more * l ** -3),
  scatter: each((l) => 1 / l),
  difference: measured(2, 0.5),
  broken: measured(4.2, 0.3),
  gyrotropic: each((l) => 1 - 0.1 * more * l),
  slope: measured(0.3, 0.1),
}));

/** Only what the statements read. */
function group(
  rigidity_TV: number,
  { relative, scatter, difference, broken, gyrotropic, slope }: Told,
): MultipoleStatistics {
  const spectrum = {
    gradient: "along",
    relative,
    scatter,
    slopes: { single: null, below: measured(3), above: measured(1), difference },
    broken: { l: broken, below: broken && measured(3), above: broken && measured(1) },
    local: { gyrotropic, slope },
  } as unknown as SpectrumStatistics;
  const run = { turbulence_level: 0.1, rigidity_TV, path_pc: 100, nside: 16, lmax: LMAX, realisations: 50 };
  return { ...run, spectra: [spectrum], nearness: null };
}

const verdicts = ([low, high]: Told[]) =>
  multipoleClaims([group(100, high), group(10, low)]).map(({ verdict }) => verdict);
/** Other numbers in both groups. */
const changedTo = (change: Partial<Told>): Told[] => AS_TOLD.map((numbers) => ({ ...numbers, ...change }));

test("what is as the literature says by more than two errors holds, at any order of the groups", () => {
  assert.equal(verdicts(AS_TOLD), Array(7).fill("holds"));
});

test("within errors each statement is left open, but for the first, which is exact", () => {
  const wide = changedTo({
    relative: each((l) => l ** -3),
    scatter: each(() => 1),
    difference: measured(0.1, 0.5),
    broken: measured(3.5, 0.9),
    gyrotropic: each(() => 0.9),
    slope: measured(0.9, 0.1),
  });
  assert.equal(verdicts(wide), ["holds", ...Array(6).fill("within errors")]);
});

test("the contrary is seen by two errors in a single group", () => {
  const [low, high] = AS_TOLD;
  const only = (change: Partial<Told>) => verdicts([low, { ...high, ...change }]);
  assert.is(only({ scatter: each((l) => l) })[2], "holds not");
  assert.is(only({ difference: measured(-2, 0.5) })[3], "holds not");
  assert.is(only({ broken: measured(3, 0.36) })[4], "holds not");
  assert.is(only({ gyrotropic: each(() => 0.99) })[5], "holds not"); // less than at 10 TV
  assert.is(only({ gyrotropic: each((l) => 0.5 + 0.1 * l) })[5], "holds not"); // falls with l
  assert.is(only({ slope: measured(1.5, 0.1) })[6], "holds not");
});

test("a change with energy at l = 3 or 4 counts, and one of two errors among three does not", () => {
  const [low] = AS_TOLD;
  const changed = (l: number, errors: number): Told => ({
    ...low,
    relative: low.relative.map(({ value, error }, k) =>
      measured(value + (k === l ? errors * Number(error) * Math.SQRT2 : 0)),
    ),
  });
  assert.is(verdicts([low, changed(4, 3)])[1], "holds");
  assert.is(verdicts([low, changed(3, -3)])[1], "holds");
  assert.is(verdicts([low, changed(4, 2.2)])[1], "within errors");
});

test("one energy, and numbers without an error, decide nothing", () => {
  const [low] = AS_TOLD;
  const verdict = multipoleClaims([group(10, low)]).map((claim) => claim.verdict);
  assert.equal(verdict, ["holds", "within errors", "holds", "holds", "holds", "within errors", "holds"]);
  const unsure = changedTo({
    scatter: each((l) => 1 / l, null),
    difference: null,
    broken: measured(2.1, null),
    slope: measured(0, null),
  });
  const open = "within errors";
  assert.equal(verdicts(unsure).slice(2), [open, open, open, "holds", open]);
});

test("a scatter that is not seen above the noise is said to be so, and neither holds nor does not", () => {
  const [low, high] = AS_TOLD;
  for (const l of [1, 4]) {
    const without = { ...high, scatter: high.scatter.map((scatter, k) => (k === l ? null : scatter)) };
    const [, , { verdict, found }] = multipoleClaims([group(10, low), group(100, without)]);
    assert.is(verdict, "within errors");
    assert.match(found[1], new RegExp(`not seen above the noise at l = ${l}`));
  }
});

test("a statement on all groups of a level does not hold where one of them has no such number", () => {
  const [low, high] = AS_TOLD;
  const [without, all] = [verdicts([{ ...low, difference: null, broken: null }, high]), verdicts(AS_TOLD)];
  assert.equal(all.slice(3, 5), ["holds", "holds"]);
  assert.equal(without.slice(3, 5), ["within errors", "within errors"]);
});

test("each number stands with its rigidity, T, directions and realisations", () => {
  for (const { found } of multipoleClaims([group(10, AS_TOLD[0]), group(100, AS_TOLD[1])])) {
    assert.is(found.length, 2);
    assert.match(found[0], /^10 TV \(T 100 pc, nside 16, 50 realisations\): /);
  }
});

test.run();
