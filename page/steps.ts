// How the particles are flown: the published run, and what is meant to equal it, by the paper's steps (rk45); what a visitor
// changes, by the larger steps of the preset "fast", which measure the same within 1 % in less than half the time.
import { type Config, type ConfigInput, configIdentity, presets } from "../src/config/config.js";

/** `own`: by neither, as the config says. */
export type Steps = "fast" | "exact" | "own";

const FAST = presets.fast.settings.particles as { integrator: "magnus"; tolerance: number };
const EXACT_TOLERANCE = 1e-5;

/** In words, for the form. */
export const STEPS: Record<Exclude<Steps, "own">, string> = {
  fast: `fast: Magnus steps, tolerance ${FAST.tolerance} (D and dipoles the same within 1 %)`,
  exact: `the paper's: rk45, tolerance ${EXACT_TOLERANCE}`,
};

export function stepsOf({ particles: { integrator, tolerance } }: Config): Steps {
  if (integrator === FAST.integrator && tolerance === FAST.tolerance) return "fast";
  return integrator === undefined && tolerance === EXACT_TOLERANCE ? "exact" : "own";
}

export function withSteps(input: ConfigInput, steps: Exclude<Steps, "own">): ConfigInput {
  const { integrator: _, ...particles } = input.particles ?? {};
  const chosen = steps === "fast" ? FAST : { tolerance: EXACT_TOLERANCE };
  return { ...input, particles: { ...particles, ...chosen } };
}

/**
 * A config whose fields were changed by hand. What becomes the published run is flown as that was, anything else fast; but
 * who has chosen otherwise before keeps the choice.
 */
export function asFlown(
  before: Config,
  input: ConfigInput,
  published: string,
  checked: (input: ConfigInput) => Config,
): Config {
  const steps = stepsOf(before);
  if (steps === "own") return checked(input);
  const isPublished = (config: Config) => configIdentity(config) === published;
  const wasPublished = isPublished(checked(withSteps(before as ConfigInput, "exact")));
  const exact = checked(withSteps(input, "exact"));
  if (steps === "exact" && !wasPublished) return exact;
  if (isPublished(exact) && !(steps === "fast" && wasPublished)) return exact;
  return checked(withSteps(input, "fast"));
}
