// The calibration of infer.test.ts with 200 trials, or LARMOR_TRIALS: B0 unknown, known, and with the size of the gradient; on tensors
// that are made up, on those that infer takes for possible, and on those of a run that LARMOR_CALIBRATE names (a level with B0, two
// rigidities or more), each left out in turn. With some thousand trials the first fails along B0: docs/infer.md says by how much.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readRun } from "../../../src/cli/figure_input.js";
import { ensembleOf } from "../../../src/inference/ensemble.js";
import {
  type Case,
  KOLMOGOROV,
  leftOut,
  selfMade,
  spreadOfRanks,
  synthetic,
  trials,
  unevenness,
  widest,
} from "./trials.js";

const COUNT = Number(process.env.LARMOR_TRIALS ?? 200);
const test = suite(`inference, ${COUNT} trials`);
/** Other truths and tensors every time. */
const seed = Date.now() % 2 ** 31;
const QUOTED = { covered: 0.68, spread: 1 };
/** Enough for mutants. */
const FEW = 30;
/** Errors of the data, not the scatter of the tensors, decide the widths. */
const LARGE_ERROR = 1e-2;

async function leftOutOfRun(dir: string): Promise<{ of: (n: number) => Case; tensors: number }> {
  const { run, samples } = await readRun(dir);
  const level = Math.max(...samples.map(({ group }) => group.turbulence_level).filter((eta) => eta < 1));
  const ensemble = ensembleOf(
    samples.filter(({ group }) => group.turbulence_level === level),
    run.config.field.regular_direction_deg,
  );
  return { of: leftOut(ensemble), tensors: ensemble.realisation.length };
}

const dir = process.env.LARMOR_CALIBRATE;
console.log(`seed ${seed}`);
const sources = [
  { name: "made up", of: synthetic(60, 0, seed), tensors: COUNT },
  { name: "infer's own", of: selfMade(60, seed), tensors: COUNT },
  ...(dir === undefined ? [] : [{ name: dir, ...(await leftOutOfRun(dir)) }]),
];

for (const { name, of: caseOf, tensors } of sources) {
  for (const [given, known, names] of [
    ["nothing known", {}, ["along", "gradient", "angle"]],
    ["B0 known", { b0: true }, ["along", "gradient", "angle"]],
    ["B0 and size known", { b0: true, size: true }, ["along", "angle"]],
  ] as [string, Parameters<typeof trials>[2], ("along" | "gradient" | "angle")[]][]) {
    test(`${name}, ${given}: ranks are uniform, intervals cover, something is learnt`, () => {
      const found = trials(caseOf, COUNT, known, {}, seed + 1);
      // trials that share a realisation err alike
      const independent = Math.min(COUNT, tensors);
      for (const what of names) {
        const ranks = found.map((trial) => trial.ranks[what]);
        const covered = ranks.filter((r) => r >= 0.16 && r <= 0.84).length / COUNT;
        const most = ranks.filter((r) => r >= 0.025 && r <= 0.975).length / COUNT;
        const says = `${what}: ${covered} covered, ${most} by 95 %, ${unevenness(ranks)}, ${spreadOfRanks(ranks)}`;
        console.log(`${name}, ${given}: ${says}`);
        assert.ok(unevenness(ranks) < KOLMOGOROV * Math.sqrt(COUNT / independent), says);
        // one in a thousand beyond, on either side
        assert.ok(Math.abs(covered - QUOTED.covered) < 3.3 * Math.sqrt((0.68 * 0.32) / independent), says);
        assert.ok(Math.abs(spreadOfRanks(ranks) - QUOTED.spread) < 3.3 * Math.sqrt(0.8 / independent), says);
      }
      const nats = (which: "line" | "along" | "angle") => found.reduce((sum, t) => sum + t.nats[which] / COUNT, 0);
      console.log(`${name}, ${given}: nats line ${nats("line")}, along ${nats("along")}, angle ${nats("angle")}`);
      assert.ok(nats("along") > 0.5 && (known.b0 || nats("line") > 0.5) && (!known.size || nats("angle") > 0.5));
    });
  }
}

test("errors that are quoted at half their size are seen, where they matter", () => {
  const along = (errors: number) =>
    spreadOfRanks(trials(synthetic(60), FEW, { b0: true, error: LARGE_ERROR }, { errors }).map((t) => t.ranks.along));
  const [right, halved] = [along(1), along(0.5)];
  assert.ok(right < widest(FEW) && halved > widest(FEW), `${right} ${halved}`);
});

test("with few realisations, taken as they are, the truth is outside too often; with their scatter it is not", () => {
  const along = (width?: number) =>
    spreadOfRanks(trials(synthetic(12), FEW, { b0: true }, { width }).map((t) => t.ranks.along));
  const [right, bare] = [along(), along(0)];
  assert.ok(right < widest(FEW) && bare > widest(FEW), `${right} ${bare}`);
});

test.run();
