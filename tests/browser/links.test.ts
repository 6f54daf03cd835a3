// Links made by strangers: whatever they hold, nothing is computed, nothing breaks, and no number that is none is shown.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { uniform } from "../../src/statistics/random.js";
import { SMALL, type Visitor, visitor } from "./visitor.js";

const test = suite("links");
let visit: Visitor;

test.before(async () => {
  visit = await visitor();
});
test.after(() => visit?.leave());

const VALUES = [
  "",
  "0",
  "-1",
  "1e300",
  "1e-300",
  "NaN",
  "null",
  "undefined",
  "[]",
  "[1,2,3]",
  "[[0]]",
  "{}",
  '{"1":{"1000":4}}',
  '{"__proto__":1}',
  "true",
  "%00",
  "%F0%9F",
  "<b>x</b>",
  "javascript:alert(1)",
  "7",
  "0.5",
  "16",
  "[0.3,1]",
  "[90,0]",
  "magnus",
  "uniform",
  "paths",
  "arrival",
  "energy",
];
const KEYS = [
  ...SMALL.split("&").map((pair) => pair.split("=")[0]),
  "field.model",
  "field.total_rms_uG",
  "field.outer_scale_pc",
  "field.inner_scale_gyroradii",
  "particles.rigidity_TV",
  "particles.tolerance",
  "particles.integrator",
  "ensemble.seed",
  "density",
  "gradient_deg",
  "gradient_per_kpc",
  "direction",
  "shown_TV",
  "realisation",
  "map_nside",
  "camera",
  "result",
  "nothing",
];

/** Odd, and right. */
const GOOD: [string, string][] = [
  ...["energy", "paths", "arrival", "amplitude", "angle", "convergence", "sky"].map((view): [string, string] => [
    "view",
    view,
  ]),
  ["field.turbulence_level", "[0.3,1]"],
  ["field.model", "plane-waves"],
  ["particles.rigidity_TV", "[1,1e9]"],
  ["particles.integrator", "magnus"],
  ["transport.path_pc", "1e-6"],
  ["ensemble.realisations", "1"],
  ["gradient_deg", "[-360,-90]"],
  ["gradient_per_kpc", "1e-6"],
  ["shown_TV", "1e-300"],
  ["realisation", "10000000"],
  ["map_nside", "32"],
  ["direction", "arrival"],
];

/** The small run's link with a few of its values changed, keys added, letters lost; about a half can be followed. */
function wildLink(draw: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)];
  const pairs = new Map(SMALL.split("&").map((pair) => pair.split("=") as [string, string]));
  const changes = () => (draw() < 0.85 ? pick(GOOD) : ([pick(KEYS), pick(VALUES)] as const));
  for (let i = 0; i < 1 + 4 * draw(); i++) pairs.set(...changes());
  const link = [...pairs].map(([key, value]) => `${key}=${value}`).join("&");
  const cut = Math.floor(draw() * link.length);
  return draw() < 0.1 ? link.slice(0, cut) + link.slice(cut + 1) : link;
}

test("300 hostile links start no work and cause no error; the page never shows NaN or undefined", async () => {
  const page = await visit.open();
  const draw = uniform(20);
  let refused = 0;
  for (let i = 0; i < 300; i++) {
    const link = wildLink(draw);
    // two frames: one to follow it, one to draw
    const shown = await page.evaluate(
      async (hash) => {
        location.hash = hash;
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        return document.body.innerText;
      },
      `${link}&`.slice(0, -1),
    );
    if (/cannot be followed/.test(shown)) refused += 1;
    // what the link itself said may be quoted
    const own = shown.replace(/This link cannot be followed:[^\n]*/g, "");
    assert.not.match(own, /\bNaN\b|\bundefined\b|\[object /, link);
    assert.is(page.workers().length, 0, link);
  }
  console.log(`${refused} of 300 refused`);
  assert.ok(refused > 50 && refused < 290, `${refused} refused`);
  assert.equal(visit.complaints, []);
  await page.close();
});

test.run();
