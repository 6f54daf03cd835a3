// The packages that are installed only by those who draw, want HDF5 or a graphics processor: optional peer dependencies in
// package.json. A command asks for what it needs before it does anything that takes time.
import { UsageError } from "./command.js";

/** The modules that each use imports. */
export const optionalModules = {
  drawing: ["@observablehq/plot", "linkedom", "d3-geo", "d3-geo-projection"],
  "--png": ["@resvg/resvg-js"],
  HDF5: ["h5wasm/node"],
  "--device gpu": ["webgpu"],
} as const;

/** The package of a module: "h5wasm" of "h5wasm/node". */
export const packageName = (module: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;

/** Loads the modules of a use; throws UsageError, with the command that installs them, where they are not installed. */
export async function need(use: keyof typeof optionalModules): Promise<void> {
  const modules = optionalModules[use];
  const absent = modules.filter((module) => !isInstalled(module)).map(packageName);
  if (absent.length > 0) {
    const names = new Intl.ListFormat("en-GB").format(absent);
    const verb = absent.length > 1 ? "are" : "is";
    throw new UsageError(`${use} needs ${names}, which ${verb} not installed: npm install ${absent.join(" ")}`);
  }
  for (const module of modules) {
    try {
      await import(module);
    } catch (error) {
      const [reason] = String(error instanceof Error ? error.message : error).split("\n");
      throw new UsageError(`${use} needs ${packageName(module)}, which is installed but does not load: ${reason}`);
    }
  }
}

/** Whether there is a package of that name; what is wrong with it otherwise, its import says. */
function isInstalled(module: string): boolean {
  try {
    import.meta.resolve(module);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND";
  }
}
