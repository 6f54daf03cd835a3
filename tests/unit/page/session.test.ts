// The state of the page, without a browser: which numbers are shown, what a link brings and when it no longer holds.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Computation } from "../../../page/computation.js";
import { reproduced } from "../../../page/messages.js";
import { type Precomputed, packed } from "../../../page/precomputed.js";
import { Session } from "../../../page/session.js";
import { figureOf, presetView, VIEWS } from "../../../page/state.js";
import { configIdentity, groups, resolveConfig } from "../../../src/config/config.js";
import { figures } from "../../../src/figures/index.js";
import { ofPage } from "../../../src/figures/of_page.js";
import { emptySample, newRow } from "../../../src/response/sample.js";

const test = suite("page: session");

const config = resolveConfig({
  field: { turbulence_level: [1, 0.1] },
  particles: { nside: 1 },
  transport: { outputs: 2 },
  ensemble: { realisations: 3 },
});
const identity = configIdentity(config);
const otherRun = resolveConfig({ ...config, ensemble: { realisations: 3, seed: 7 } });
const RESULT = "f".repeat(64);
const published: Precomputed = {
  config,
  config_sha256: identity,
  kernel_sha256: "k".repeat(64),
  numerics: 2,
  result_sha256: RESULT,
  groups: groups(config).map((group) => packed(emptySample(group), [])),
};

/** A computation with this number of realisations of each group of the published run. */
function computation(realisations: number, changes: Partial<Computation> = {}): Computation {
  const samples = groups(config).map((group) => {
    const sample = emptySample(group);
    for (let k = 0; k < realisations; k++) sample.rows.push(newRow(sample));
    return sample;
  });
  return { phase: "idle", identity, samples, done: 0, lines: [], result: () => null, ...changes } as Computation;
}

const idle = () => computation(0, { identity: null, samples: [] });

test("the published result is shown until the group that is shown has as many realisations of its own", () => {
  for (const [realisations, source] of [
    [0, "published"],
    [1, "published"],
    [2, "published"],
    [3, "computed"],
  ] as const)
    assert.is(new Session(published, computation(realisations)).source, source, `${realisations}`);
  assert.is(new Session(published, idle()).result(), RESULT);
  const own = new Session(published, computation(3, { result: () => "own" }));
  assert.is(own.result(), "own");
  assert.is(own.samples, own.computation.samples);
});

test("what a graphics processor flies is a run of its own, whose name goes with its results", () => {
  const fast = resolveConfig({ ...config, particles: { nside: 1, integrator: "magnus", tolerance: 1e-3 } });
  const both = new Session(published, idle());
  both.change({ config: fast, view: { ...both.state.view, device: "cpu" } });
  const byKernel = both.identity;
  both.change({ config: fast, view: { ...both.state.view, device: "gpu" } });
  assert.is(both.identity, `${byKernel} gpu-3.2`);
  const device = { adapter: "acme x1", driver: "7" };
  const own = new Session(published, computation(3, { identity: both.identity, device, result: () => RESULT }));
  own.change(both.state);
  assert.is(own.madeBy, "acme x1");
  assert.match(own.link(), /&device=gpu&result=f{64}&made_by=acme%20x1$/);
  own.change({ ...own.state, view: { ...own.state.view, device: "cpu" } });
  assert.is(own.source, "none", "the kernel has not flown it");
  assert.is(own.madeBy, null);
  // a link that another device made is not said to be wrong without saying whose it is
  own.follow(own.link().replace(/$/, `&device=gpu&result=${"e".repeat(64)}&made_by=acme%20x2`));
  assert.match(reproduced(own), /result is e{64}, graphics processor acme x2, f32, audited/);
});

test("of another config nothing is shown until it is computed; more realisations are the same run, incomplete", () => {
  const session = new Session(published, idle());
  session.change({ ...session.state, config: otherRun });
  assert.is(session.source, "none");
  assert.is(session.result(), null);
  assert.equal(
    session.samples.map(({ rows }) => rows.length),
    [0, 0],
  );
  const more = resolveConfig({ ...config, ensemble: { realisations: 9 } });
  session.change({ ...session.state, config: more });
  assert.is(session.source, "published");
  assert.is(session.result(), null);
});

test("a link's result holds for its run, whatever the view, and ends with the run", () => {
  const session = new Session(published, idle());
  const link = session.link().replace(RESULT, "a".repeat(64));
  assert.is(session.follow(link), null);
  assert.is(session.linked, "a".repeat(64));
  session.change({ ...session.state, view: { ...session.state.view, name: "energy" } });
  assert.is(session.linked, "a".repeat(64));
  assert.match(session.link(), `result=${"a".repeat(64)}`);
  assert.match(reproduced(session), /^The link's result is aaaa/);
  session.change({ ...session.state, config: otherRun });
  assert.is(session.linked, null);
});

test("a link that cannot be followed gives a sentence and the published result", () => {
  const session = new Session(published, idle());
  session.change({ ...session.state, view: { ...session.state.view, name: "energy" } });
  const sentence = session.follow("#view=nothing");
  assert.match(sentence ?? "", /^This link cannot be followed: view: found "nothing", expected one of .* is shown\.$/);
  assert.equal(session.state, { config, view: presetView("fig4") });
  assert.is(session.linked, null);
});

test("a figure of the paper is of the published run; while a run is under way, of that run", () => {
  const other = resolveConfig({ field: { turbulence_level: [0.5] }, particles: { nside: 1 } });
  for (const phase of ["idle", "done", "running", "paused"] as const) {
    const session = new Session(published, computation(0, { phase }));
    session.change({ config: other, view: { ...session.state.view, realisation: 4 } });
    const next = session.preset("fig2");
    const kept = phase === "running" || phase === "paused";
    assert.is(next.config, kept ? other : config, phase);
    assert.is(next.view.turbulence_level, kept ? 0.5 : 1);
    assert.is(next.view.realisation, kept ? 4 : 0);
    assert.is(next.view.name, "sky");
  }
});

test("each tab shows a figure of the table, at every turbulence level; the names of old links are among them", () => {
  const names = ["sky", "amplitude", "arrival", "convergence", "paths", "angle", "energy"];
  for (const name of names) assert.ok(name in VIEWS, name);
  const shown = Object.keys(VIEWS).flatMap((name) =>
    [1, 0.1, 0].map((turbulence_level) => figureOf({ ...presetView("fig5"), name, turbulence_level }).figure),
  );
  const withTab = Object.keys(figures).filter((figure) => figures[figure].tab);
  assert.equal([...new Set(shown)].sort(), withTab.sort());
  // the paths are drawn by the page itself
  assert.equal([...Object.keys(ofPage), "trajectory"].sort(), withTab.sort());
});

test.run();
