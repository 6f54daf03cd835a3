// What the commands that compute a map of the sky have in common.
import { loadKernel, numerics } from "../flight/kernel.js";
import { FolderError, type Run } from "../store/store.js";
import { UsageError, wholeNumber } from "./command.js";
import { Pace, type ProgressLine } from "./progress.js";

export const LARGEST_NSIDE = 128;

export function readNside(text: string): number {
  const nside = wholeNumber("--nside", text, 1, LARGEST_NSIDE);
  if ((nside & (nside - 1)) !== 0) throw new UsageError(`--nside: found ${nside}, expected a power of two`);
  return nside;
}

/** A file that takes longer is announced. */
const LONG_S = 5;

/** Tells of a file that takes long how long, measured with its first directions or other items, and shows its progress. */
export function fileProgress(
  line: ProgressLine,
  file: string,
  items = "directions",
): (done: number, total: number) => void {
  let pace: Pace | undefined;
  let announced = false;
  let before = 0;
  return (done, total) => {
    pace ??= new Pace(total);
    pace.add(done - before);
    before = done;
    const seconds = pace.secondsToGo();
    if (seconds !== undefined && !announced) {
      announced = true;
      if (seconds > LONG_S) line.say(`${file}: ${total} ${items}${pace.toGo()}`);
    }
    if (announced) line.update(() => `${file}: ${done} of ${total} ${items}${pace?.toGo()}`);
    if (done === total) line.clear();
  };
}

/** Throws FolderError where this larmor would trace other trajectories than the run did. */
export async function sameKernel({ provenance, dir }: Run): Promise<void> {
  const kernel = await loadKernel();
  const here = await numerics(kernel);
  if (here !== provenance.numerics) {
    const found = `made by larmor ${provenance.larmor} with numerics ${provenance.numerics}, this has ${here}`;
    throw new FolderError(dir, `${found}; a map or a field has to be computed by the version that made the run`);
  }
}
