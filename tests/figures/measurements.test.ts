// The table of measurements that comes with larmor, and how tables of users are read.

import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { limitsAt } from "../../src/figures/measured/limits.js";
import {
  DataError,
  errorBar,
  limitAt,
  type Measurement,
  parseMeasurements,
} from "../../src/figures/measured/measurements.js";
import { EAS_TOP_RANGE, KASCADE, KASCADE_LOWEST } from "../../src/published.js";

const test = suite("measured dipoles");
const bundled = parseMeasurements(readFileSync("data/dipoles.csv", "utf8"), "data/dipoles.csv");

test("every row has a reference, a provenance that the README explains, and numbers that can be", () => {
  assert.is(bundled.length, 93);
  for (const m of bundled) {
    assert.ok(m.reference.length > 5, m.experiment);
    assert.ok(["digitised", "table", "from memory"].includes(m.provenance), `${m.experiment}: ${m.provenance}`);
    // a first harmonic of the Galactic cosmic rays: the largest published one is 3 per cent, a limit
    assert.ok(m.amplitude > 1e-5 && m.amplitude < 0.04, `${m.experiment} ${m.amplitude}`);
    assert.ok(m.energy_TeV >= 0.9 && m.energy_TeV <= 5e4, `${m.experiment} ${m.energy_TeV} TeV`);
    if (m.phase_deg !== null) assert.ok(m.phase_deg >= 0 && m.phase_deg < 360, `${m.experiment} ${m.phase_deg}`);
  }
});

test("no measurement counts twice: none is the mean of two others of its experiment", () => {
  // vectors of amplitude and phase, weighted by their errors, as parts of a data set are combined
  const vector = ({ amplitude, phase_deg }: Measurement) => {
    const phase = ((phase_deg as number) * Math.PI) / 180;
    return [amplitude * Math.cos(phase), amplitude * Math.sin(phase)];
  };
  const usable = bundled.filter((m) => m.phase_deg !== null && m.stat_lo !== null && m.stat_lo > 0);
  for (const whole of usable) {
    const others = usable.filter((m) => m !== whole && m.experiment === whole.experiment);
    for (const [i, a] of others.entries()) {
      for (const b of others.slice(i + 1)) {
        if (Math.min(a.energy_TeV, b.energy_TeV) >= whole.energy_TeV) continue;
        if (Math.max(a.energy_TeV, b.energy_TeV) <= whole.energy_TeV) continue;
        const [wa, wb] = [a, b].map((m) => (m.stat_lo as number) ** -2);
        // parts have larger errors than the whole
        if (Math.abs((wa + wb) / (whole.stat_lo as number) ** -2 - 1) > 0.25) continue;
        const mean = vector(a).map((x, k) => (wa * x + wb * vector(b)[k]) / (wa + wb));
        const apart = Math.hypot(...vector(whole).map((x, k) => x - mean[k]));
        const name = `${whole.experiment} ${whole.energy_TeV} TeV of ${a.energy_TeV} and ${b.energy_TeV} TeV`;
        assert.ok(apart > 0.1 * (whole.stat_lo as number), name);
      }
    }
  }
});

test("an amplitude in the equatorial plane is marked, anything else there is an error", () => {
  const marked = bundled.filter(({ component }) => component !== null);
  assert.equal(
    marked.map(({ experiment, year }) => `${experiment} ${year}`),
    ["EAS-TOP 1996", "HAWC + IceCube 2019"],
  );
  const header = "experiment,energy_TeV,amplitude,component,kind,reference";
  assert.throws(() => parseMeasurements(`${header}\nX,1,1e-3,polar,value,Y\n`, "own.csv"), /column component/);
});

test("no row stands twice, limits are limits, and the deficits of IceTop 2013 and Milagro are not there", () => {
  const keys = bundled.map((m) => `${m.experiment} ${m.year} ${m.energy_TeV} ${m.amplitude} ${m.kind}`);
  assert.is(new Set(keys).size, keys.length);
  for (const m of bundled) if (m.kind === "upper_limit") assert.is(errorBar(m), null);
  assert.equal([...new Set(bundled.filter((m) => m.kind === "upper_limit").map((m) => m.experiment))].sort(), [
    "KASCADE",
    "KASCADE-Grande",
  ]);
  assert.not(bundled.some((m) => [1.58e-3, 3.11e-3, 2.49e-3].includes(m.amplitude)));
});

test("the layer of 2014 holds nothing later than 2012, the later one nothing earlier than 2015", () => {
  for (const m of bundled) {
    if (m.year === null) continue;
    assert.ok(m.layer === "2014" ? m.year <= 2012 : m.year >= 2015, `${m.experiment} ${m.year} in ${m.layer}`);
  }
  const known = new Set(bundled.filter((m) => m.layer === "2014").map((m) => m.experiment));
  for (const name of ["MACRO", "Super-Kamiokande", "Milagro", "Tibet AS-gamma", "EAS-TOP", "IceCube", "KASCADE"]) {
    assert.ok(known.has(name), name);
  }
});

test("KASCADE's limit at 1 PeV is 1.5e-3, log-log between 1e-3 at 0.7 PeV and 1e-2 at 6 PeV", () => {
  // (1000/700)^(1/log10(6000/700)) = 1.4656
  assert.ok(Math.abs((limitAt(bundled, "KASCADE", 1000) as number) - 1.4656e-3) < 1e-7);
  assert.is(limitAt(bundled, "KASCADE", 700), 1e-3);
  assert.is(limitAt(bundled, "KASCADE", 100), null);
  assert.is(limitAt(bundled, "nobody", 1000), null);
});

