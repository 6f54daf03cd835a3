// What validate, claims and convergence have in common: they compute for long, and a signal stops them.
import { EXIT } from "./command.js";
import type { ProgressLine } from "./progress.js";
import { stopOnSignals } from "./signals.js";

/** Does the work until a signal stops it; resolves with its exit code. `resumable`: what is done is kept somewhere. */
export async function stoppable(
  line: ProgressLine,
  resumable: boolean,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const { signal, ignore } = stopOnSignals(() => line.clear());
  try {
    return await work(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    line.clear();
    process.stderr.write(`larmor: stopped${resumable ? "; the same command goes on where it was" : ""}\n`);
    return EXIT.stopped;
  } finally {
    line.clear();
    ignore();
  }
}
