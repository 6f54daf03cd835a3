import { EXIT } from "./exit.js";
import { say } from "./output.js";

/** By the names of the errors: this file is loaded before anything that could fail to be. */
const CODES: Record<string, number> = {
  UsageError: EXIT.usage,
  ConfigError: EXIT.config,
  FolderError: EXIT.folder,
  DiskError: EXIT.disk,
};

/** Reports what was thrown, in one message; returns the exit code that belongs to it. */
export function failure(thrown: unknown): number {
  const error = thrown instanceof Error ? thrown : undefined;
  say(error ? error.message : String(thrown));
  if (process.env.LARMOR_DEBUG && error?.stack) say(error.stack);
  return CODES[error?.name ?? ""] ?? EXIT.internal;
}
