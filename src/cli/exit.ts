/** Exit codes, as `--help` lists them. */
export const EXIT = { done: 0, usage: 2, config: 3, check: 4, folder: 5, internal: 70, disk: 74, stopped: 75 } as const;
export const EXIT_TEXTS: [number, string][] = [
  [EXIT.done, "done"],
  [EXIT.usage, "wrong usage: an unknown option, a wrong value, an absent file, optional package or graphics processor"],
  [EXIT.config, "the config is invalid, or needs more memory than there is"],
  [EXIT.check, "a check of `validate` or `verify`, or the audit of a graphics processor, failed"],
  [EXIT.folder, "the run folder is absent, damaged, incomplete, of another run, or in use by another process"],
  [EXIT.internal, "an error of larmor itself (LARMOR_DEBUG=1 shows where)"],
  [EXIT.disk, "the disk could not be read or written, or stdout not be written"],
  [EXIT.stopped, "stopped by a signal, or as a graphics processor was lost; `run --resume` continues"],
];
