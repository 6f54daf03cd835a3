// What `export --fits` and `project --map` have in common.
import { loadKernel, numerics } from "../flight/kernel.js";
import { FolderError, type Run } from "../store/store.js";
import { UsageError, wholeNumber } from "./command.js";

export const LARGEST_NSIDE = 128;

export function readNside(text: string): number {
  const nside = wholeNumber("--nside", text, 1, LARGEST_NSIDE);
  if ((nside & (nside - 1)) !== 0) throw new UsageError(`--nside: found ${nside}, expected a power of two`);
  return nside;
}

/** Throws FolderError where this larmor would trace other trajectories than the run did. */
export async function sameKernel({ provenance, dir }: Run): Promise<void> {
  const kernel = await loadKernel();
  const here = await numerics(kernel);
  if (here !== provenance.numerics) {
    const found = `made by larmor ${provenance.larmor} with numerics ${provenance.numerics}, this has ${here}`;
    throw new FolderError(dir, `${found}; a map has to be computed by the version that made the run`);
  }
}
