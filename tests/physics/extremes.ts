// Configs at and beyond the edge of what makes sense, small enough to run: every config that is accepted must run to a
// finite summary.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { ConfigError, type ConfigInput, canonicalJSON, groups, resolveConfig } from "../../src/config/config.js";
import { isCube, isTurbulent, MODELS } from "../../src/config/field_models.js";
import { INTEGRATOR_NAMES } from "../../src/config/integrators.js";
import { realise } from "../../src/flight/realisation.js";
import { summarise } from "../../src/response/summary.js";
import { holdsLater } from "../unit/holds.js";

/** Ten to a power: every order of magnitude is as likely. */
const power = (low: number, high: number) =>
  fc.double({ min: low, max: high, noNaN: true }).map((exponent) => 10 ** exponent);
const sometimes = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const extreme = fc.record({
  model: fc.constantFrom(...MODELS.filter((name) => !isCube(name))),
  integrator: fc.constantFrom(...INTEGRATOR_NAMES),
  eta: fc.constantFrom(1, 0.1, 1e-6, 1e-300, 1 - 2 ** -53),
  field: sometimes(4, power(-250, 250)),
  outer: sometimes(100, power(-250, 250)),
  index: sometimes(5 / 3, fc.constantFrom(1 + 2 ** -52, 1.001, 2.999, 3 - 2 ** -51)),
  rigidity: sometimes(1000, fc.oneof(power(-9, 9), power(-250, 9))),
  tolerance: sometimes(1e-5, fc.constantFrom(0.1, 1e-13, 1e-16, 1e-300, Number.MIN_VALUE)),
  /** the path in gyroradii */
  turns: power(-3, 1.5),
  path: fc.option(power(-250, 250), { freq: 4 }),
  inner: fc.option(fc.constantFrom(1e-3, 0.5, 5), { freq: 4 }),
});

/** A longer realisation is left out: it would show nothing new. */
const MOST_STEPS = 5e4;
const MOST_BYTES = 2 ** 26;

export interface Fate {
  run: number;
  refused: number;
  /** left out, as they take long */
  long: number;
  /** of those run, with particles that failed */
  failed: number;
}

export async function runExtremes(runs: number, seed: number): Promise<Fate> {
  const fate: Fate = { run: 0, refused: 0, long: 0, failed: 0 };
  const property = fc.asyncProperty(extreme, async (drawn) => {
    const gyroradius = (1.081 * drawn.rigidity) / 1000 / drawn.field;
    const input: ConfigInput = {
      field: {
        model: drawn.model,
        total_rms_uG: drawn.field,
        outer_scale_pc: drawn.outer,
        spectral_index: drawn.index,
        ...(isTurbulent(drawn.model) ? { turbulence_level: [drawn.eta] } : {}),
        ...(drawn.inner === null ? {} : { inner_scale_gyroradii: drawn.inner }),
      },
      particles: { rigidity_TV: [drawn.rigidity], nside: 1, tolerance: drawn.tolerance, integrator: drawn.integrator },
      transport: { path_pc: drawn.path ?? drawn.turns * gyroradius, outputs: 3 },
      ensemble: { realisations: 2 },
    };
    let config: ReturnType<typeof resolveConfig>;
    try {
      config = resolveConfig(input);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      fate.refused++;
      return;
    }
    const [group] = groups(config);
    // a coarse estimate may be far off; what bounds the time for certain is the budget
    if (group.steps_estimate > MOST_STEPS || group.memory_bytes > MOST_BYTES) {
      fate.long++;
      return;
    }
    const records = [await realise(config, 0), await realise(config, 1)];
    const summary = summarise(config, records, { kernel_sha256: "", numerics: 1 });
    canonicalJSON(summary); // no NaN, no infinity, nowhere
    fate.run++;
    const { failed, failed_realisations, warnings } = summary.groups[0];
    assert.is(failed, records[0].failed + records[1].failed);
    assert.is(failed_realisations, records.filter((record) => record.failed > 0).length);
    if (failed > 0) {
      fate.failed++;
      assert.ok(warnings.some((text) => text.includes(`${failed}, in realisations: ${failed_realisations}`)));
    }
  });
  await holdsLater(property, seed, runs);
  return fate;
}
