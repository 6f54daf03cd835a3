// The options of every command that analyses a finished run: gradient, convention, group.

import type { Config, Density } from "../config/config.js";
import { shown } from "../config/errors.js";
import type { FigureInput, GradientChoice } from "../figures/input.js";
import { GRADIENT_PER_KPC } from "../published.js";
import { PAPER_GRADIENT } from "../response/dipole.js";
import { decimal, decimals } from "../words/decimal.js";
import { UsageError } from "./command.js";

export const gradientOptions = {
  "gradient-deg": {
    value: "L,B",
    about: "direction of the gradient, longitude and latitude in the run's frame; default 90,0",
  },
  gradient: {
    value: "KIND",
    about:
      "literal: the size given; matched: such that 3D(T)|g|/c of the simulated D(T) is the isotropic prediction for the size given; default matched at turbulence level 1, else literal",
  },
  "gradient-per-kpc": { value: "X", about: `size of the gradient in 1/kpc; default ${GRADIENT_PER_KPC}` },
  density: {
    value: "NAME",
    about:
      "a density of the run (key density of its config) beside the gradient, which is then literal: their dipoles add; alone with --gradient-per-kpc 0",
  },
} as const;

export const viewOptions = {
  ...gradientOptions,
  direction: {
    value: "CONVENTION",
    about:
      "momentum: where particles go, as in the paper (default); arrival: where a telescope looks (as in phase, which has no other)",
  },
  "turbulence-level": { value: "X", about: "draw this turbulence level, where a figure shows one" },
  "rigidity-TV": { value: "X", about: "draw this rigidity, where a figure shows one" },
} as const;

/** The values of options as they are typed; undefined where one is absent. */
export type Given<O> = { [name in keyof O]: string | undefined };

/** A command whose dipoles are of gradients alone has no --density. */
export type MaybeDensity<O> = Omit<Given<O>, "density"> & { density?: string };

export function gradientOf(given: MaybeDensity<typeof gradientOptions>): GradientChoice {
  const { gradient: kind = null, density } = given;
  if (kind !== null && kind !== "literal" && kind !== "matched") {
    const hint = decimal(kind) > 0 ? `; its size is given by --gradient-per-kpc ${kind}` : "";
    throw new UsageError(`--gradient: found ${shown(kind)}, expected literal or matched${hint}`);
  }
  const direction = given["gradient-deg"];
  const size = given["gradient-per-kpc"];
  if (density !== undefined && kind === "matched")
    throw new UsageError(
      "--gradient: found matched with --density, expected literal: a density has a size of its own, which cannot be scaled",
    );
  const none = density !== undefined && size !== undefined && decimal(size) === 0;
  const sizeOf = (text: string) => (none ? 0 : positive("--gradient-per-kpc", text, "a size in 1/kpc"));
  return {
    direction_deg: direction === undefined ? PAPER_GRADIENT.direction_deg : directionOf("--gradient-deg", direction),
    per_kpc: size === undefined ? GRADIENT_PER_KPC : sizeOf(size),
    kind,
    ...(density === undefined ? {} : { density }),
  };
}

/** The density asked for, of those that the run has; undefined: none was. Throws UsageError. */
export function checkDensity({ density: list = [] }: Config, name: string | undefined): Density | undefined {
  const found = list.find((density) => density.name === name);
  if (name === undefined || found !== undefined) return found;
  const expected =
    list.length === 0
      ? "none: this run has no densities. They are flown with the run: larmor schema --table explains the key density"
      : `one of ${list.map((density) => density.name).join(", ")}`;
  throw new UsageError(`--density: found ${shown(name)}, expected ${expected}`);
}

export function viewOf(given: Given<typeof viewOptions>): Pick<FigureInput, "gradient" | "convention" | "only"> {
  const { direction = "momentum" } = given;
  if (direction !== "momentum" && direction !== "arrival") {
    throw new UsageError(`--direction: found ${shown(direction)}, expected momentum or arrival`);
  }
  const level = given["turbulence-level"];
  const rigidity = given["rigidity-TV"];
  return {
    gradient: gradientOf(given),
    convention: direction,
    only: {
      ...(level === undefined ? {} : { turbulence_level: positive("--turbulence-level", level, "a level up to 1") }),
      ...(rigidity === undefined ? {} : { rigidity_TV: positive("--rigidity-TV", rigidity, "a rigidity in TV") }),
    },
  };
}

/** "L,B" in degrees; throws UsageError. */
export function directionOf(option: string, text: string): [number, number] {
  const parts = decimals(text);
  const [longitude, latitude] = parts;
  if (parts.length !== 2 || !(Math.abs(longitude) <= 360) || !(Math.abs(latitude) <= 90)) {
    throw new UsageError(
      `${option}: found ${shown(text)}, expected longitude,latitude in degrees, with a comma and no blank, as in 90,0 (-360 to 360, -90 to 90)`,
    );
  }
  return [longitude, latitude];
}

/** A number above 0; throws UsageError. */
export function positive(option: string, text: string, expected: string): number {
  const value = decimal(text);
  if (!(value > 0)) {
    throw new UsageError(`${option}: found ${shown(text)}, expected ${expected}, above 0`);
  }
  return value;
}
