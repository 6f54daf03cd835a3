import { EXIT } from "./command.js";

/** How long an orderly stop may take before the process ends without it: what was counted is on the disk already. */
const PATIENCE_MS = 1500;

/** The signals that stop a run, resumable: of the keyboard, of `kill`, and of a batch system before its time limit. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGUSR1"] as const;

/** Aborts `signal` at the first of SIGNALS; at the second, or when the stop takes too long, calls `last` and exits. */
export function stopOnSignals(last: () => void): { signal: AbortSignal; ignore: () => void } {
  const controller = new AbortController();
  const exit = () => {
    last();
    process.exit(EXIT.stopped);
  };
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) exit();
    controller.abort(new Error(`stopped by ${name}`));
    setTimeout(exit, PATIENCE_MS).unref();
  };
  for (const name of SIGNALS) process.on(name, stop);
  return {
    signal: controller.signal,
    ignore: () => {
      for (const name of SIGNALS) process.off(name, stop);
    },
  };
}
