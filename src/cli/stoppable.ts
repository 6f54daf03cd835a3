// What the commands that compute for long have in common: their options, and how a signal stops them.

import { EXIT, jsonOption, workersOption } from "./command.js";
import { say } from "./output.js";
import { ProgressLine } from "./progress.js";

/** Options of the commands that compute ensembles of their own. */
export const computingOptions = {
  ...workersOption,
  ...jsonOption,
  quiet: { about: "no progress and messages: the result and errors only" },
} as const;

/** How long an orderly stop may take before the process ends without it: what was counted is on the disk already. */
const PATIENCE_MS = 1500;

/** The signals that stop a command: of the keyboard, of `kill`, of a terminal that goes away, of a batch system before its time limit. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"] as const;

/**
 * Does the work until a signal stops it; resolves with its exit code. The first signal aborts the work; after a second one, or when
 * the work takes too long to stop, the process exits.
 * @param stopped what to print when it was stopped: what is kept, and how to go on
 * @param close what has to be done before the process exits without an orderly stop
 */
export async function stoppable(
  { line = new ProgressLine(true), stopped, close = () => {} }: Stopping,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  const { signal } = controller;
  const end = () => {
    line.clear();
    say(stopped());
  };
  const exit = () => {
    close();
    end();
    process.exit(EXIT.stopped);
  };
  const stop = (name: NodeJS.Signals) => {
    if (signal.aborted) exit();
    controller.abort(new Error(`stopped by ${name}`));
    setTimeout(exit, PATIENCE_MS).unref();
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    end();
    return EXIT.stopped;
  } finally {
    line.clear();
    for (const name of SIGNALS) process.off(name, stop);
  }
}

interface Stopping {
  line?: ProgressLine;
  stopped: () => string;
  close?: () => void;
}
