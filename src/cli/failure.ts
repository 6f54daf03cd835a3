import { readFileSync } from "node:fs";
import { EXIT } from "./exit.js";
import { say } from "./output.js";

/** By the names of the errors: this file is loaded before anything that could fail to be. */
const CODES: Record<string, number> = {
  UsageError: EXIT.usage,
  UnfitError: EXIT.usage,
  AbsentPackageError: EXIT.usage,
  NoGPUError: EXIT.usage,
  AuditError: EXIT.check,
  ConfigError: EXIT.config,
  MemoryError: EXIT.config,
  GPUMemoryError: EXIT.config,
  FolderError: EXIT.folder,
  FieldFileError: EXIT.folder,
  DiskError: EXIT.disk,
  LostGPUError: EXIT.stopped,
};

/** What to do, in the words of the command line, where an error does not say it. */
const REMEDIES: Record<string, string> = {
  AuditError: "; use --device cpu",
  LostGPUError: "; nothing that was counted is lost, run again with --resume",
};

/** Reports what was thrown, in one message; returns the exit code that belongs to it. */
export function failure(thrown: unknown): number {
  const error = thrown instanceof Error ? thrown : undefined;
  if ((error as NodeJS.ErrnoException | undefined)?.syscall === "uv_cwd") {
    say("the working directory: found none, it was removed or cannot be reached; expected one, change to it with cd");
    return EXIT.disk;
  }
  const remedy = error?.name === "MemoryError" ? addressRemedy() : (REMEDIES[error?.name ?? ""] ?? "");
  say((error ? error.message : String(thrown)) + remedy);
  if (process.env.LARMOR_DEBUG && error?.stack) say(error.stack);
  return CODES[error?.name ?? ""] ?? EXIT.internal;
}

/** What to do where the process may have so many addresses only, as with `ulimit -v` or a batch system's h_vmem. */
function addressRemedy(): string {
  const limit = addressLimit();
  if (limit === undefined) return "; give fewer --workers";
  return (
    `. This process may have ${(limit / 1e9).toPrecision(2)} GB of addresses (\`ulimit -v\`, h_vmem), and each worker reserves some ` +
    "10 GB of them, whatever memory it uses: ask for resident memory in place of this limit, or give fewer --workers"
  );
}

/** Bytes; undefined where there is no limit, or none that can be read. */
function addressLimit(): number | undefined {
  try {
    const limit = /^Max address space +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}
