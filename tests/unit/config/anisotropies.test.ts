// field.anisotropy: where it is refused and why, the inner scale that follows it, what is doubtful, and what is not known.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { UsageError } from "../../../src/cli/command.js";
import { configGiven } from "../../../src/cli/config_input.js";
import { planHere, planText } from "../../../src/cli/plan.js";
import { ANISOTROPIES, ANISOTROPY_NAMES, type Anisotropy } from "../../../src/config/anisotropies.js";
import { ConfigError, type ConfigInput, groups, resolveConfig, warnings } from "../../../src/config/config.js";
import { FIELD_MODELS, isTurbulent, MODELS } from "../../../src/config/field_models.js";

const AXES = ANISOTROPY_NAMES.filter((name) => name !== "isotropic");
/** A cube is checked once its file has been read. */
const WITHOUT_FILE = MODELS.filter((name) => name !== "cube");
const test = suite("config: anisotropy");

const input = (anisotropy: Anisotropy, field: ConfigInput["field"] = {}, R = 1000): ConfigInput => ({
  field: { model: "plane-waves", turbulence_level: [0.1], anisotropy, ...field },
  particles: { rigidity_TV: [R] },
});
const messages = (given: ConfigInput) => warnings(resolveConfig(given)).map(({ message }) => message);
const innerScale = (anisotropy: Anisotropy, R: number) =>
  groups(resolveConfig(input(anisotropy, {}, R)))[0].inner_scale_pc;

function refusal(given: ConfigInput): ConfigError {
  try {
    resolveConfig(given);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error("not refused");
}

test("is refused where the field has no plane waves, with the model to choose", () => {
  for (const anisotropy of AXES) {
    for (const model of WITHOUT_FILE.filter((name) => !FIELD_MODELS[name].reads.includes("anisotropy"))) {
      const turbulence_level = isTurbulent(model) ? [0.1] : undefined;
      const { key, message } = refusal(input(anisotropy, { model, turbulence_level }));
      assert.is(key, "field.anisotropy");
      assert.is(
        message,
        `field.anisotropy: found "${anisotropy}", expected "isotropic" beside field.model = "${model}". Set field.model = "plane-waves", or take it out.`,
      );
    }
  }
});

test("is refused at turbulence level 1, where there is no axis, with the levels to choose", () => {
  for (const anisotropy of AXES) {
    const { key, message } = refusal(input(anisotropy, { turbulence_level: [1, 0.3] }));
    assert.is(key, "field.anisotropy");
    assert.match(message, /no regular field/);
    assert.match(message, /Set field\.turbulence_level = \[0\.3\], or take it out\./);
  }
  // of the default levels 1 and 0.1, too
  assert.match(refusal({ field: { model: "plane-waves", anisotropy: "slab" } }).message, /turbulence_level = \[0\.1\]/);
  assert.match(refusal(input("2d", { turbulence_level: [1] })).message, /turbulence_level = \[0\.1\]/);
});

test("of Goldreich and Sridhar has the spectral index 5/3 and no other", () => {
  const { key, message } = refusal(input("goldreich-sridhar", { spectral_index: 1.5 }));
  assert.is(key, "field.spectral_index");
  assert.match(message, /found 1\.5, expected 5\/3 beside field\.anisotropy = "goldreich-sridhar"/);
  resolveConfig(input("goldreich-sridhar", { spectral_index: 1.6667 }));
  for (const anisotropy of ["slab", "2d"] as const) resolveConfig(input(anisotropy, { spectral_index: 1.5 }));
});

test("is chosen on the command line by its bare name, also by one that begins with a digit", () => {
  for (const anisotropy of ANISOTROPY_NAMES) {
    const set = ["field.model=plane-waves", "field.turbulence_level=[0.1]", `field.anisotropy=${anisotropy}`];
    assert.equal(configGiven({ preset: undefined, set }, undefined), resolveConfig(input(anisotropy)));
  }
  assert.throws(
    () => configGiven({ preset: undefined, set: ["field.anisotropy=2D"] }, undefined),
    (error: Error) => error instanceof UsageError,
  );
});

test("none is the default and leaves no trace in a config", () => {
  for (const model of WITHOUT_FILE) {
    const named = resolveConfig({ field: { model, anisotropy: "isotropic" } });
    assert.equal(named, resolveConfig({ field: { model } }));
    assert.not("anisotropy" in named.field);
  }
});

test("the inner scale follows Goldreich-Sridhar turbulence down to k_par r_g = 1, and is else as it was", () => {
  // L = 100 pc/(2 pi): k_par = k_perp^(2/3) L^(-1/3) = 1/r_g at a wavelength of 0.259 and 0.0819 gyroradii across B0
  for (const [R, gyroradii] of [
    [1000, 0.5],
    [100, 0.2589],
    [10, 0.08188],
  ]) {
    const r_g = (0.27025 * R) / 1000;
    assert.ok(Math.abs(innerScale("goldreich-sridhar", R) / (gyroradii * r_g) - 1) < 1e-3, `${R} TV`);
    const kPerpendicular = (2 * Math.PI) / (ANISOTROPIES["goldreich-sridhar"].resonantAcross?.(r_g, 100) as number);
    assert.ok(Math.abs(kPerpendicular ** (2 / 3) * (100 / (2 * Math.PI)) ** (-1 / 3) * r_g - 1) < 1e-12);
    for (const anisotropy of ["slab", "2d"] as const) assert.is(innerScale(anisotropy, R), innerScale("isotropic", R));
  }
});

test("a Goldreich-Sridhar field that ends above the resonance is warned about, with numbers", () => {
  const resonance = /not resonant/;
  for (const R of [10, 1000, 1e5])
    assert.not.ok(messages(input("goldreich-sridhar", {}, R)).some((m) => resonance.test(m)));
  const found = messages(input("goldreich-sridhar", { inner_scale_gyroradii: 0.5 }, 10)).filter((m) =>
    resonance.test(m),
  );
  assert.is(found.length, 1);
  // k_par r_g = (4 pi)^(2/3) (2 pi r_g/L_max)^(1/3) = 0.30
  assert.match(found[0], /0\.0014 pc across B0, have k_par r_g of about 0\.3,.* use 0\.082 or less/);
  assert.not.ok(messages(input("slab", { inner_scale_gyroradii: 0.5 }, 10)).some((m) => resonance.test(m)));
});

test("fields that bind particles to their lines say so, and none is held against formulas of isotropic turbulence", () => {
  const binding = /D_perp falls/;
  for (const anisotropy of AXES) {
    const found = messages(input(anisotropy));
    assert.is(found.filter((m) => binding.test(m)).length, anisotropy === "goldreich-sridhar" ? 0 : 1, anisotropy);
    assert.is(found.filter((m) => /no formula/.test(m)).length, 1);
    const short = { ...input(anisotropy), transport: { path_pc: 10 }, particles: { nside: 1 as never } };
    assert.not.ok(messages(short).some((m) => /scattering length|noise of/.test(m)));
    const plan = planHere(resolveConfig(input(anisotropy)), { memory_bytes: 64 * 2 ** 30 });
    assert.is(plan.groups[0].coherence_length_pc, null);
    assert.not.match(planText(plan), /l_c|NaN|null/);
  }
  assert.equal(messages(input("isotropic")), []);
});

test.run();
