/** A run folder that cannot be relied on: damaged, incomplete, foreign, or held by another process (exit code 5). */
export class FolderError extends Error {
  override name = "FolderError";

  /** @param file path of the file (or folder) meant; @param line its line, from 1, where one line is meant */
  constructor(
    readonly file: string,
    readonly problem: string,
    readonly line?: number,
  ) {
    super(`${file}${line === undefined ? "" : ` line ${line}`}: ${problem}`);
  }
}

/** The machine did not read or write (disk full, read-only, no permission, folder deleted): exit code 74, EX_IOERR. */
export class DiskError extends Error {
  override name = "DiskError";

  constructor(
    readonly file: string,
    readonly problem: string,
  ) {
    super(`${file}: ${problem}`);
  }
}

const REASONS: Record<string, string> = {
  ENOSPC: "the disk is full; make room",
  EDQUOT: "the disk quota is used up; make room",
  EFBIG: "the limit on the size of files is reached; raise `ulimit -f`",
  EROFS: "the file system is read-only; choose another --out or make it writable",
  EACCES: "no permission; choose another --out or change the permissions",
  EPERM: "not permitted; choose another --out or change the permissions",
  ENOENT: "no such file or folder; was it deleted or renamed?",
  EEXIST: "a part of this path is a file, not a folder",
  ENOTDIR: "a part of this path is a file, not a folder",
  EISDIR: "this is a folder, expected a file",
  EIO: "the disk reports an input/output error",
  EMFILE: "too many open files; raise `ulimit -n`",
  ENAMETOOLONG: "the name is too long",
};

/** The code of an error thrown by node:fs ("ENOENT"), or undefined. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Does the work; throws an error of the file system as a DiskError, which names the file and says what to do. */
export function onDisk<T>(file: string, doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new DiskError(file, `${doing} failed: ${REASONS[code] ?? (error as Error).message} (${code})`);
  }
}
