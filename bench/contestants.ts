// Who takes part: the native twins, what FFTW makes of the synthesis, the kernel in every engine there is, the portable sources as
// scalar Wasm and as plain JavaScript in the newest Node.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { INTEGRATOR_NAMES, type Integrator } from "../src/config/integrators.js";
import { plainJavaScript, scalarWasm } from "./build_portable.js";
import { chromium } from "./chromium.js";
import { type Contestant, folder, IN_TWINS, native, wasm } from "./contestant.js";
import { engines } from "./machine.js";

const NATIVE = ["-O3", "-march=native"];

/**
 * The twins, or none where there is no g++: the same algorithm as one would write it in C++; every level at every stage, as one would
 * write it first; and tuned by hand.
 */
export function twins(): Contestant[] {
  const found = [
    native("C++", NATIVE),
    native("C++ without patch", [...NATIVE, "-DPLAIN"]),
    native("C++ tuned", [...NATIVE, "-DTUNED"]),
  ].filter((twin) => twin !== undefined);
  if (found.length === 0) console.error("C++: not measured, there is no g++");
  return found;
}

/** The plain twin with what Wasm's SIMD has and no more: SSE4.1, registers of 16 bytes. */
function likeWasm(): Contestant[] {
  const twin = process.arch === "x64" ? native("C++ SSE4.1", ["-O3", "-msse4.1"]) : undefined;
  return twin ? [twin] : [];
}

/** The twin with FFTW's transforms, for the synthesis alone. */
function withFftw(): Contestant[] {
  try {
    return (["float", "double"] as const).flatMap((type) => {
      const library = type === "float" ? "-lfftw3f" : "-lfftw3";
      const name = `C++ FFTW ${type === "float" ? "f32" : "f64"}`;
      const twin = native(name, [...NATIVE, `-DFFTW=${type}`], [library]);
      return twin ? [{ ...twin, only: "synthesis" }] : [];
    });
  } catch {
    console.error("FFTW: not measured (Debian: libfftw3-dev)");
    return [];
  }
}

/** Other interpolations, in C++, by name; that of the kernel by the kernel. */
export function splines(): Record<string, Contestant | undefined> {
  const { path } = engines().at(-1)!;
  const variant = (name: string, ...options: string[]) => native(name, [...NATIVE, "-DPLAIN", ...options]);
  return {
    quadratic: wasm("quadratic", path),
    "quadratic, f64 nodes": variant("quadratic, f64 nodes", "-DREAL=double"),
    linear: variant("linear", "-DORDER=1"),
    cubic: variant("cubic", "-DORDER=3"),
  };
}

/** The kernel in every Node there is, and in Chromium. */
export async function inEngines(): Promise<Contestant[]> {
  const browser = await chromium();
  if (browser === undefined) console.error("Chromium: not measured, it does not start here");
  const nodes = engines().map(({ name, path }) => wasm(`Wasm ${name}`, path));
  return browser === undefined ? nodes : [...nodes, browser];
}

/** What is timed: `rotations` in the kernel alone. */
export const integratorsOf = ({ name }: Contestant): readonly Integrator[] =>
  name.startsWith("Wasm") ? INTEGRATOR_NAMES : IN_TWINS.filter((integrator) => integrator !== "rotations");

export function inNewestNode(): Contestant {
  const { name, path } = engines().at(-1)!;
  return wasm(`Wasm ${name}`, path);
}

async function portable(): Promise<Contestant[]> {
  const { name, path } = engines().at(-1)!;
  const [scalar, script] = [join(folder, "portable.wasm"), join(folder, "portable.mjs")];
  writeFileSync(scalar, await scalarWasm());
  writeFileSync(script, await plainJavaScript());
  return [wasm(`scalar Wasm ${name}`, path, scalar), wasm(`JavaScript ${name}`, path, script)];
}

export const everyone = async (): Promise<Contestant[]> => [
  ...twins(),
  ...likeWasm(),
  ...withFftw(),
  ...(await inEngines()),
  ...(await portable()),
];