test("the claims hold dipoles against the limits of the table, KASCADE's in two digits", () => {
  const { kascade, kascadeLower, eastop } = limitsAt(bundled, 1000, true);
  assert.is(Number(kascade?.toPrecision(2)), KASCADE);
  assert.is(kascadeLower, KASCADE_LOWEST);
  EAS_TOP_RANGE.forEach((end, k) => {
    assert.ok(Math.abs(end - (eastop?.[k] ?? 0)) < 1e-15);
  });
});

test("EAS-TOP stands in with (6.4 +- 2.5)e-4 at 370 TeV, and the figures say so", () => {
  const { eastop, kascadeLower, note } = limitsAt(bundled, 1000, true);
  assert.ok(eastop !== null && Math.abs(eastop[0] - 3.9e-4) < 1e-12 && Math.abs(eastop[1] - 8.9e-4) < 1e-12);
  assert.is(kascadeLower, 1e-3);
  assert.match(note as string, /from memory.*370 TeV.*first harmonic in right ascension/);
});

test("statistical and systematic errors are added in quadrature", () => {
  const [m] = parseMeasurements(
    "experiment,energy_TeV,amplitude,stat_lo,stat_hi,sys,kind,reference\nmine,10,1e-3,3e-4,3e-4,4e-4,value,me\n",
    "f",
  );
  const [low, high] = errorBar(m) as [number, number];
  assert.ok(Math.abs(low - 5e-4) < 1e-15 && Math.abs(high - 1.5e-3) < 1e-15, `${low} ${high}`);
  assert.is(m.layer, "own");
});

test("byte order marks, CRLF, comments, quotes, commas and line breaks in fields are read", () => {
  const csv =
    '\uFEFF# mine\r\nreference,note,experiment,energy_TeV,amplitude,kind\r\n"A, ""B""","two\r\nlines",x,1e2,2e-4,value\r\n\r\n';
  const [m, ...rest] = parseMeasurements(csv, "f");
  assert.equal([m.reference, m.note, m.energy_TeV, m.amplitude, rest.length], ['A, "B"', "two\nlines", 100, 2e-4, 0]);
});

const HEAD = "experiment,energy_TeV,amplitude,kind,reference";
/** A table and what the message has to name: file, line, column, what was found. */
const WRONG: [string, RegExp][] = [
  ["", /^f line 1: found no header/],
  [HEAD.replaceAll(",", ";"), /^f line 1, column .*: unknown column; the fields have to be separated by commas/],
  [`${HEAD},amplitud\n`, /^f line 1, column amplitud: unknown column; did you mean amplitude\?/],
  ["experiment,energy_TeV,amplitude,kind\n", /^f line 1, column reference: .*needed/],
  [`${HEAD},kind\n`, /^f line 1, column kind: .*twice/],
  [`${HEAD}\nx,10,1e-3,value\n`, /^f line 2: found 4 fields, expected 5/],
  [`${HEAD}\nx,10,1e-3,value,a, b\n`, /^f line 2: found 6 fields, expected 5 .*double quotes/],
  [
    `# one\n\n${HEAD}\nx,10,1e-3,value,a\nx,ten,1e-3,value,a\n`,
    /^f line 5, column energy_TeV: found "ten", expected an energy/,
  ],
  [`${HEAD}\nx,0,1e-3,value,a\n`, /column energy_TeV: found "0"/],
  [`${HEAD}\nx,10,-1e-3,value,a\n`, /column amplitude: found "-1e-3"/],
  [`${HEAD}\nx,0x10,1e-3,value,a\n`, /column energy_TeV: found "0x10"/],
  [`${HEAD}\nx,1e15,1e-3,value,a\n`, /column energy_TeV: found "1e15", expected .*up to 1e9 \(1e15 eV are 1000 TeV\)/],
  [`${HEAD}\nx,10,1e-3,value,a\nx\x01y,10,1e-3,value,a\n`, /^f line 3, column experiment: found the character U\+0001/],
  [`${HEAD},note\nx,10,1e-3,value,a,\uffff\n`, /^f line 2, column note: found the character U\+FFFF/],
  [`${HEAD}\nx,10,,value,a\n`, /column amplitude: found nothing/],
  [`${HEAD}\nx,10,1e-3,limit,a\n`, /column kind: found "limit", expected value or upper_limit/],
  [`${HEAD}\n,10,1e-3,value,a\n`, /column experiment: found nothing/],
  [`${HEAD},stat_lo\nx,10,1e-3,upper_limit,a,1e-4\n`, /column kind: an upper_limit has no errors/],
  [`${HEAD},phase_deg\nx,10,1e-3,value,a,400\n`, /column phase_deg: found "400"/],
  [`${HEAD}\nx,10,1e-3,value,"a\n`, /^f line 2: a double quote is opened and never closed/],
  [`${HEAD}\nx,10,1e-3,value,"a"b\n`, /^f line 2: found "b" behind a closing double quote/],
];
for (const [csv, message] of WRONG) {
  test(`refuses ${JSON.stringify(csv.slice(-45))}`, () => {
    try {
      parseMeasurements(csv, "f");
    } catch (error) {
      assert.instance(error, DataError);
      assert.match((error as Error).message, message);
      return;
    }
    assert.unreachable("it was taken");
  });
}

test.run();
